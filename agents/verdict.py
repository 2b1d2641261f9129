"""From a normalised log to the one match that explains it: the first cause, not the last wrapper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mity.agents.ending import ends_as_runner, ends_badly, ends_well, is_calm, is_logged, is_notice, last_lines
from mity.agents.normalise import Log
from mity.agents.outlived import is_exception, line_of, outlived
from mity.agents.presence import holds_any
from mity.agents.signatures import Row
from mity.text.records import dataclass

TRIES = 250  # candidate lines a row looks at, from either end of the log
LONG = 400  # characters; of regions longer than this a row looks at fewer, as a pattern may go over each several times
LONG_TRIES = 4
REGION = 6_000  # characters of the lines that a window holds
_PASSED = re.compile(r"\s{0,40}(?:ok \d{1,7}\b|[✓✔√☑] |--- PASS: |PASSED? )")  # the name of a test, whatever that is
RANK = {"wrapper": 0, "summary": 1, "hint": 1, "cause": 2}


@dataclass(frozen=True, slots=True)
class Match:
    """A row and where in the normalised text it matched."""

    row: Row
    found: re.Match[str]
    start: int
    end: int

    @property
    def captures(self) -> dict[str, str]:
        """The named groups that took part, trimmed."""
        return {name: value.strip() for name, value in self.found.groupdict().items() if value and value.strip()}


def verdict(log: Log, rows: Sequence[Row], exit_code: int | None) -> tuple[list[Match], int]:
    """The matches that speak, best first, and behind which offset the program went on from complaints that do not.

    The first match decides, none means that nothing in the log is a failure that is known.

    Complaints before the last sign of success do not count unless their row is strong; an exit code of 0 lets
    only strong rows speak; with a non-zero exit code a complaint before a success is better than none. Where a
    strong row speaks, a sign of success behind it is the word of a wrapper: its causes count all the same.
    """
    spoken = list(_complaints(log, rows))
    failed = max((hits[-1].start for row, hits in spoken if row.strong), default=None)
    if exit_code == 0 and failed is None:
        return [], 0
    quiet, calm = (last_sign(log, rows, role, failed) for role in ("success", "calm"))
    after: list[Match] = []
    before: list[Match] = []
    for row, hits in spoken:
        since = 0 if row.strong else max(quiet, calm if row.hearsay else 0)
        fresh = [hit for hit in hits if hit.start >= since]
        (after if fresh else before).append(chosen(fresh or hits))
    if not after and exit_code:
        after = before
    went_on = 0
    if exit_code is None:
        if ends_as_runner(log.text):
            after = [match for match in after if match.row.strong]
        places = [_survived(match, log.text, max(quiet, calm)) for match in after]
        after = [match for match, place in zip(after, places, strict=True) if not place]
        went_on = max(places, default=0)
        if all(match.row.role == "hint" for match in after) and not ends_badly(log.text[went_on:]):
            return [], went_on
    return sorted(after, key=lambda match: _weight(match, log.text), reverse=True), went_on


def _complaints(log: Log, rows: Sequence[Row]) -> Iterator[tuple[Row, list[Match]]]:
    """The rows of failures that match and are not void here, each with its matches."""
    for row in rows:
        if row.role in RANK:
            hits = matches(row, log.text)
            if hits and not (row.veto and row.veto.search(log.text)):
                yield row, hits


def _survived(match: Match, text: str, up: int) -> int:
    """Where the program went on behind the last complaint of this row, as it may behind some; 0 where it did not.

    `up` is where a program had last come up or succeeded, 0 for never.
    """
    last = matches(match.row, text)[-1]
    if match.row.survivable or match.row.hearsay:
        return outlived(text, last.start, last.end, said=match.row.role == "wrapper", up=0 < up <= last.start)
    last_line = last_lines(text, 1)
    if not match.row.strong and last_line and is_calm(last_line[0]) and is_logged(line_of(text, last.start)):
        return outlived(text, last.start, last.end, said=False)
    if match.row.strong or not is_exception(text, last.start):
        return 0
    return last.end if ends_well(text) or (last_line and is_notice(last_line[0])) else 0


def chosen(hits: Sequence[Match]) -> Match:
    """The one of a row's matches that its `pick` asks for."""
    return hits[-1] if hits[0].row.pick == "last" else hits[0]


def _weight(match: Match, text: str) -> tuple[int, int, int, int]:
    line = text.rfind("\n", 0, match.start) + 1
    return RANK[match.row.role], match.row.specificity, -line, match.end - match.start


def last_sign(log: Log, rows: Sequence[Row], role: str, before: int | None = None) -> int:
    """The offset at which the last match of the rows of that role ends, ahead of `before`; 0 without one."""
    ends = (hit.end for row in rows if row.role == role for hit in matches(row, log.text))
    return max((end for end in ends if before is None or end <= before), default=0)


def matches(row: Row, text: str) -> list[Match]:
    """Where the row matches, at most once a line, looking only at lines that hold one of its literals."""
    if not holds_any(text, row.literals):  # so it is for nearly all of hundreds of rows
        return []
    found: list[Match] = []
    for start, end in candidate_lines(row, text):
        hit = row.regex.search(text, start, end)
        if hit and row.final and last_lines(text[hit.end() :], 1):
            continue
        if hit and not _PASSED.match(text, text.rfind("\n", 0, hit.start() + 1) + 1):
            found.append(Match(row, hit, hit.start(), hit.end()))
    return found


def candidate_lines(row: Row, text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the regions a row may match in: the first and last lines with a literal, plus its window."""
    starts: set[int] = set()
    for literal in row.literals:
        starts.update(_line_starts(text, literal))
    ordered = sorted(starts)
    if len(ordered) > 2 * TRIES:
        ordered = ordered[:TRIES] + ordered[-TRIES:]
    regions = [(start, _end(row, text, start)) for start in ordered]
    long = [region for region in regions if region[1] - region[0] > LONG]
    dropped = set(long[LONG_TRIES:-LONG_TRIES])
    yield from (region for region in regions if region not in dropped)


def _end(row: Row, text: str, start: int) -> int:
    """Where the region of a candidate line ends: behind the lines of the row's window, or at its longest."""
    end = start - 1
    for _ in range(row.window + 1):
        end = text.find("\n", end + 1)
        if end < 0:
            end = len(text)
            break
    return min(end, start + REGION)


def _line_starts(text: str, literal: str) -> Iterator[int]:
    place = text.find(literal)
    while place >= 0:
        yield text.rfind("\n", 0, place) + 1
        end = text.find("\n", place)
        place = text.find(literal, end) if end >= 0 else -1
