"""The exception that a log ends in: whatever the language, a stack trace is how an uncaught one is told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.agents.framing import is_closing

_FRAMES = 400  # lines of a trace, at most
_BEHIND = 40  # lines of properties and of the interpreter's own behind it
_ABOVE = 12  # lines of a message that goes over several
_LONGEST = 400  # characters of a line that are looked at
_FRAME = re.compile(
    r"^\s{1,40}at (?:\S|\()"  # Node, Java, .NET
    r"|^\s{1,40}\.\.\. (?:\d{1,6} (?:more|common frames omitted)|\d{1,6} lines matching)"
    r"|^\s{1,40}from \S{1,300}:\d{1,6}:in [`']"  # Ruby
    r"|^#\d{1,4} (?:[^\s(][^\n(]{0,300}\(\d{1,6}\): |\[internal function\]|\{main\})"  # PHP
    r"|^\s{0,8}--- End of (?:inner exception )?stack trace\b"
)
_BEHIND_IT = re.compile(
    r"^\s{0,40}[}\])]{1,4}[,;]?$"
    r"|^\s{1,40}(?:\[?[\w'\"$-]{1,60}\]?: |'[^']{0,200}',?$|\[?Symbol\()|^Node\.js v\d|^Bun v\d"
)
_HEAD = re.compile(
    r"(?<![\w/-])\w{0,80}(?:[Ee]rror|Exception|Warning|Throwable|Failure)\b(?![/-])"
    r"|^\S{1,300}:\d{1,6}:in [`'][^'\n]{1,120}': \S"
)
_SETTING = re.compile(
    r"\b(?:(?:not|never|must be|should be|was|were) (?:set|configured|provided|defined|specified)\b|is required\b"
    r"|[Mm]issing (?:required )?(?:environment|env|config\w*|setting|option|property|variable)\b"
    r"|must have a value\b|(?:must be|expected) an? \w{1,20},? (?:but )?(?:got|received) [\"'`]?undefined\b"
    r"|with a non-empty, valid\b"
    r"|your \w{1,30} (?:is|version is) \S{1,30}, but\b)"
)
_OUTLIVED = re.compile(  # a warning that is printed with its frames, or the other side that hung up
    r"^\s{0,20}Warning: "
    r"|\b(?:EOFException|EOF reached|ClosedChannelException|ClientAbort\w*|AbortError|ECONNRESET|EPIPE|ClientDisconnect"
    r"|[Rr]equest aborted|[Bb]roken pipe|[Cc]onnection (?:was )?(?:reset|closed)|IOException: closed)\b"
)


def ends_in_trace(text: str) -> tuple[int, int] | None:
    """Where the line lies that names the exception whose trace is the last of `text`; None when there is none.

    Of several that caused each other the one printed last is meant, which is the first cause in Java and in .NET.
    Behind a trace only what belongs to it may stand: properties of the exception, the interpreter's version, and
    what a CI service says of itself. That the other side hung up is no end of a program, nor is a warning. An empty
    range means frames without a line above them that names anything.
    """
    behind = frames = 0
    lines = _upwards(text)
    for start, line in lines:
        if _FRAME.match(line):
            frames += 1
            if frames > _FRAMES:
                return None
        elif frames:
            place = _head(text, start, line, lines)
            return None if _OUTLIVED.search(text[slice(*place)][:_LONGEST]) else place
        elif line.strip() and not is_closing(line) and not _BEHIND_IT.match(line):
            return None
        else:
            behind += 1
            if behind > _BEHIND:
                return None
    return (0, 0) if frames else None


def is_frame(line: str) -> bool:
    """Whether a line is a frame of a stack trace, or what runtimes put between frames."""
    return bool(_FRAME.match(line))


def lacks_setting(line: str) -> bool:
    """Whether an exception says that a setting is not there, which is no fault of the running program."""
    return bool(_SETTING.search(line[:_LONGEST]))


def _head(text: str, start: int, line: str, above: Iterator[tuple[int, str]]) -> tuple[int, int]:
    """The nearest line upwards that names an exception."""
    for _ in range(_ABOVE):
        if _HEAD.search(line[:_LONGEST]) and not (line[:1].isspace() and line.endswith(":")):
            end = text.find("\n", start)
            return start, end if end >= 0 else len(text)
        start, line = next(above, (0, ""))
    return 0, 0


def _upwards(text: str) -> Iterator[tuple[int, str]]:
    """The lines from the last to the first, each with where it begins."""
    end = len(text)
    while end > 0:
        start = text.rfind("\n", 0, end) + 1
        yield start, text[start:end]
        end = start - 1
