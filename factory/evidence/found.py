"""What a look at one kind of evidence gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.stacks.counts import Counts
from mity.text.records import dataclass, field

MEASURES = ("tests", "coverage", "findings")
"""The members of evidence that are measures, and may be bounded by gates."""


@dataclass(frozen=True, slots=True)
class Found:
    """Members of the evidence, why they do not hold (each a clause that names the file), and the counts of tests."""

    evidence: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    counts: Counts | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """All that an attempt left of the evidence it was to leave; with `problems` it did not succeed."""

    evidence: Mapping[str, Any]
    problems: tuple[str, ...] = ()
    counts: Counts | None = None

    @property
    def metrics(self) -> dict[str, Any]:
        """What was measured."""
        return metrics_of(self.evidence)


def metrics_of(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """What the evidence of a step measured, as expressions and gates read it.

    `tests` (`collected`, `passed`, `failed`, `skipped`), `coverage` (percent) and `findings` (`error`, `warning`), each
    only where it was measured. The evidence of stations counts too.
    """
    found = {name: evidence[name] for name in MEASURES if isinstance(evidence.get(name), dict | int | float)}
    if isinstance(tests := found.get("tests"), int | float):  # a station's: its counts stand beside each other
        rest = {name: evidence[name] for name in ("passed", "failed", "skipped") if name in evidence}
        found["tests"] = {"collected": tests, **rest}
    return found
