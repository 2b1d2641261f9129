"""What happened in one healing."""

from __future__ import annotations

from typing import Any, Literal

from mity.healing.known_tests import KnownTests
from mity.healing.model import Diagnosis, Fix
from mity.text.records import dataclass, field

Verdict = Literal["kept", "reverted", "rejected"]


@dataclass(frozen=True, slots=True)
class FixAttempt:
    """One fix: what it was for, who proposed it, what it changed (`change` names the record), what became of it."""

    diagnosis: Diagnosis
    specialist: str
    fix: Fix
    verdict: Verdict
    why: str
    diff: str = ""
    seconds: float = 0.0
    change: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        author = {"agent": dict(self.fix.generator.record)} if self.fix.generator else {}
        return {
            "diagnosis": self.diagnosis.to_json(),
            "fingerprint": self.diagnosis.fingerprint,
            "specialist": self.specialist,
            "rule": self.fix.rule,
            "fix": self.fix.title,
            "commands": [command.line for command in self.fix.commands],
            "diff": self.diff,
            "verdict": self.verdict,
            "why": self.why,
            "seconds": round(self.seconds, 3),
            "change": self.change,
            **author,
        }

    def __str__(self) -> str:
        return f"{self.fix.title} ({self.specialist}): {self.verdict}, {self.why}"


@dataclass(slots=True)
class HealingSession:
    """The counters that guardrails look at, and the story for the log.

    `iterations` counts fixes, `consecutive_failures` those in a row without progress; `start_time` is in seconds
    of the healer's clock; `seen` holds every fingerprint met so far, in order; `progress` and
    `tests_collected` are the best trial so far, `tests` what is known of each test; `looped` tells that a failure came
    back that was repaired before.
    """

    start_time: float | None = None
    iterations: int = 0
    attempts_by_type: dict[str, int] = field(default_factory=dict)
    consecutive_failures: int = 0
    resolved_errors: list[str] = field(default_factory=list)
    actions_taken: list[str] = field(default_factory=list)
    attempts: list[FixAttempt] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    progress: int = 0
    tests_collected: int | None = None
    tests: KnownTests = field(default_factory=KnownTests)
    looped: bool = False

    def count(self, diagnosis: Diagnosis) -> None:
        """Counts a fix that is about to be tried."""
        self.iterations += 1
        kind = diagnosis.error_type.value
        self.attempts_by_type[kind] = self.attempts_by_type.get(kind, 0) + 1

    def close(self, attempt: FixAttempt) -> None:
        """Takes in what became of a fix."""
        self.attempts.append(attempt)
        if attempt.verdict == "kept":
            self.consecutive_failures = 0
            self.actions_taken.append(attempt.fix.title)
            self.resolved_errors.append(f"{attempt.diagnosis.error_type}: {attempt.diagnosis.subject}".rstrip(": "))
        else:
            self.consecutive_failures += 1

    def tried(self, fingerprint: str) -> set[str]:
        """The rules that did not repair this fingerprint."""
        return {a.fix.rule for a in self.attempts if a.diagnosis.fingerprint == fingerprint and a.verdict != "kept"}

    def failures_in_a_row(self, fingerprint: str) -> int:
        """How many of the last fixes left exactly this failure standing."""
        count = 0
        for attempt in reversed(self.attempts):
            same = attempt.diagnosis.fingerprint == fingerprint and attempt.verdict == "reverted"
            if not same or attempt.fix.is_retry:
                break
            count += 1
        return count

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "iterations": self.iterations,
            "attempts_by_type": self.attempts_by_type,
            "consecutive_failures": self.consecutive_failures,
            "resolved_errors": self.resolved_errors,
            "actions_taken": self.actions_taken,
            "attempts": [attempt.to_json() for attempt in self.attempts],
            "advice": self.advice,
        }
