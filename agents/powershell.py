"""What PowerShell does to the stderr of a native command: error blocks around it, columns that wrap it."""

from __future__ import annotations

import itertools
import re
from collections import Counter

MARKS = ("+ CategoryInf", "FullyQualifiedErrorId", "NativeCommandError")
HEADER = re.compile(r"^[\w.\\/:()+-]{1,60} : (?=\S| {3,})")
PLACE = re.compile(
    r"(?:char|caract[eè]re|car[aá]cter|caractere|carattere|Zeichen|字符|文字|символ|znak)\s{0,4}:?\s{0,4}\d{1,9}\s{0,4}$",
    re.IGNORECASE,
)
RULE = re.compile(r"\+ {1,20}~{8,}")
MARKED = re.compile(r"\+?[ ~]*")  # the line with the tildes below the command, and what wrapping leaves of it
LOOK_BACK, LOOK_AHEAD = 16, 12
SCRIPT = 5  # lines that the path of a script may take
PATH = re.compile(r"(?:At|In|No|En|Au caract\S{1,3}re|Bei) [A-Za-z]:[\\/]")
NARROW, WIDE = 18, 240


def is_powershell(text: str) -> bool:
    """Whether the text contains PowerShell error records."""
    return any(mark in text for mark in MARKS)


def drop_error_blocks(lines: list[str]) -> list[tuple[int, ...]]:
    """Numbers of the lines that are not part of an error record's own text (each as a group of one).

    `node.exe : text` loses its header in place, because the text behind it is the tool's.
    """
    dropped = bytearray(len(lines))
    for number, line in enumerate(lines):
        if "+ CategoryInf" in line:
            first, last = _block(lines, number)
            said = _said_inside(lines, first, number)
            for inside in range(first, last + 1):
                dropped[inside] = inside not in said
            _behead(lines, first)
    return [(number,) for number in range(len(lines)) if not dropped[number]]


def _block(lines: list[str], category: int) -> tuple[int, int]:
    """First and last line of the error record around its CategoryInfo line."""
    first = category
    for number in range(category - 1, max(-1, category - LOOK_BACK), -1):
        if lines[number].startswith("+"):
            first = number
        elif first != category and PLACE.search(lines[number]):
            first = number
            break
    while first > 0 and category - first < LOOK_BACK and re.match(r"(?:At|In|No|En|Au|Bei) [A-Za-z]", lines[first - 1]):
        first -= 1
    if first != category:
        scripts = (number for number in range(first - 1, max(-1, first - SCRIPT), -1) if PATH.match(lines[number]))
        first = next(scripts, first)
    last = category
    for number in range(category + 1, min(len(lines), category + LOOK_AHEAD)):
        if not lines[number].strip():
            break
        last = number
        if lines[number].rstrip().endswith(("NativeCommandError", "NativeCommandErrorMessage", "RemoteException")) and (
            "FullyQualified" in "".join(lines[category : number + 1])
        ):
            break
    blank = last + 1 < len(lines) and not lines[last + 1].strip()
    return first, last + 1 if blank else last


def _said_inside(lines: list[str], first: int, category: int) -> range:
    """The lines of a record in which PowerShell says what it could not parse: those below the place it points at."""
    start = category
    while start > first and not MARKED.fullmatch(lines[start - 1]):
        start -= 1
    pointed = start > first and "~" in lines[start - 1]
    return range(start, category) if pointed else range(0)


def _behead(lines: list[str], block: int) -> None:
    """Take `node.exe : ` off the first line of the message that the block belongs to."""
    for number in range(block - 1, max(-1, block - LOOK_BACK), -1):
        found = HEADER.match(lines[number])
        if found:
            lines[number] = lines[number][found.end() :]
            return


def wrap_width(lines: list[str], widths: list[int], marked: bool) -> int:
    """The column at which the log was wrapped, 0 when it was not.

    A wrapped log breaks words at one column again and again. Without PowerShell's marks no line may be longer.
    `widths`: the lengths of the lines as PowerShell counts them, the codes of colours with them.
    """
    breaks: Counter[int] = Counter()
    longest = 0
    for line, length, after in zip(lines, widths, [*lines[1:], ""], strict=True):
        longest = max(longest, length)
        if NARROW <= length <= WIDE and line[-1:].isalnum() and after[:1].isalnum():
            breaks[length] += 1
    if marked and (ruled := _ruled(lines)):
        return ruled
    if not breaks:
        return 0
    width, count = max(breaks.items(), key=lambda item: (item[1], item[0]))
    if marked:
        return width if count >= 2 else 0
    return width if count >= 3 and longest <= width + 1 <= 130 else 0


def _ruled(lines: list[str]) -> int:
    """The column that the line of tildes below a command was wrapped at, 0 when it fitted."""
    for line, after in itertools.pairwise(lines):
        if RULE.fullmatch(line) and set(after) == {"~"} and len(after) <= len(line):
            return len(line)
    return 0


def unwrap(lines: list[str], widths: list[int], groups: list[tuple[int, ...]], width: int) -> list[tuple[int, ...]]:
    """Join the lines that wrapping cut: full lines, and lines that end in the space before a word too long."""
    joined: list[tuple[int, ...]] = []
    size = 0
    for group in groups:
        line = lines[group[0]]
        last = joined[-1][-1] if joined else -1
        near = last + 1 == group[0] and last >= 0 and size < 8 * WIDE
        if near and _continues(lines[last], widths[last], line, width):
            joined[-1] = (*joined[-1], *group)
            size += len(line)
        else:
            joined.append(group)
            size = len(line)
    return joined


def _continues(line: str, length: int, after: str, width: int) -> bool:
    """Whether `after` goes on with `line`, which was `length` columns wide."""
    if not line.strip() or not after or after[:2].isspace():
        return False
    if after[0] == " ":  # a line that is indented at all is so by more than one
        return length == width and line[-1:] != " "
    if line.endswith(" "):
        word = after.split(" ", 1)[0]
        return length + len(word) >= width and length <= width + 1
    return length == width
