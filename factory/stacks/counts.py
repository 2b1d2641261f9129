"""How many tests there were and how they ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

_NAMES = ("passing", "ran", "known")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tests were collected and how they ended; `known`, `ran` and `passing` are names.

    A name is class and name of a test, with a number behind it where several share them. What stands in a report for a
    file that could not be loaded is no test: then `whole` is False, for nobody knows how many tests the file has.
    `printed` tests are known only by what the tool printed; `repeated` ones failed before they passed.
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
        return f"{self.passed} passed{again}{bad}" + (f", {self.skipped} skipped" if self.skipped else "")


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
