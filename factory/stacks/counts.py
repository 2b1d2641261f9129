"""How many tests there were and how they ended."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from mity.text.patterns import regex
from mity.text.records import dataclass, field

_NAMES = ("passing", "ran", "known")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tests were collected and how they ended; `known`, `ran` and `passing` are names.

    A name is class and name of a test, with a number behind it where several share them. What stands in a report for a
    file that could not be loaded is no test: then `whole` is False, for nobody knows how many tests the file has.
    `printed` tests are known only by what the tool printed; `repeated` ones failed before they passed; `chosen_out`
    ones were left out by a choice of the command or the settings.
    """

    tests: int = 0
    failures: int = 0
    errors: int = 0
    skipped: int = 0
    passing: frozenset[str] = field(default=frozenset(), compare=False)
    ran: frozenset[str] = field(default=frozenset(), compare=False)
    known: frozenset[str] = field(default=frozenset(), compare=False)
    whole: bool = field(default=True, compare=False)
    printed: int = field(default=0, compare=False)
    repeated: int = field(default=0, compare=False)
    chosen_out: int = field(default=0, compare=False)

    @property
    def run(self) -> int:
        """Tests that really ran."""
        return self.tests - self.skipped

    @property
    def collected(self) -> int:
        """Tests that have a name; a failure that only a suite declares is none."""
        return len(self.known) or self.tests

    @property
    def passed(self) -> int:
        """Tests that ran and agreed."""
        return self.run - self.failures - self.errors

    def __str__(self) -> str:
        bad = f", {self.failures + self.errors} failed" if self.failures or self.errors else ""
        again = f" ({self.repeated} of them only when repeated)" if self.repeated else ""
        more = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed{again}{bad}{more}" + (f", {self.chosen_out} left out" if self.chosen_out else "")


_REPEATED = regex(
    r"passed[^\n]{0,120}, (\d{1,6}) reruns?\b|^ +(\d{1,6}) flaky\n(?: +\d+ skipped\n)? +\d+ passed"
    r"|Errors: \d+[^\n]{0,60}\bFlakes: (\d{1,6})\b",
    re.MULTILINE,
)
_CHOSEN = regex(r"passed[^\n]{0,120}[,;] (\d{1,6}) (?:deselected|filtered out)\b")
_TOTALS = regex(
    r"^(?:\[(?:ERROR|WARNING|INFO)\] )?Tests run: \d{1,7}, Failures: (\d{1,7}), Errors: (\d{1,7}), Skipped: \d{1,7}"
    r"(?:, Flakes: \d{1,7})?$|^\d{1,7} tests? completed, (\d{1,7}) failed(?:, \d{1,7} skipped)?$",
    re.MULTILINE,
)


def belied(counts: Counts, output: str) -> str:
    """A clause with a semicolon before it where Maven or Gradle counts failures at its end and no report shows any."""
    totals = _TOTALS.findall(output)
    failed = sum(int(one or 0) for one in totals[-1]) if totals else 0
    if not failed or counts.failures or counts.errors:
        return ""
    return f"; the runner itself counts {failed} that failed, and no report shows {'it' if failed == 1 else 'them'}"


def said_besides(counts: Counts, output: str) -> Counts:
    """The counts with what only a runner's closing lines tell: tests that were repeated, or left out by a choice."""
    again = max((int(one[1] or one[2] or one[3]) for one in _REPEATED.finditer(output)), default=0)
    chosen = max((int(one[1]) for one in _CHOSEN.finditer(output)), default=0)
    if again <= counts.repeated and not chosen:
        return counts
    return dataclasses.replace(counts, repeated=max(counts.repeated, again), chosen_out=chosen)


def joined(parts: Iterable[Counts]) -> Counts:
    """The counts of several runs together."""
    parts = list(parts)
    tests, failures, errors, skipped = (
        sum(getattr(one, name) for one in parts) for name in ("tests", "failures", "errors", "skipped")
    )
    passing, ran, known = (frozenset().union(*(getattr(one, name) for one in parts)) for name in _NAMES)
    printed, again = sum(one.printed for one in parts), sum(one.repeated for one in parts)
    whole = all(one.whole for one in parts)
    return Counts(tests, failures, errors, skipped, passing, ran, known, whole, printed, again)
