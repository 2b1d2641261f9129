"""What linters, type checkers and tests complain of, with file and line, read from what they print."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.text.records import dataclass

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_FILE = r"(?P<file>(?:[A-Za-z]:)?[\w@+./\\ -]*[\w-]\.\w{1,8})"
_LINES = (
    re.compile(rf"^{_FILE}:(?P<line>\d+)(?::\d+)?(?::|\s)\s*(?P<text>\S.*)$"),
    re.compile(rf"^{_FILE}\((?P<line>\d+),\d+\):\s*(?P<text>\S.*)$"),
)
_ARROW = re.compile(rf"^\s*-->\s+{_FILE}:(?P<line>\d+):\d+")
_HEADING = re.compile(rf"^{_FILE}$")
_BELOW = re.compile(r"^\s+(?P<line>\d+):\d+\s+(?P<text>\S.*)$")
_LONGEST_LINE = 400
_MOST = 500
_PASSED_OVER = re.compile(r"\bnote: |^Found \d|^Success")


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint: a path as the tool printed it, a line from 1, and what it says."""

    file: str
    line: int
    text: str


def findings(output: str) -> list[Finding]:
    """The complaints in what a tool printed, each once, in its order."""
    return list(dict.fromkeys(_found(_COLOURS.sub("", output))))[:_MOST]


def _found(output: str) -> Iterator[Finding]:
    before = heading = ""
    for line in output.splitlines():
        line = line.rstrip()
        if len(line) > _LONGEST_LINE or not line:
            heading = "" if not line else heading
            continue
        direct = next((match for pattern in _LINES if (match := pattern.match(line))), None)
        below = _BELOW.match(line) if heading else None
        if direct and not _PASSED_OVER.search(direct["text"]):
            yield Finding(direct["file"].strip(), int(direct["line"]), direct["text"])
        elif arrow := _ARROW.match(line):
            yield Finding(arrow["file"].strip(), int(arrow["line"]), before)
        elif below:
            yield Finding(heading, int(below["line"]), " ".join(below["text"].split()))
        elif match := _HEADING.match(line):
            heading = match["file"].strip()
        if not line[0].isspace():
            before = line
