"""Where programs are on a machine: PATH, JAVA_HOME, JDK folders, version managers, mity's own cache."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

_JAVA = frozenset({"java", "javac"})
# folders of programs, as the managers and packages of the three systems lay them out
_GLOBS = (
    "~/.nvm/versions/*/*/bin",
    "~/.local/share/fnm/node-versions/*/installation/bin",
    "~/Library/Application Support/fnm/node-versions/*/installation/bin",
    "~/.volta/tools/image/*/*/bin",
    "~/.asdf/installs/*/*/bin",
    "~/.local/share/mise/installs/*/*/bin",
    "~/.sdkman/candidates/*/*/bin",
    "~/.pyenv/versions/*/bin",
    "~/.cargo/bin",
    "~/.local/bin",
    "~/.jdks/*/bin",
    "~/Library/Java/JavaVirtualMachines/*/Contents/Home/bin",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home/bin",
    "/usr/lib/jvm/*/bin",
    "/opt/java/*/bin",
    "C:/Program Files/Java/*/bin",
    "C:/Program Files/Eclipse Adoptium/*/bin",
    "/opt/homebrew/bin",
    "/opt/homebrew/opt/openjdk*/bin",
    "/usr/local/opt/openjdk*/bin",
    "~/.dotnet",
    "/usr/share/dotnet",
    "/usr/lib/dotnet",
    "/usr/local/share/dotnet",
    "C:/Program Files/dotnet",
)


def candidates(tool: str, cache: Path) -> Iterator[str]:
    """Programs that may be `tool`, best first, each once; `cache` is the folder of tools that mity fetched."""
    found: list[str] = []
    for path in _all(tool, cache):
        if path not in found:
            found.append(path)
            yield path


def _all(tool: str, cache: Path) -> Iterator[str]:
    beside = str(Path(sys.executable).parent)
    if tool == "python":
        yield getattr(sys, "_base_executable", sys.executable)
        names = ["python3", *(f"python3.{minor}" for minor in range(14, 8, -1)), "python"]
        on_path = os.environ.get("PATH", os.defpath).split(os.pathsep)
        yield from (path for name in names for path in _in(on_path, name))
        yield from _in(_globbed(_pythons()), "python3")
        return
    if tool in _JAVA and (home := os.environ.get("JAVA_HOME")):
        yield from _in([str(Path(home) / "bin")], tool)
    yield from _in(os.environ.get("PATH", os.defpath).split(os.pathsep), tool)
    yield from _in([beside], tool)
    yield from _in(_globbed(_GLOBS), tool)
    yield from _in(_newest(cache.glob("*/bin")), tool)


def _pythons() -> tuple[str, ...]:
    """Where pyenv and uv keep their interpreters."""
    pyenv = os.environ.get("PYENV_ROOT") or "~/.pyenv"
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    uv = os.environ.get("UV_PYTHON_INSTALL_DIR") or f"{data}/uv/python"
    return f"{pyenv}/versions/*/bin", f"{uv}/cpython-*/bin"


def _in(folders: list[str], tool: str) -> Iterator[str]:
    """The program `tool` in each of the folders that has it.

    Relative folders of PATH are passed over: what is in them depends on the project that is worked on.
    """
    for folder in folders:
        if Path(folder).is_absolute() and (path := shutil.which(tool, path=folder)):
            yield path


def _globbed(patterns: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        path = Path(pattern).expanduser()
        if path.is_absolute():
            found += _newest(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
    return found


def _newest(folders: Iterator[Path]) -> list[str]:
    """Folders by the numbers in their names, highest first."""
    return sorted(map(str, folders), key=lambda name: [int(n) for n in re.findall(r"\d+", name)], reverse=True)
