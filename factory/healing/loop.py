"""The healing loop: guardrails, run, classify, route, apply, run again; keep what helped, undo the rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from mity.command import Overrides
from mity.healing.guardrails import Guardrails
from mity.healing.model import Advice, AttemptResult, Diagnosis, Fix, after
from mity.healing.ports import Applier, Classifier, FixSource, Rejected
from mity.healing.session import FixAttempt, HealingSession, Verdict
from mity.text.records import dataclass

INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Healed:
    """The end of a healing: the last trial and the session; after a failure also the diagnosis and why it ended."""

    result: AttemptResult
    session: HealingSession
    diagnosis: Diagnosis | None = None
    stopped: str = ""
    guardrails: Guardrails | None = None

    def to_json(self) -> dict[str, Any] | None:
        """What the log keeps of it; None when nothing had to be healed."""
        if self.session.start_time is None:
            return None
        limits = self.guardrails.to_json() if self.guardrails else {}
        left = self.diagnosis.to_json() if self.diagnosis else None
        return {"guardrails": limits, **self.session.to_json(), "unresolved": left, "stopped": self.stopped}


class Healer:
    """Heals one station of one run. `note` tells a person each step; `clock` and `sleep` are in seconds.

    `kept` hears of a change that helped before it becomes final.

    With `only_plan` nothing is applied: the first fix is only named, among the session's advice.
    """

    def __init__(
        self,
        classify: Classifier,
        fix_source: FixSource,
        bench: Applier,
        guardrails: Guardrails,
        note: Callable[[str], None] = lambda text: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        only_plan: bool = False,
        kept: Callable[[FixAttempt], None] = lambda attempt: None,
    ) -> None:
        self._classify = classify
        self._fix_source = fix_source
        self._applier = bench
        self._guardrails = guardrails
        self._note = note
        self._kept = kept
        self._clock = clock
        self._sleep = sleep
        self._only_plan = only_plan

    def heal(self, first: AttemptResult, attempt: Callable[[Overrides], AttemptResult]) -> Healed:
        """Tries fixes within the guardrails while `first`, and what `attempt` gives, fails; returns how it ended."""
        session, overrides, trial = HealingSession(), Overrides(), first
        if trial.ok:
            return Healed(trial, session)
        session.start_time = self._clock()
        session.progress, session.tests_collected = trial.progress, trial.tests_collected
        session.tests.take(trial.counts)
        diagnosis = self._understand(trial, session)
        while True:
            stopped = self._must_stop(session, diagnosis)
            choice = None if stopped else self._choose(session, diagnosis, trial)
            if choice is None:
                return Healed(trial, session, diagnosis, stopped or "no known fix is left", self._guardrails)
            specialist, fix = choice
            if self._only_plan:
                session.advice.insert(0, f"{specialist} would try first: {fix.title}")
                return Healed(trial, session, diagnosis, "only a plan was wanted", self._guardrails)
            session.count(diagnosis)
            tried = self._announce(session, diagnosis, specialist, fix)
            again = self._try(attempt, overrides, session, tried)
            if again is None:
                continue
            overrides, trial = after(overrides, fix), again
            if trial.ok:
                return Healed(trial, session, None, "", self._guardrails)
            diagnosis = self._understand(trial, session)

    def _understand(self, trial: AttemptResult, session: HealingSession) -> Diagnosis:
        diagnosis = self._classify(trial)
        session.seen.append(diagnosis.fingerprint)
        said = diagnosis.evidence[0].strip() if diagnosis.evidence else trial.outcome.summary
        self._note(f"{diagnosis.error_type}: {said}")
        return diagnosis

    def _must_stop(self, session: HealingSession, diagnosis: Diagnosis) -> str:
        if diagnosis.kind == INTERRUPTED:
            return "it was interrupted: nothing is broken"
        if session.looped:
            return "a failure that was repaired came back: the fixes go in circles"
        if session.failures_in_a_row(diagnosis.fingerprint) >= 2:
            return "the same failure remained after two fixes"
        return self._guardrails.exceeded(session, diagnosis.error_type, self._elapsed(session))

    def _choose(self, session: HealingSession, diagnosis: Diagnosis, trial: AttemptResult) -> tuple[str, Fix] | None:
        """The first fix whose rule has not failed for this fingerprint; advice met on the way is kept."""
        failed = session.tried(diagnosis.fingerprint)
        for specialist, proposal in self._fix_source.proposals(diagnosis, trial):
            if isinstance(proposal, Advice):
                text = f"{proposal.text} ({proposal.command})" if proposal.command else proposal.text
                if text not in session.advice:
                    session.advice.append(text)
            elif proposal.rule not in failed:
                return specialist, proposal
        return None

    def _announce(self, session: HealingSession, diagnosis: Diagnosis, specialist: str, fix: Fix) -> _PendingFix:
        count = session.attempts_by_type[diagnosis.error_type.value]
        limit = self._guardrails.max_attempts_per_error
        self._note(f"{specialist} {count}/{limit}: {fix.title}")
        return _PendingFix(diagnosis, specialist, fix, self._clock())

    def _try(
        self,
        attempt: Callable[[Overrides], AttemptResult],
        overrides: Overrides,
        session: HealingSession,
        tried: _PendingFix,
    ) -> AttemptResult | None:
        """Applies a fix and runs again. Returns the new trial when the fix is kept, else None with it undone."""
        try:
            change = self._applier.apply(tried.diagnosis, tried.fix, self._left(session))
        except Rejected as error:
            self._close(session, tried, "rejected", str(error), error.diff)
            return None
        self._sleep(min(tried.fix.wait_s, self._left(session)))
        try:
            trial = attempt(after(overrides, tried.fix).within(self._left(session)))
        except BaseException:
            change.revert()
            raise
        differ = session.tests.unsteady(trial.counts) if tried.fix.flaky else ""
        if differ and not trial.ok:
            session.advice.insert(0, f"with the same files {differ}: look for what they depend on, as time or order")
        helped, why = self._judge(session, tried.diagnosis, trial)
        why = f"{why}, though nothing changed: {differ}" if helped and differ else why
        if helped:
            made = self._close(session, tried, "kept", why, change.diff, change.name)
            self._fix_source.learn(tried.diagnosis, tried.fix)  # first: who finds the fix kept does not try it again
            if made.change:
                self._kept(made)
            change.keep()
            return trial
        diff = change.diff
        if left := change.revert():
            why += f"; {', '.join(left)} was edited meanwhile and left as it is"
        self._close(session, tried, "reverted", why, diff)
        return None

    def _judge(self, session: HealingSession, before: Diagnosis, trial: AttemptResult) -> tuple[bool, str]:
        """Whether the run after a fix is better than the one before, and why."""
        if trial.tests_collected is not None and trial.tests_collected < (session.tests_collected or 0):
            return False, f"only {trial.tests_collected} of {session.tests_collected} tests are collected after it"
        if why := trial.refused or session.tests.objection(trial.counts):
            return False, why
        session.tests_collected = (
            trial.tests_collected if trial.tests_collected is not None else session.tests_collected
        )
        helped, why = self._compare(session, before, trial)
        if helped:
            session.tests.take(trial.counts)
        return helped, why

    def _compare(self, session: HealingSession, before: Diagnosis, trial: AttemptResult) -> tuple[bool, str]:
        """The same for a run in which no test is lost or fails that passed."""
        if trial.ok:
            return True, "the failure is gone"
        after = self._classify(trial)
        same = after.fingerprint == before.fingerprint
        if (further := session.tests.further(trial.counts)) is not None:
            said = "more tests pass" if further else "no more tests pass"
            return further, said if further or not same else "the failure is the same"
        if trial.progress != session.progress:
            further = trial.progress > session.progress
            session.progress = max(trial.progress, session.progress)
            return further, "another failure, further on" if further else f"it fails earlier: {after.error_type}"
        if same:
            return False, "the failure is the same"
        if after.fingerprint in session.seen:
            session.looped = True
            return False, "a failure repaired before came back"
        return True, "another failure took its place"

    def _close(
        self, session: HealingSession, tried: _PendingFix, verdict: Verdict, why: str, diff: str = "", change: str = ""
    ) -> FixAttempt:
        self._note(f"{verdict}: {why}")
        seconds = self._clock() - tried.began
        made = FixAttempt(tried.diagnosis, tried.specialist, tried.fix, verdict, why, diff, seconds, change)
        session.close(made)
        return made

    def _elapsed(self, session: HealingSession) -> float:
        return self._clock() - (session.start_time if session.start_time is not None else self._clock())

    def _left(self, session: HealingSession) -> float:
        return max(self._guardrails.max_healing_time_secs - self._elapsed(session), 0.0)


@dataclass(frozen=True, slots=True)
class _PendingFix:
    """A fix under trial."""

    diagnosis: Diagnosis
    specialist: str
    fix: Fix
    began: float
