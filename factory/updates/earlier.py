"""Earlier versions of the templates that come with mity: kept in an archive beside them, unpacked into the cache."""

from __future__ import annotations

import hashlib
import lzma
import shutil
import tarfile
from pathlib import Path, PurePosixPath

import platformdirs

from mity.errors import MityError
from mity.reading import read_bytes
from mity.stacks.catalog import StackFolder, load
from mity.system.files import private_folder, storage_error
from mity.system.scratch import Scratch
from mity.text.versions import number_of

FOLDER = "_earlier"
"""Beside the stacks: `STACK.tar.xz`, in which `VERSION/` holds the stack's folder and its layers, as they were."""
_UNREADABLE = (tarfile.TarError, lzma.LZMAError, EOFError, ValueError)


def earlier_versions(stack: StackFolder) -> list[str]:
    """The versions before that of a shipped stack which this mity still has, the newest first. Raises MityError."""
    archive = _archive(stack)
    if not archive.is_file():
        return []
    try:
        with tarfile.open(archive, "r:xz") as files:
            found = {PurePosixPath(name).parts[0] for name in files.getnames()}
    except (OSError, *_UNREADABLE) as error:
        raise MityError(f"cannot read {archive}: {error}; install mity again") from error
    return sorted(found, key=number_of, reverse=True)


def earlier_version(stack: StackFolder, version: str) -> StackFolder | None:
    """The stack as it was in an earlier version, None for one that is not kept. Raises MityError, StorageError."""
    if version not in earlier_versions(stack):
        return None
    archive = _archive(stack)
    try:
        place = _cache() / hashlib.sha256(read_bytes(archive)).hexdigest()[:20] / version
        if not place.is_dir():
            _unpack(archive, version, place)
    except OSError as error:
        raise storage_error("unpack", archive, error) from error
    except _UNREADABLE as error:
        raise MityError(f"cannot read {archive}: {error}; install mity again") from error
    return load(place / stack.path.name / "stack.yaml")


def _unpack(archive: Path, version: str, place: Path) -> None:
    """Puts the files of one version into the new folder `place`, as a whole or not at all."""
    private_folder(place.parent)
    with Scratch("new", place.parent) as scratch:
        with tarfile.open(archive, "r:xz") as files:
            for member in files:
                inner = PurePosixPath(member.name)
                data = files.extractfile(member) if member.isfile() and inner.parts[0] == version else None
                if data is None or ".." in inner.parts:
                    continue
                target = scratch.joinpath(*inner.parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                with data, target.open("wb") as copy:
                    shutil.copyfileobj(data, copy)
                target.chmod(0o755 if member.mode & 0o100 else 0o644)
        try:
            (scratch / version).rename(place)
        except OSError:
            if not place.is_dir():  # another process was first
                raise


def _archive(stack: StackFolder) -> Path:
    return stack.path.parent / FOLDER / f"{stack.path.name}.tar.xz"


def _cache() -> Path:
    return Path(platformdirs.user_cache_dir("mity")) / "earlier"
