"""A step that verifies the project: its tests, linters and type checkers, and commands of the definition's own."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import Any

from mity.command import Command, Outcome
from mity.engine.kinds.attempt import Attempt, attempt_of, enclosed, project_of
from mity.engine.kinds.command import LIMIT_S, SHELL, claims, promised_outputs
from mity.engine.kinds.verify_report import TITLES, Checked, markdown
from mity.engine.ports import Check
from mity.engine.step_scope import StepScope
from mity.errors import MityError, UsageError
from mity.evidence.expected import Expected
from mity.evidence.found import Shown
from mity.runs.artifacts import kept
from mity.runs.context import WorkflowContext
from mity.runs.events import utc_now
from mity.runs.result import Execution, StationResult
from mity.stacks.libtest import read_libtest
from mity.workflow.core import Step

EVERYTHING = "true"
_MODES = {"mode": ("continue", "fail-fast"), "report": ("block", "report")}
"""The inputs of the step with their words, the usual one first."""


def run_verify(step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope) -> StationResult:
    """Runs the checks that the step names and that the project has, then the step's own commands.

    The input `mode` is `continue` (all run) or `fail-fast`; with the input `report` as `report` what fails is told in
    the outputs `report` (Markdown) and `passed` alone. Raises KeyboardInterrupt when the run is cancelled.
    """
    started_at, started = utc_now(), time.monotonic()
    try:
        result = _verified(step, view, env, scope, started)
    except MityError as error:
        result = StationResult.failed(str(error))
    return dataclasses.replace(result, started_at=started_at, duration_s=time.monotonic() - started)


def _verified(
    step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope, started: float
) -> StationResult:
    words = {name: _word(view, name, known) for name, known in _MODES.items()}
    with attempt_of(step, view, env, scope) as attempt:
        expected = Expected(step.evidence, project_of(view), scope.run.ignore(view)) if step.evidence else nullcontext()
        with expected as looked:
            work = _Work(step, view, attempt, scope, started)
            checks = work.run(fail_fast=words["mode"] == "fail-fast")
            shown = looked.shown() if looked is not None else Shown({})
    return _result(step, view, scope, checks, shown, blocks=words["report"] == "block")


def _word(view: WorkflowContext, name: str, known: tuple[str, ...]) -> str:
    word = view.inputs.get(name, known[0])
    if word not in known:
        raise UsageError(f"inputs: {name}: {word} is none of {', '.join(known)}")
    return str(word)


class _Work:
    """The checks of one attempt."""

    def __init__(self, step: Step, view: WorkflowContext, attempt: Attempt, scope: StepScope, started: float) -> None:
        self._step = step
        self._view = view
        self._attempt = attempt
        self._scope = scope
        self._started = started

    def run(self, *, fail_fast: bool) -> list[Checked]:
        """What became of each check, in order; with `fail_fast` none is run behind one that failed."""
        done: list[Checked] = []
        for kind, checks in self._checks():
            checked = Checked(kind)
            for check in checks:
                if fail_fast and (checked.failed or any(one.failed for one in done)):
                    checked.missing = checked.missing or "a check before it failed"
                    break
                self._run(check, checked, fail_fast=fail_fast)
            done.append(checked)
        return done

    def _checks(self) -> Iterator[tuple[str, tuple[Check, ...]]]:
        """The kinds of checks that are asked for, then the commands."""
        words, services, project = self._step.verify, self._scope.run.services, project_of(self._view)
        for kind in TITLES:
            if kind in words or EVERYTHING in words:
                found = services.checks(self._view, project, (kind,)) if services is not None else ()
                absent = Check(kind, missing="the project has none that mity knows") if kind in words else None
                yield kind, found or ((absent,) if absent else ())
        for word in words:
            if word not in TITLES and word != EVERYTHING:
                yield word, (Check(word, (Command((*SHELL, word), self._attempt.folder, {}, LIMIT_S, word),)),)

    def _run(self, check: Check, checked: Checked, *, fail_fast: bool) -> None:
        if check.missing:
            checked.missing = check.missing
            return
        project = project_of(self._view)
        with Expected(check.report, project) if check.report else nullcontext() as looked:
            outcomes: list[Outcome] = []
            for command in check.commands:
                outcomes.append(self._execute(command))
                if fail_fast and not outcomes[-1].ok:
                    break
            shown = looked.shown() if looked is not None else Shown({})
        if why := _absent(check, outcomes):
            checked.missing = why
            return
        checked.outcomes += outcomes
        checked.counts = checked.counts or shown.counts
        if check.libtest:
            checked.counts = read_libtest("\n".join(one.output for one in outcomes))
        if all(one.ok for one in outcomes) and shown.problems:
            checked.problem = shown.problems[0]

    def _execute(self, command: Command) -> Outcome:
        """Runs a command with the step's variables, within what is left of the step's time."""
        limit = command.timeout
        if self._step.timeout_s is not None:
            limit = max(min(limit, self._step.timeout_s - (time.monotonic() - self._started)), 0.1)
        env = {**self._attempt.env, **command.env}
        made = dataclasses.replace(command, env=env, timeout=limit, alone=True)
        outcome = self._scope.execute(enclosed(made, self._step, self._view, self._attempt, self._scope))
        if outcome.interrupted:
            raise KeyboardInterrupt
        return outcome


def _absent(check: Check, outcomes: list[Outcome]) -> str:
    """The line by which a command says that its tool is not installed, or an empty string."""
    said = [line.strip() for one in outcomes if not one.ok for line in one.output.splitlines()]
    return next((line for line in said if check.absent and re.search(check.absent, line)), "")


def _result(
    step: Step, view: WorkflowContext, scope: StepScope, checks: list[Checked], shown: Shown, *, blocks: bool
) -> StationResult:
    ran = [one for one in checks if one.outcomes]
    bad = next((one for one in checks if one.failed), None)
    counts = next((one.counts for one in checks if one.counts is not None), shown.counts)
    passed = bad is None and not shown.problems
    outputs: dict[str, Any] = {"report": markdown(checks), "passed": passed}
    evidence = {**_evidence(checks), "passed": passed, **shown.evidence}
    said = "; ".join(f"{one.title}: {one.summary}" for one in checks if one.outcomes or one.missing)
    result = StationResult.done(said or "nothing to verify", evidence)
    if not passed and blocks:
        problem = "; ".join((*(f"{one.title}: {one.summary}" for one in checks if one.failed), *shown.problems))
        result = StationResult.failed(problem, evidence)
    elif not ran:
        result = StationResult.unavailable(said or "nothing to verify: the project has no check that mity knows")
    elif missing := [one for one in checks if one.missing]:
        why = "; ".join(f"{one.title}: {one.summary}" for one in missing)
        result = dataclasses.replace(StationResult.unavailable(why), evidence=evidence) if passed else result
    if ran:
        result = dataclasses.replace(result, execution=_execution(checks, counts, bad))
    outputs = promised_outputs(step, outputs, scope) if result.success else outputs
    claimed = (passed or blocks) and (bool(ran) or claims(step))
    return dataclasses.replace(result, outputs=kept(outputs, view.workspace), claims=claimed or not ran)


def _evidence(checks: list[Checked]) -> dict[str, Any]:
    found: dict[str, Any] = {"checks": [row for one in checks for row in one.to_json()]}
    counts = next((one.counts for one in checks if one.counts is not None), None)
    if counts is not None:
        failed = counts.failures + counts.errors
        found["tests"] = {
            "collected": counts.tests,
            "passed": counts.passed,
            "failed": failed,
            "skipped": counts.skipped,
        }
    return found


def _execution(checks: list[Checked], counts: Any, bad: Checked | None) -> Execution:
    """What happened, for those who repair it: the first command that failed, and how many ran before it."""
    outcomes = [one for check in checks for one in check.outcomes]
    failed = next((number for number, one in enumerate(outcomes) if not one.ok), len(outcomes))
    outcome = outcomes[min(failed, len(outcomes) - 1)]
    if bad is not None and bad.problem and failed == len(outcomes):
        outcome = bad.outcomes[-1]
    problem = bad.problem if bad is not None else ""
    return Execution(outcome, failed, counts.collected if counts else None, problem, counts=counts)
