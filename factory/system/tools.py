"""Finds the programs a stack needs and their versions, before anything is written."""

from __future__ import annotations

import functools
import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from mity.command import Command
from mity.errors import ToolError
from mity.stacks.requirement import Platform, Requirement
from mity.system.runner import Runner
from mity.system.tool_cache import ToolCache, fetchable
from mity.system.tool_paths import candidates
from mity.text.records import dataclass

# a version has dots, but for that of a JDK on its first day; of several the one behind the program's name counts
_INDEX = re.compile(r"^--index-url (\S+)$", re.MULTILINE)
_NUMBERS = (re.compile(r"(?<!\d)\d{1,9}(?:\.\d{1,9})+"), re.compile(r"\b\d{1,9}\b"))


@dataclass(frozen=True, slots=True)
class Tool:
    """A requirement as met on this machine: `path` is empty when no fitting program is there.

    `found` says what was seen instead, `how` how to get it here.
    """

    requirement: Requirement
    path: str = ""
    version: str = ""
    found: str = ""
    how: str = ""

    @property
    def name(self) -> str:
        """The program."""
        return self.requirement.tool

    @property
    def wanted(self) -> str:
        """The range of versions."""
        return self.requirement.version

    @property
    def optional(self) -> bool:
        """True when the stack does without it."""
        return self.requirement.optional

    @property
    def fetchable(self) -> bool:
        """True when mity can bring it here."""
        return fetchable(self.requirement)

    @property
    def ready(self) -> bool:
        """True when a program of a fitting version is there."""
        return bool(self.path)

    @property
    def problem(self) -> str:
        """One sentence: what is missing and how to get it."""
        need = f"{self.name} {self.wanted.replace('||', 'or')}".strip()
        seen = f"; found {self.found}" if self.found else ""
        return f"{need} is needed{seen}. {self.how}".strip()


class Toolbox:
    """Looks tools up, and fetches those that a package registry carries.

    Only a tool that `may_start` allows by its name is started, to ask for its version; any other one is taken for
    what is wanted when it is there. Tools are asked in the folder `asked_at`, by default the current one: rustup, asdf
    and their kin run what the files of that folder choose.
    """

    def __init__(
        self,
        runner: Runner | None = None,
        cache: ToolCache | None = None,
        may_start: Callable[[str], bool] = lambda tool: True,
        *,
        asked_at: Path | None = None,
    ) -> None:
        self._may_start = may_start
        self._asked_at = asked_at
        self._runner = runner or Runner()
        self._cache = cache or ToolCache(self._runner)

    @classmethod
    def of_app(cls, runner: Runner, of_preview: Callable[[str], bool] | None = None, *, asks_here: bool) -> Toolbox:
        """One for a verb: unless it `asks_here`, no file of the current folder chooses what a tool runs.

        A preview, which says what it may start, asks elsewhere as well: it runs nothing of the project's.
        """
        elsewhere = Path(Path(sys.executable).anchor)
        if of_preview is not None:
            return cls(runner, may_start=of_preview, asked_at=elsewhere)
        return cls(runner, asked_at=None if asks_here else elsewhere)

    def resolve(self, requirement: Requirement, *, silent: bool = False) -> Tool:
        """The first program on this machine that meets `requirement`, or a Tool that says what is missing.

        A `silent` one may tell no version, as those do that were built from source.
        """
        if not self._may_start(requirement.tool):
            return Tool(requirement, next(candidates(requirement.tool, self._cache.folder), ""), how=_how(requirement))
        seen: list[str] = []
        for path in candidates(requirement.tool, self._cache.folder):
            version = self._version(path)
            if version is None and silent:
                return Tool(requirement, path)
            if version is None:
                continue
            if requirement.allows(version):
                return Tool(requirement, path, str(version))
            seen.append(f"{version} at {path}")
        return Tool(requirement, found=", ".join(seen), how=_how(requirement))

    def fetch_all(self, tools: Iterable[Tool], print_note: Callable[[str], None]) -> None:
        """Brings the tools that a registry carries into mity's own cache. Raises ToolError, StorageError."""
        for tool in tools:
            if tool.fetchable and not self.resolve(tool.requirement).ready:  # one package may carry several
                print_note(f"fetching {tool.name} into mity's own cache")
                got = self.fetch(tool.requirement)
                if not got.ready:
                    raise ToolError(f"{tool.name} was fetched but does not run here: {got.problem}")
                print_note(f"{got.name} {got.version} is at {got.path}")

    def fetch(self, requirement: Requirement) -> Tool:
        """Brings a tool into mity's own cache and resolves it there. Raises ToolError."""
        self._cache.fetch(requirement)
        return self.resolve(requirement)

    def fetch_locked(self, tool: str, lock: str, module: str, program: str) -> Path:
        """Brings a tool by a lock file with checksums, as `ToolCache.fetch_locked` does. Raises ToolError."""
        return self._cache.fetch_locked(tool, lock, module, program)

    def fetch_go(self, tool: str, modules: str, sums: str, package: str) -> Path:
        """Builds a tool of Go by checksums, as `ToolCache.fetch_go` does. Raises ToolError."""
        return self._cache.fetch_go(tool, modules, sums, package)

    def python(self, wanted: SpecifierSet, preferred: str = "") -> str:
        """The interpreter of this machine that a project should have, "" when none is in the range `wanted`.

        One of the version `preferred` (`3.12`) leads; then mity's own; then the one that is nearest to that.
        """
        if not self._may_start("python"):
            return next(candidates("python", self._cache.folder), "")
        own = Version(platform.python_version())
        fits: list[tuple[tuple[bool, int, int], str]] = []
        for at, path in enumerate(candidates("python", self._cache.folder)):
            version = self._version(path)
            if version is None or not wanted.contains(version, prereleases=True):
                continue
            other = bool(preferred) and not str(version).startswith(f"{preferred}.")
            far = 0 if version.release[:2] == own.release[:2] else 1 + abs(version.minor - own.minor)
            fits.append(((other, far + 100 * abs(version.major - own.major), at), path))
            if not other and not far:
                break
        return min(fits)[1] if fits else ""

    def index_of_uv(self, uv: str) -> str:
        """The package index that this `uv` asks, by the user's settings or by itself; "" when it is not told."""
        if not self._may_start("uv"):
            return ""
        asked = (uv, "pip", "compile", os.devnull, "--emit-index-url", "--offline", "--no-header", "--quiet")
        outcome = self._runner.run(Command(asked, self._asked_at, timeout=30))
        found = _INDEX.search(outcome.output) if outcome.ok else None
        return found[1] if found else ""

    def resolve_all(self, requirements: Iterable[Requirement]) -> dict[str, Tool]:
        """Tool by name."""
        return {requirement.tool: self.resolve(requirement) for requirement in requirements}

    @functools.cache  # noqa: B019 - a Toolbox lives as long as one command of the user
    def _version(self, path: str) -> Version | None:
        if path == sys.executable or path == getattr(sys, "_base_executable", ""):
            return Version(platform.python_version())
        # a script may want what lies beside it: npm its node
        beside = {"PATH": os.pathsep.join([str(Path(path).parent), os.environ.get("PATH", os.defpath)])}
        for flag in ("--version", "-version", "version"):
            outcome = self._runner.run(Command((path, flag), self._asked_at, beside, timeout=30))
            if outcome.not_found:
                return None
            own = re.compile(rf"(?<=^{re.escape(Path(path).name)} )\d{{1,9}}(?:\.\d{{1,9}})+", re.I | re.MULTILINE)
            found = (number.search(outcome.output) for number in (own, *_NUMBERS)) if outcome.ok else ()
            if match := next(filter(None, found), None):
                try:
                    return Version(match[0])
                except InvalidVersion:
                    continue
        return None


def _how(requirement: Requirement) -> str:
    """How to get a tool on this system, from the stack's own words."""
    systems: dict[str, Platform] = {"Darwin": "macos", "Windows": "windows"}
    get: Mapping[Platform, str] = requirement.get
    text = get.get(systems.get(platform.system(), "debian")) or get.get("any") or ""
    said = f"Get it: {text}" if text else "Install it and put it on PATH"
    return f"{said}; or let mity fetch it: --fetch-tools" if fetchable(requirement) else said


def search_path(tools: Mapping[str, str]) -> str:
    """PATH for a child that must find these programs first; empty when it finds them as it is.

    npm, for one, starts with `env node`: it must meet the Node that was resolved and no other. The folder of
    mity's own programs stays out: there is a Python in it that is not the application's.
    """
    beside = Path(sys.executable).parent
    hidden = [path for name, path in tools.items() if Path(path).name == name and shutil.which(name) != path]
    folders = dict.fromkeys(str(parent) for path in hidden if (parent := Path(path).parent) != beside)
    return os.pathsep.join([*folders, os.environ.get("PATH", os.defpath)]) if folders else ""


def venv_bin() -> str:
    """The folder of programs inside a Python virtual environment on this system."""
    return ".venv/Scripts" if os.name == "nt" else ".venv/bin"
