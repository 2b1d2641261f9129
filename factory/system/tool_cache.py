"""mity's own cache of tools: brought from package registries by their ordinary clients, never into the system.

Each package lies in `<user cache>/mity/tools/<package>-<version>/`: its files in `lib/`, its programs in `bin/`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import sys
import sysconfig
import zipfile
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

import platformdirs
from filelock import FileLock

from mity.command import Command
from mity.errors import ToolError
from mity.stacks.requirement import Fetch, Requirement
from mity.system.files import private_folder, storage_error
from mity.system.runner import Runner
from mity.system.scratch import Scratch
from mity.system.tool_paths import candidates

_LIMIT_S = 900
_FORGED = re.compile(r"do not match the hashes|(?:hash|checksum) mismatch", re.IGNORECASE)
_GO = {"CGO_ENABLED": "0", "GOWORK": "off", "GOFLAGS": ""}
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy"


def fetchable(requirement: Requirement) -> bool:
    """True when a registry carries the tool in a form that runs here; the packages' programs want POSIX links."""
    return requirement.fetch is not None and os.name == "posix"


class ToolCache:
    """The fetched tools of this user."""

    def __init__(self, runner: Runner, folder: Path | None = None) -> None:
        self.folder = folder or Path(platformdirs.user_cache_dir("mity")) / "tools"
        self._runner = runner

    def fetch(self, requirement: Requirement) -> Path:
        """Brings the package that carries a tool; returns its folder.

        Raises ToolError when it cannot be had, StorageError when it cannot be written.
        """
        fetch = requirement.fetch
        if fetch is None or not fetchable(requirement):
            raise ToolError(f"mity cannot fetch {requirement.tool} here: install it and put it on PATH")

        def fill(new: Path) -> str:
            name = self._unpack(requirement, fetch, new)
            _link(fetch, new)
            return name

        return self._made(fill)

    def fetch_locked(self, tool: str, lock: str, module: str, program: str) -> Path:
        """Brings a tool of PyPI and all that it needs, each package by the checksum that the text `lock` has for it.

        It is the Python `module`, or the `program` at a place in its packages (a glob). Returns its folder. Raises
        ToolError when a package cannot be had or is not what the lock says, StorageError.
        """

        def fill(new: Path) -> str:
            (new / "lock.txt").write_text(lock, encoding="utf-8")
            words = ("--require-hashes", "--requirement", str(new / "lock.txt"))
            self._run(tool, _pip(new / "lib", *words), new)
            if module:
                _launcher(new, tool, module)
            else:
                _link(Fetch(pypi=tool, programs={tool: program}), new)
            return f"{tool}-{hashlib.sha256(lock.encode()).hexdigest()[:16]}"

        return self._made(fill)

    def fetch_go(self, tool: str, modules: str, sums: str, package: str) -> Path:
        """Builds a tool of Go, each module by the checksum that `sums`, the text of a go.sum, has for it.

        `modules` is the text of a go.mod that names all of them, `package` what is built. Returns its folder. Raises
        ToolError without Go, or where a module cannot be had or is not what its checksum says, StorageError.
        """
        go = next(candidates("go", self.folder), "")
        if not go:
            raise ToolError(f"{tool} is built by Go, and there is none: install Go")

        def fill(new: Path) -> str:
            (new / "bin").mkdir()
            (new / "lib" / "go.mod").write_text(modules, encoding="utf-8")
            (new / "lib" / "go.sum").write_text(sums, encoding="utf-8")
            words = ("build", "-mod=readonly", "-trimpath", "-o", str(new / "bin" / tool), package)
            self._run(tool, (go, *words), new / "lib", _GO)
            return f"{tool}-{hashlib.sha256(f'{modules}{sums}'.encode()).hexdigest()[:16]}"

        return self._made(fill)

    def _made(self, fill: Callable[[Path], str]) -> Path:
        """A folder that `fill` fills and names, in its place. Raises ToolError, StorageError."""
        try:
            private_folder(self.folder)
            with FileLock(self.folder / ".lock", mode=0o600), Scratch("new", self.folder) as scratch:
                new = scratch / "tool"
                (new / "lib").mkdir(parents=True)
                target = self.folder / fill(new)
                if target.exists():
                    target.rename(scratch / "old")
                new.rename(target)
                return target
        except OSError as error:
            raise storage_error("write", self.folder, error) from error

    def _unpack(self, requirement: Requirement, fetch: Fetch, new: Path) -> str:
        """Fills `lib/`; the name of the package and its version."""
        if fetch.maven:
            self._from_maven(requirement, fetch, new)
            _, artifact, version, *_ = fetch.maven.split(":")
            return f"{artifact}-{version}"
        wanted = f"{fetch.pypi}{fetch.version or requirement.version}"
        self._run(requirement.tool, _pip(new / "lib", wanted), new)
        info = next((new / "lib").glob("*.dist-info"), None)
        if info is None:
            raise ToolError(f"{wanted} was fetched but is no package: nothing was installed")
        return info.name.removesuffix(".dist-info")

    def _from_maven(self, requirement: Requirement, fetch: Fetch, new: Path) -> None:
        mvn = next(candidates("mvn", self.folder), "")
        if not mvn:
            raise ToolError(f"{requirement.tool} is fetched by an older Maven, and there is none: install one")
        words = ("-B", "-ntp", "-q", "--strict-checksums", _COPY, f"-Dartifact={fetch.maven}")
        with Scratch("zip", self.folder) as folder:
            self._run(requirement.tool, (mvn, *words, f"-DoutputDirectory={folder}"), folder)
            for found in folder.glob("*.zip"):
                with zipfile.ZipFile(found) as archive:
                    archive.extractall(new / "lib")

    def _run(self, tool: str, argv: tuple[str, ...], cwd: Path, env: Mapping[str, str] | None = None) -> None:
        outcome = self._runner.run(Command(argv, cwd, env or {}, timeout=_LIMIT_S))
        if not outcome.ok:
            said = " ".join(outcome.tail(2)) or outcome.summary
            if _FORGED.search(outcome.output):
                said = f"a package is not what its checksum says, so nothing was installed: {said}"
            raise ToolError(f"cannot fetch {tool}: {said}")


def _pip(target: Path, *wanted: str) -> tuple[str, ...]:
    """The command that unpacks one wheel of PyPI into a folder. Raises ToolError without any installer."""
    words = ("install", "--quiet", "--no-deps", "--only-binary", ":all:", "--target", str(target), *wanted)
    if find_spec("pip") is not None:
        return (sys.executable, "-P", "-m", "pip", *words)
    beside = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
    if uv := shutil.which("uv", path=beside):
        return (uv, "pip", *words, "--python", sys.executable)
    raise ToolError("mity's own Python has neither pip nor uv: install uv and try again")


def _launcher(new: Path, tool: str, module: str) -> None:
    """Makes `bin/` with a program that runs a module of `lib/`, and never one of the folder that it runs in."""
    (new / "bin").mkdir()
    path = new / "bin" / tool
    python = shlex.quote(sys.executable)
    path.write_text(f'#!/bin/sh\nPYTHONPATH="$(dirname "$0")/../lib" exec {python} -P -m {module} "$@"\n')
    path.chmod(0o755)


def _link(fetch: Fetch, new: Path) -> None:
    """Makes `bin/` with a link to each program. Raises ToolError when one is not in the package."""
    (new / "bin").mkdir()
    for program, pattern in fetch.programs.items():
        place = next(iter(sorted((new / "lib").glob(pattern))), None)
        if place is None:
            raise ToolError(f"the package {fetch.pypi or fetch.maven} has no {pattern}: nothing was installed")
        place.chmod(place.stat().st_mode | 0o755)
        (new / "bin" / program).symlink_to(Path("..") / place.relative_to(new))
