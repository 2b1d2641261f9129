"""Libraries of tests as they lie in an environment against what their registry gave: a script may change them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from mity.reading import Unfit, read_bytes
from mity.text.data import parse_json

_LARGEST, _LARGEST_LIST = 8 << 20, 16 << 20
_MOST = 4_000
_SHA512, _SHA256 = "sha512-", "sha256="
_PYTHON = ("pytest", "pluggy", "iniconfig", "hypothesis", "assertpy", "pytest_asyncio", "pytest_mock", "nose2")


def altered_node(root: Path, names: Iterable[str]) -> Iterator[str]:
    """Clauses on packages in `node_modules` of which a file is not as in the archive that npm keeps of them.

    Packages that no archive is kept of are passed over.
    """
    try:
        lock = parse_json(read_bytes(root / "node_modules" / ".package-lock.json", _LARGEST_LIST))
    except (Unfit, OSError, ValueError):
        return
    packages = lock.get("packages") if isinstance(lock, dict) else None
    for name in names if isinstance(packages, dict) else ():
        entry = packages.get(f"node_modules/{name}") if isinstance(packages, dict) else None
        said = entry.get("integrity") if isinstance(entry, dict) else None
        archive = _archive(said) if isinstance(said, str) and said.startswith(_SHA512) else None
        if archive and (file := _first_other(root / "node_modules" / name, archive)):
            yield f"{name} is not as its registry has it ({file})"


def altered_python(root: Path) -> Iterator[str]:
    """The same for the environment `.venv`, by the list that each package has of its own files."""
    for place in sorted((root / ".venv").glob("lib/python*/site-packages"))[:1]:
        for name in _PYTHON:
            for record in sorted(place.glob(f"{name}-*.dist-info/RECORD"))[:1]:
                if file := _first_unlisted(place, record):
                    yield f"{name} is not as its registry has it ({file})"


def _archive(integrity: str) -> Path | None:
    try:
        number = base64.b64decode(integrity.removeprefix(_SHA512).partition(" ")[0], validate=True).hex()
    except (binascii.Error, ValueError):
        return None
    home = os.environ.get("npm_config_cache") or os.path.expanduser("~/.npm")  # noqa: PTH111, SIM112 - as npm reads it
    path = Path(home) / "_cacache" / "content-v2" / "sha512" / number[:2] / number[2:4] / number[4:]
    return path if path.is_file() else None


def _first_other(folder: Path, archive: Path) -> str:
    """The first file that is otherwise or missing; line ends and the manifest, which npm may write anew, aside."""
    try:
        with tarfile.open(archive) as packed:
            for number, member in enumerate(packed):
                name = PurePosixPath(*PurePosixPath(member.name).parts[1:])
                if number > _MOST or not member.isfile() or member.size > _LARGEST or name.name == "package.json":
                    continue
                content = packed.extractfile(member)
                if content is not None and _plain(content.read()) != _plain(read_bytes(folder / name, _LARGEST)):
                    return name.as_posix()
    except FileNotFoundError as error:
        return Path(str(error.filename)).name
    except (tarfile.TarError, EOFError, Unfit, OSError):
        return ""
    return ""


def _plain(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _first_unlisted(place: Path, record: Path) -> str:
    try:
        rows = read_bytes(record, _LARGEST).decode("utf-8", "replace").splitlines()[:_MOST]
        for row in rows:
            name, _, rest = row.partition(",")
            said = rest.partition(",")[0]
            if not name.endswith(".py") or not said.startswith(_SHA256) or ".." in name:
                continue
            made = hashlib.sha256(read_bytes(place / name, _LARGEST)).digest()
            if base64.urlsafe_b64encode(made).decode().rstrip("=") != said.removeprefix(_SHA256).rstrip("="):
                return name
    except FileNotFoundError as error:
        return Path(str(error.filename)).name
    except (Unfit, OSError):
        return ""
    return ""
