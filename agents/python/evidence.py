"""Modules, names and places in the project that the output of a failed command mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.agents.python.names import top
from mity.agents.python.sources import is_local
from mity.changes.protected import PROTECTED, matches
from mity.healing.rules import FailureContext
from mity.text.records import dataclass

_MISSING = re.compile(r"No module named ['\"]?([\w.]+)")
_FRAME = re.compile(
    r"""File "(?P<file>[^"\n]+)", line (?P<line>\d+)|^(?P<short>[^\s:]+\.py):(?P<at>\d+): """, re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file of the project, relative path, line from 1."""

    file: str
    line: int

    @property
    def protected(self) -> bool:
        """True for tests and other files that no fix may change."""
        return matches(self.file, PROTECTED)


def missing_module(failure: FailureContext) -> str:
    """The third-party module whose import failed, or ""."""
    module = missing_name(failure)
    return "" if not module or is_local(failure, module) else module


def missing_name(failure: FailureContext) -> str:
    """The module whose import failed, whether foreign or the project's own: the one diagnosed, else the last named."""
    named = _MISSING.findall(failure.output)
    if not named:
        return ""
    return failure.diagnosis.subject if failure.diagnosis.subject in named else str(named[-1])


def places(failure: FailureContext, end: int | None = None) -> Iterator[Place]:
    """The places in project files that the output mentions before offset `end`, the nearest first."""
    for found in reversed(list(_FRAME.finditer(failure.output, 0, len(failure.output) if end is None else end))):
        file = failure.inside(found["file"] or found["short"])
        if file is not None:
            yield Place(file, int(found["line"] or found["at"]))


def same_top(one: str, other: str) -> bool:
    """Whether two dotted names start with the same package."""
    return top(one) == top(other)
