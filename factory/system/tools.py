"""Finds the programs a stack needs and their versions, before anything is written."""

from __future__ import annotations

import functools
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from mity.command import Command
from mity.stacks import Platform, Requirement
from mity.system.process import Runner

_NUMBER = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True, slots=True)
class Tool:
    """A requirement as met on this machine: `path` is empty when no fitting program is there.

    `found` says what was seen instead, `how` how to get it here.
    """

    name: str
    path: str
    version: str
    wanted: str
    optional: bool
    found: str = ""
    how: str = ""

    @property
    def ready(self) -> bool:
        """True when a program of a fitting version is there."""
        return bool(self.path)

    @property
    def problem(self) -> str:
        """One sentence: what is missing and how to get it."""
        need = f"{self.name} {self.wanted}".strip()
        seen = f"; found {self.found}" if self.found else ""
        return f"{need} is needed{seen}. {self.how}".strip()


class Toolbox:
    """Looks tools up, each once."""

    def __init__(self, runner: Runner | None = None) -> None:
        self._runner = runner or Runner()

    def resolve(self, requirement: Requirement) -> Tool:
        """The first program on this machine that meets `requirement`, or a Tool that says what is missing."""
        wanted = SpecifierSet(requirement.version)
        seen: list[str] = []
        for path in _candidates(requirement.tool):
            version = self._version(path)
            if version is None:
                continue
            if not requirement.version or wanted.contains(version, prereleases=True):
                return Tool(requirement.tool, path, str(version), requirement.version, requirement.optional)
            seen.append(f"{version} at {path}")
        how = _how(requirement.get)
        return Tool(requirement.tool, "", "", requirement.version, requirement.optional, ", ".join(seen), how)

    def resolve_all(self, requirements: Iterable[Requirement]) -> dict[str, Tool]:
        """Tool by name."""
        return {requirement.tool: self.resolve(requirement) for requirement in requirements}

    @functools.cache  # noqa: B019 - a Toolbox lives as long as one command of the user
    def _version(self, path: str) -> Version | None:
        if path == sys.executable or path == getattr(sys, "_base_executable", ""):
            return Version(platform.python_version())
        for flag in ("--version", "-version", "version"):
            outcome = self._runner.run(Command((path, flag), timeout=30))
            if outcome.not_found:
                return None
            match = _NUMBER.search(outcome.output) if outcome.ok else None
            if match:
                try:
                    return Version(match[0])
                except InvalidVersion:
                    continue
        return None


def _candidates(tool: str) -> Iterator[str]:
    """Programs that may be `tool`, best first, each once."""
    beside = str(Path(sys.executable).parent)
    names = [tool]
    found: list[str | None] = []
    if tool == "python":
        found.append(getattr(sys, "_base_executable", sys.executable))
        names = ["python3", *(f"python3.{minor}" for minor in range(14, 8, -1)), "python"]
    found += [shutil.which(name) for name in names]
    found += [shutil.which(name, path=beside) for name in names if tool != "python"]
    yield from dict.fromkeys(path for path in found if path)


def _how(get: Mapping[Platform, str]) -> str:
    """How to get a tool on this system, from the stack's own words."""
    systems: dict[str, Platform] = {"Darwin": "macos", "Windows": "windows"}
    text = get.get(systems.get(platform.system(), "debian")) or get.get("any") or ""
    return f"Get it: {text}" if text else "Install it and put it on PATH"


def venv_bin() -> str:
    """The folder of programs inside a Python virtual environment on this system."""
    return ".venv/Scripts" if os.name == "nt" else ".venv/bin"
