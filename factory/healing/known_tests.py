"""The tests that a healing knows by name: none of them may be lost, left out or made to fail by a repair."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable

from mity.stacks.counts import Counts
from mity.text.records import dataclass

_NAMED = 3
_NUMBERED = re.compile(r"(?<=[\[-])[a-z_]{2,}\d+(?=[^\[]*\]$)(?=[-\]])")
"""A parameter of pytest's that has no text of its own: the name of the argument and a number."""


@dataclass(slots=True)
class KnownTests:
    """Every test that a report of this healing has named, those that ran, and how the best run so far ended."""

    known: frozenset[str] = frozenset()
    ran: frozenset[str] = frozenset()
    best: Counts | None = None

    def take(self, counts: Counts | None) -> None:
        """Takes in the run after which the project stays as it is."""
        if counts is None:
            return
        counts = steady(counts)
        self.known |= counts.known
        self.ran |= counts.ran
        self.best = counts

    def objection(self, counts: Counts | None) -> str:
        """What speaks against a repair that left these counts, in one clause; or an empty string."""
        if self.best is None:
            return ""
        if counts is None:
            return "after it the tests leave no report any more"
        if not (self.known and counts.known):
            return ""
        counts = steady(counts)
        if gone := self.known - counts.known:
            return f"after it {some_tests(gone)} gone"
        if left_out := self.ran - counts.ran:
            return f"after it {some_tests(left_out)} left out"
        if worse := (self.best.passing & self.known) - counts.passing:
            return f"after it {some_tests(worse)} failing that passed before"
        return ""

    def unsteady(self, counts: Counts | None) -> str:
        """Which tests ended in another way than in the best run, in one clause; empty where none did."""
        if self.best is None or counts is None:
            return ""
        counts = steady(counts)
        differ = (counts.passing ^ self.best.passing) & counts.ran & self.ran
        return f"{some_tests(differ)} failing in one run and passing in the other" if differ else ""

    def further(self, counts: Counts | None) -> bool | None:
        """Whether more of the tests pass, or more can be loaded; None when that cannot be told."""
        if self.best is None or counts is None or not (self.known and counts.known):
            return None
        counts = steady(counts)
        loaded = counts.known > self.known and counts.whole >= self.best.whole
        passing = len(counts.passing & self.known) > len(self.best.passing & self.known)
        return passing or loaded or _bad(counts) < _bad(self.best)


def steady(counts: Counts) -> Counts:
    """The same tests without the numbers that pytest puts into their names by the order of their parameters.

    That order is another one in each run where it comes from a set. As many tests stay as there were: those that are
    called alike then have a number behind their name.
    """
    passing, ran, known = (_without_numbers(names) for names in (counts.passing, counts.ran, counts.known))
    return dataclasses.replace(counts, passing=passing, ran=ran, known=known)


def _without_numbers(names: frozenset[str]) -> frozenset[str]:
    plain = Counter(_NUMBERED.sub("~", name) for name in names)
    return frozenset(f"{name} #{one}" if one else name for name, often in plain.items() for one in range(often))


def _bad(counts: Counts) -> int:
    return counts.failures + counts.errors


def some_tests(names: Iterable[str]) -> str:
    """Some tests by name, and how many more; with the verb."""
    names = sorted(names)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more} {'is' if len(names) == 1 else 'are'}"
