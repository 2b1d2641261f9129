"""The outer limits of healing as numbers, and that a place which was reached once is not progress again."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.changes.edit import Edit
from mity.command import Command, Outcome, Overrides
from mity.healing.guardrails import Guardrails
from mity.healing.loop import Healed, Healer
from mity.healing.model import AttemptResult, Diagnosis, ErrorType, Fix, Proposal
from mity.healing.session import HealingSession
from rows import each


class Offers:
    """Fixes without end, and a bench on which all of them can be applied."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    def proposals(self, diagnosis: Diagnosis, seen: AttemptResult) -> list[tuple[str, Proposal]]:
        return [("devops", Fix(f"rule{n}", f"fix {n}", edits=(Edit("a.py", b"x"),))) for n in range(1, 9)]

    def learn(self, diagnosis: Diagnosis, fix: Fix) -> None:
        self.kept.append(fix.rule)

    def apply(self, diagnosis: Diagnosis, fix: Fix, limit_s: float) -> Applied:
        return Applied()


class Applied:
    """A fix that was applied."""

    name = ""
    diff = ""

    def keep(self) -> None:
        """It stays."""

    def revert(self) -> list[str]:
        """Nothing was left behind."""
        return []


def trial(name: str, progress: int = 0) -> AttemptResult:
    outcome = Outcome(Command(("make",)), 1 if name else 0, name)
    return AttemptResult(not name, outcome, progress)


def understand(seen: AttemptResult) -> Diagnosis:
    return Diagnosis(ErrorType.BUILD, subject=seen.outcome.output, fingerprint=seen.outcome.output)


def healed(*trials: AttemptResult) -> tuple[Healed, list[str]]:
    """How healing ended that met these trials one after the other, and the verdict on each fix."""
    offers, left = Offers(), iter(trials)
    healer = Healer(understand, offers, offers, Guardrails(), lambda text: None, lambda: 0.0, lambda seconds: None)

    def attempt(overrides: Overrides) -> AttemptResult:
        return next(left)

    ended = healer.heal(attempt(Overrides()), attempt)
    return ended, [one.verdict for one in ended.session.attempts]


def test_the_limits_that_are_documented() -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    limits = {
        "max_attempts_per_error": 5,
        "max_total_iterations": 15,
        "max_healing_time_secs": 300,
        "max_consecutive_failures": 3,
    }
    assert Guardrails().to_json() == limits
    assert Guardrails().enabled
    assert all(f"{name} = {limit}" in text for name, limit in limits.items())


@each(
    ("session", "elapsed_s", "said"),
    [
        (HealingSession(iterations=14), 0, ""),
        (HealingSession(iterations=15), 0, "15/15 fixes are used up"),
        (HealingSession(attempts_by_type={"BuildError": 4, "TestFailure": 9}), 0, ""),
        (HealingSession(attempts_by_type={"BuildError": 5}), 0, "5/5 fixes for BuildError are used up"),
        (HealingSession(consecutive_failures=2), 0, ""),
        (HealingSession(consecutive_failures=3), 0, "3/3 fixes in a row made no progress"),
        (HealingSession(), 299.9, ""),
        (HealingSession(), 300, "the time for healing is used up (300/300 s)"),
    ],
)
def test_each_limit_holds_on_both_of_its_sides(session: HealingSession, elapsed_s: float, said: str) -> None:
    assert Guardrails().exceeded(session, ErrorType.BUILD, elapsed_s) == said


@each("name", ["max_attempts_per_error", "max_total_iterations", "max_healing_time_secs"])
def test_a_limit_below_zero_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is -1: use 0 or more"):
        Guardrails(**{name: -1})  # type: ignore[arg-type]
    assert Guardrails(**{name: 0}).to_json()[name] == 0  # type: ignore[arg-type]


def test_what_failed_earlier_meanwhile_is_no_progress_when_it_is_back() -> None:
    ended, verdicts = healed(trial("A", 2), trial("B", 1), trial("A", 2), trial(""))
    assert verdicts[:2] == ["reverted", "reverted"]
    assert [one.why for one in ended.session.attempts[:2]] == [
        "it fails earlier: BuildError",
        "the failure is the same",
    ]


def test_another_failure_at_the_furthest_place_is_progress() -> None:
    ended, verdicts = healed(trial("A", 1), trial("B", 2), trial("C", 2), trial("", 3))
    assert (ended.result.ok, verdicts) == (True, ["kept", "kept", "kept"])
