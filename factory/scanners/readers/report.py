"""What a reader makes of a report, and what it needs to know of the scanner and the project."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mity.errors import MityError
from mity.reading import read_bytes
from mity.scanners.finding import SEVERITIES, Finding, Package, Severity
from mity.scanners.masking import secret_line, shown_line
from mity.scanners.model import Scanner
from mity.text.data import parse_json
from mity.text.records import dataclass, field

MOST_BYTES = 128 << 20
_SPACE = re.compile(r"\s+")
_LONGEST = 500
_SCORES = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"))


class Unreadable(MityError):
    """A report that is not what the scanner writes when it has looked."""


@dataclass(slots=True)
class Report:
    """What was found, what could not be looked at in sentences, and how many packages were looked at where it says.

    `read` are the files that the report names, as paths from the project.
    """

    findings: list[Finding] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    looked: int = 0
    read: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Source:
    """A report of `scanner`, which ran in `folder` of `project`; `target` is the file that it was about, if one."""

    scanner: Scanner
    project: Path
    folder: Path
    report: Path
    target: str = ""

    def data(self) -> Any:
        """The report as JSON. Raises Unreadable."""
        return parsed(self.text())

    def text(self) -> bytes:
        """The report. Raises Unreadable."""
        try:
            data = read_bytes(self.report, MOST_BYTES)
        except OSError as error:
            raise Unreadable(f"its report cannot be read: {error.strerror or error}") from error
        if not data.strip():
            raise Unreadable("it left no report")
        return data

    def relative(self, name: str) -> str:
        """A path as the tool printed it, relative to the project; unchanged where it leads out of it."""
        path = unquote(urlsplit(name).path) if name.startswith("file:") else name
        whole = os.path.normpath(self.folder / path)
        root = f"{self.project}{os.sep}"
        return whole.removeprefix(root).replace(os.sep, "/") if whole.startswith(root) else path

    def keeps(self, rule: str) -> bool:
        """Whether findings of a rule count."""
        return not self.scanner.keep or any(fnmatchcase(rule, glob) for glob in self.scanner.keep)

    def severity(self, rule: str, word: str) -> Severity:
        """The severity of a finding by its rule, else by the tool's word for it, else the scanner's usual one."""
        for glob, severity in self.scanner.rules.items():
            if fnmatchcase(rule, glob):
                return severity
        known = {name.lower(): severity for name, severity in self.scanner.severities.items()}
        low = word.lower()
        own: dict[str, Severity] = {one: one for one in SEVERITIES}
        return known.get(low) or own.get(low, self.scanner.severity)

    def line(self, path: str, number: int) -> str:
        """A line of a file of the project; empty when it cannot be read."""
        try:
            lines = read_bytes(self.project / path).decode("utf-8", "replace").splitlines()
        except (OSError, ValueError):
            return ""
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def at(self, rule: str, word: str, message: str, name: str, line: int = 0, column: int = 0) -> Finding:
        """A finding at a place of a file."""
        path = self.relative(name) if name else ""
        text = self.line(path, line) if line else ""
        secret = self.scanner.purpose == "secrets"
        return Finding(
            self.scanner.purpose,
            (self.scanner.id,),
            rule,
            self.severity(rule, word),
            short(message),
            path,
            line,
            column,
            secret_line(text) if secret else shown_line(text),
            known=digest(text) if text else "",
        )

    def package(
        self, rule: str, word: str, message: str, name: str, version: str, fix: str, fixes: Iterable[str] = ()
    ) -> Finding:
        """A finding about a package that the file `target` asks for.

        `fix` is what a person reads of a remedy, `fixes` are the versions themselves.
        """
        fixed = f"upgrade {name} to {fix}" if fix else "no version is known that mends it"
        return Finding(
            self.scanner.purpose,
            (self.scanner.id,),
            rule,
            self.severity(rule, word),
            short(message),
            self.target,
            evidence=f"{name} {version}".strip(),
            fix=fixed,
            known=f"{name}\0{version}",
            package=Package(name, version, self.target, tuple(fixes)),
        )


def digest(text: str) -> str:
    """What a line is known by when it moves, without its blanks around."""
    return hashlib.sha256(text.strip().encode("utf-8", "replace")).hexdigest()[:16]


def parsed(data: bytes | str) -> Any:
    """JSON of a report. Raises Unreadable."""
    try:
        return parse_json(data)
    except ValueError as error:
        raise Unreadable(f"its report is not JSON: {short(str(error))}") from error


def short(text: str) -> str:
    """A text as one line of bounded length."""
    line = _SPACE.sub(" ", text).strip()
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"


def rows(data: Any, name: str) -> list[Mapping[str, Any]]:
    """The list of objects in a member of a report. Raises Unreadable when there is none."""
    found = data.get(name) if isinstance(data, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unreadable(f"its report has no list '{name}'")
    return found


def table(data: Any, name: str) -> Mapping[str, Any]:
    """The object in a member of a report. Raises Unreadable when there is none."""
    found = data.get(name) if isinstance(data, dict) else None
    if not isinstance(found, dict):
        raise Unreadable(f"its report has no object '{name}'")
    return found


def number(value: Any) -> int:
    """A positive number of a report, else 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 31 else 0


def score_word(value: Any) -> str:
    """A score from 0 to 10 as the word for it, as GitHub reads it; empty for what is no number."""
    try:
        score = float(value)
    except (TypeError, ValueError):
        return ""
    return next((word for least, word in _SCORES if score >= least), "info")
