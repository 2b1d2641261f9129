"""Environments of their own for mity and for each peer: pinned, byte-compiled, made once and kept."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent
PINS = Path(__file__).parent / "pins"
SCRIPTS = Path(__file__).parent / "peers"
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "factory", "stations", "agents", "templates")
_HIDDEN = ("PYTHON", "VIRTUAL_ENV", "MITY_", "GIT_")
_STAMP = "made-from.txt"


class Environments:
    """The virtual environments below `folder`; each is made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._checked: dict[str, Path] = {}

    def peer(self, name: str) -> Path:
        """The folder of programs of the peer whose pins are `pins/NAME.txt`. Raises RuntimeError."""
        pins = PINS / f"{name}.txt"
        return self._ready(name, pins.read_text(encoding="utf-8"), ["--requirement", str(pins)])

    def go_program(self, name: str) -> Path | None:
        """The folder of the program whose module and version are in `pins/NAME.txt`; None where there is no Go.

        Raises RuntimeError.
        """
        module = (PINS / f"{name}.txt").read_text(encoding="utf-8").strip()
        go, folder = shutil.which("go"), self.folder / name / module.rpartition("@")[2]
        if go is not None and not folder.is_dir():
            print(f"building {name} …", file=sys.stderr)
            part = folder.with_name("part")
            _run([go, "install", module], GOBIN=str(part))
            part.replace(folder)
        return folder if folder.is_dir() else None

    def floor(self) -> Path:
        """The folder of programs of an environment with nothing in it."""
        return self._ready("floor", "", [])

    def mity(self) -> Path:
        """The folder of programs of an environment with mity, installed from this checkout as a user's is.

        It is made anew when a file of the checkout has changed. Raises RuntimeError.
        """
        return self._mity("mity", "")

    def mity_watched(self) -> Path:
        """The same with what the page and telemetry need. Raises RuntimeError."""
        return self._mity("mity-watched", "[web,otel]")

    def _mity(self, name: str, extras: str) -> Path:
        if name in self._checked:
            return self._checked[name]
        with tempfile.TemporaryDirectory(prefix="mity-source-") as scratch:
            source = Path(scratch) / "mity"
            copy_checkout(source)
            return self._ready(name, _digest(source), [f"mity{extras} @ {source.as_uri()}"])

    def scripts(self) -> Path:
        """A folder to put on the path of a peer's Python: it holds `benchmarks` and nothing else of the checkout."""
        folder = self.folder / "scripts"
        folder.mkdir(exist_ok=True)
        (folder / "benchmarks").unlink(missing_ok=True)
        (folder / "benchmarks").symlink_to(CHECKOUT / "benchmarks")
        return folder

    def scratch(self, prefix: str = "run-") -> tempfile.TemporaryDirectory[str]:
        """A new folder on the disk that holds the environments, so that fsync and hard links mean what they do."""
        return tempfile.TemporaryDirectory(prefix=prefix, dir=self.folder, ignore_cleanup_errors=True)

    def _ready(self, name: str, recipe: str, what: list[str]) -> Path:
        if name not in self._checked:
            folder = self.folder / name
            stamp = f"{sys.version}\n{recipe}"
            marker = folder / _STAMP
            if not marker.is_file() or marker.read_text(encoding="utf-8") != stamp:
                print(f"making the environment of {name} …", file=sys.stderr)
                shutil.rmtree(folder, ignore_errors=True)
                _make(folder, what)
                marker.write_text(stamp, encoding="utf-8")
            self._checked[name] = folder / "bin"
        return self._checked[name]


def plain_environment(*first_on_path: Path, **more: str) -> dict[str, str]:
    """This process's environment without what would change how Python, git or mity behave, plus `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_HIDDEN)}
    path = os.pathsep.join([*map(str, first_on_path), kept.get("PATH", os.defpath)])
    return {**kept, "PATH": path, **more}


def copy_checkout(into: Path) -> None:
    """Copies what the package is built from, so that building leaves nothing in the checkout."""
    into.mkdir()
    for name in SOURCES:
        if (place := CHECKOUT / name).is_dir():
            shutil.copytree(place, into / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"), symlinks=True)
        elif place.is_file():
            shutil.copy(place, into / name)


def uv() -> str | None:
    """The program uv, on PATH or beside this Python, or None."""
    return shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))


def _make(folder: Path, what: list[str]) -> None:
    """A virtual environment with the packages `what` (words for `pip install`), every module compiled."""
    program = uv()
    python = str(folder / "bin" / "python")
    if program:
        _run([program, "venv", "--quiet", "--no-project", "--python", sys.executable, str(folder)])
        install = [program, "pip", "install", "--quiet", "--python", python]
    else:
        venv.create(folder, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if what:
        _run([*install, *what])
    # Some packages ship files for other versions of Python, which do not compile: no reason to stop.
    compile_all = [python, "-m", "compileall", "-q", str(folder / "lib")]
    subprocess.run(compile_all, env=plain_environment(), stdout=subprocess.DEVNULL, check=False)


def _run(words: Iterable[str], **more: str) -> None:
    argv = list(words)
    done = subprocess.run(argv, env=plain_environment(**more), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`{' '.join(argv)}` failed:\n{done.stdout}{done.stderr}")


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
