"""What scanners find in a project, and what became of each scanner: clean, findings, or it could not look."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

from mity.text.records import dataclass
from mity.text.versions import number_of

Severity = Literal["info", "low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From the mildest to the worst."""
Purpose = Literal["secrets", "code", "dependencies", "workflows", "containers", "infrastructure", "licences"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
CLEAN, FINDINGS, COULD_NOT_LOOK, OFF = "clean", "findings", "could not look", "off"
"""What a scanner can have come to; `off` are those that the project's settings leave out."""


@dataclass(frozen=True, slots=True)
class Package:
    """The package that a finding is about.

    `file` is the lock or manifest that has it, relative to the project; `version` is the one that it has there, empty
    where the scanner does not say. `fixes` are versions that are free of the finding, one for each line of releases
    that is still mended. `through` is `NAME@VERSION` of another package that has to be upgraded to get there.
    """

    name: str
    version: str = ""
    file: str = ""
    fixes: tuple[str, ...] = ()
    through: str = ""

    @property
    def fix(self) -> str:
        """The lowest version above its own that mends it; empty where none is known."""
        here = number_of(self.version)
        return min((one for one in self.fixes if number_of(one) > here), key=number_of, default="")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `path` is relative to the project, empty where there is none; `line` and `column` count from 1, 0 is unknown.
    `evidence` shows what was found, without secret values; `fix` says what to do, where a tool knows it. `known` is
    what it is recognised by when lines move. `package` is there where it is about one.
    """

    purpose: Purpose
    tools: tuple[str, ...]
    rule: str
    severity: Severity
    message: str
    path: str = ""
    line: int = 0
    column: int = 0
    evidence: str = ""
    fix: str = ""
    known: str = ""
    package: Package | None = None

    @property
    def id(self) -> str:
        """What a baseline names it by: of its place and what is there, not of its line number."""
        parts = (self.purpose, self.path, self.rule, self.known or self.message)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def rank(self) -> int:
        """The severity as a number, the worst highest."""
        return SEVERITIES.index(self.severity)

    @property
    def place(self) -> str:
        """File, line and column, as far as they are known."""
        numbers = [str(one) for one in (self.line, self.column) if one]
        return ":".join([self.path, *numbers]) if self.path else ""

    def to_json(self) -> dict[str, Any]:
        """Plain data, as `read_finding` takes it, with the id."""
        found = {name: getattr(self, name) for name in self.__slots__ if name != "package"}
        about = {"package": _package_json(self.package)} if self.package else {}
        return {"id": self.id, "place": self.place, **found, "tools": list(self.tools), **about}


def _package_json(one: Package) -> dict[str, Any]:
    return {**{name: getattr(one, name) for name in one.__slots__}, "fixes": list(one.fixes)}


def read_finding(data: Mapping[str, Any]) -> Finding:
    """What `to_json` wrote. Raises KeyError, TypeError or ValueError when it is something else."""
    texts = {name: str(data[name]) for name in ("rule", "message", "path", "evidence", "fix", "known")}
    purpose, severity = data["purpose"], data["severity"]
    if purpose not in PURPOSES or severity not in SEVERITIES:
        raise ValueError(f"{purpose} or {severity} is not known")
    return Finding(
        purpose=purpose,
        tools=tuple(map(str, data["tools"])),
        severity=severity,
        line=int(data["line"]),
        column=int(data["column"]),
        package=read_package(data["package"]) if data.get("package") else None,
        **texts,
    )


def read_package(data: Mapping[str, Any]) -> Package:
    """What `Finding.to_json` has under `package`. Raises KeyError, TypeError or ValueError for something else."""
    texts = {name: str(data[name]) for name in ("name", "version", "file", "through")}
    return Package(fixes=tuple(map(str, data["fixes"])), **texts)


@dataclass(frozen=True, slots=True)
class Look:
    """What one scanner came to.

    `gaps` are sentences for what it could not look at: with one it is never clean. `looked` counts what it looked at,
    files or packages; `off` is the reason for which settings leave it out. `left_out` are the places that the project
    itself keeps from it.
    """

    scanner: str
    purpose: Purpose
    findings: tuple[Finding, ...] = ()
    gaps: tuple[str, ...] = ()
    version: str = ""
    looked: int = 0
    off: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """One of `clean`, `findings`, `could not look` and `off`."""
        if self.off:
            return OFF
        return FINDINGS if self.findings else COULD_NOT_LOOK if self.gaps else CLEAN

    def to_json(self) -> dict[str, Any]:
        """Plain data, as `read_look` takes it."""
        found = {name: getattr(self, name) for name in ("scanner", "purpose", "version", "looked", "off", "verdict")}
        told = {"gaps": list(self.gaps), "left_out": list(self.left_out)}
        return {**found, **told, "findings": [one.to_json() for one in self.findings]}


def read_look(data: Mapping[str, Any]) -> Look:
    """What `to_json` wrote. Raises KeyError, TypeError or ValueError when it is something else."""
    found = tuple(read_finding(one) for one in data["findings"])
    return Look(
        str(data["scanner"]),
        data["purpose"],
        found,
        tuple(map(str, data["gaps"])),
        str(data["version"]),
        int(data["looked"]),
        str(data["off"]),
        tuple(map(str, data.get("left_out", ()))),
    )


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """The worst first, then by place."""
    return sorted(found, key=lambda one: (-one.rank, one.path, one.line, one.column, one.rule, one.message))
