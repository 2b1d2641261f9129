"""Healing as the engine calls it: the project and its stack for the loop, its end as the result of the step."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mity.changes.snapshot import State
from mity.command import Command, Outcome, Overrides
from mity.engine.step_scope import StepScope
from mity.errors import UsageError
from mity.healing.advisor import HealingTarget, heal
from mity.healing.loop import Healed
from mity.healing.model import AttemptResult, Diagnosis
from mity.healing.scopes import HealingTerms
from mity.healing.session import FixAttempt
from mity.runs import events
from mity.runs.context import WorkflowContext
from mity.runs.result import Execution, StationResult
from mity.services.healing_terms import services_of, stage_of, terms_of
from mity.services.part_healing import below_part, joined_healing
from mity.services.parts import context_of
from mity.services.services import Services
from mity.services.test_baseline import doubt, too_few
from mity.stacks.counts import Counts
from mity.stacks.places import innermost, own_path
from mity.text.build_words import opened
from mity.text.records import dataclass
from mity.text.visible import uncoloured


@dataclass(frozen=True, slots=True)
class Repairs:
    """Repairs failed steps within the guardrails of `services`. With `only_plan` the first fix is named, not tried.

    `began` hears of the state of the project, or of a part of it, before each repair.
    """

    services: Services
    only_plan: bool = False
    began: Callable[[State, str], None] = lambda state, part: None

    def heal(
        self,
        scope: StepScope,
        context: WorkflowContext,
        failed: StationResult,
        again: Callable[[Overrides], StationResult],
    ) -> StationResult:
        """The result after the repairs that helped, or the failure that is left with what was tried.

        Where a part of the application failed, the repairs are made in that part, and the step is done for all parts
        again afterwards: what fails then in another part is repaired there.
        """
        assert failed.execution is not None
        if not failed.execution.part:
            return self._heal(scope, context, failed, again)
        story: dict[str, Any] | None = None
        done: set[str] = set()
        while failed.execution is not None and failed.execution.part not in (*done, ""):
            done.add(failed.execution.part)
            result, used = self._heal_part(scope, context, failed, again)
            story = joined_healing(story, result.healing)
            if not result.status.passed:
                return dataclasses.replace(result, healing=story)
            failed = dataclasses.replace(again(dataclasses.replace(used, part="", limit_s=None)), healing=story)
            if failed.status.passed:
                return failed
        return failed

    def _heal_part(
        self,
        scope: StepScope,
        context: WorkflowContext,
        failed: StationResult,
        again: Callable[[Overrides], StationResult],
    ) -> tuple[StationResult, Overrides]:
        """Heals the part that failed; its result, and how it is to be run from now on."""
        assert failed.execution is not None
        part = failed.execution.part
        used = Overrides(repeated=True)

        def again_there(overrides: Overrides) -> StationResult:
            nonlocal used
            used = dataclasses.replace(overrides, part=part)
            return again(used)

        def began(state: State, _: str) -> None:
            self.began(state, part)

        there = dataclasses.replace(self, began=began)
        result = there._heal(scope, context_of(self.services, context, part), failed, again_there)
        return dataclasses.replace(result, healing=below_part(part, result.healing)), used

    def _heal(
        self,
        scope: StepScope,
        context: WorkflowContext,
        failed: StationResult,
        again: Callable[[Overrides], StationResult],
    ) -> StationResult:
        """Heals one project: an application, or one part of it."""
        try:
            terms, services = terms_of(scope.healing), services_of(scope.healing, self.services)
        except UsageError as error:
            return dataclasses.replace(failed, message=f"{failed.message}; it was not healed: {error}")
        assert failed.execution is not None
        outcome = failed.execution.outcome
        first = _attempt(failed, outcome)

        def attempt(overrides: Overrides) -> AttemptResult:
            result = again(dataclasses.replace(overrides, repeated=True))
            return _counted(_attempt(result, outcome), context, scope, first.counts)

        def kept(fix: FixAttempt) -> None:
            scope.run.repairs.append(fix.to_json())
            scope.tell(events.FIX_KEPT, attempt=fix.to_json())

        target = _target(services.of(scope), scope, context, terms, failed.execution)
        healed = heal(
            target,
            services.load_agents,
            services.guardrails,
            first,
            attempt,
            scope.note,
            kept,
            self.only_plan,
            lambda state: self.began(state, ""),
        )
        result = healed.result.value
        assert isinstance(result, StationResult)
        story = _believed(dataclasses.replace(result, healing=healed.to_json()), context, scope, first.counts)
        return _unsteady(story, healed) if result.status.passed else _explained(story, healed, context.output_path)


def _target(
    services: Services, scope: StepScope, context: WorkflowContext, terms: HealingTerms, execution: Execution
) -> HealingTarget:
    folder = services.stack(context)
    stack = folder.stack if folder else None
    tools = {name: tool.path for name, tool in services.tools(stack).items() if tool.ready} if stack else {}
    here = {"host": "127.0.0.1", "port": "0"}
    ground = services.ground(context)

    def run(command: Command) -> Outcome:
        return scope.execute(ground.confined(command, "install") if ground else command)

    return HealingTarget(
        context.output_path,
        stack,
        scope.key,
        tools,
        run,
        lambda verb: services.commands(context, stack, verb, here).commands if stack else (),
        context.run_id,
        stage_of(scope.key, execution),
        terms,
    )


def _unsteady(result: StationResult, healed: Healed) -> StationResult:
    """What passed only when it was repeated says so where its success is told."""
    why = next((one.why for one in healed.session.attempts if one.fix.flaky and one.verdict == "kept"), "")
    return dataclasses.replace(result, message=f"{result.message}, only when repeated: {why}") if why else result


def _counted(trial: AttemptResult, context: WorkflowContext, scope: StepScope, first: Counts | None) -> AttemptResult:
    """A run after a repair; one that succeeds is refused when it has fewer tests than the last proof."""
    if not trial.ok or trial.counts is None:
        return trial
    few = too_few(context, trial.counts, scope.run.redactor, blind=first is None or not first.whole)
    return dataclasses.replace(trial, ok=not few, refused=few)


def _believed(result: StationResult, context: WorkflowContext, scope: StepScope, first: Counts | None) -> StationResult:
    """A success without its evidence, where nobody can tell whether a repair has cost tests."""
    counts = result.execution.counts if result.execution else None
    why = doubt(context, scope.run, first=first) if result.success and counts is not None else ""
    if not why:
        return result
    scope.note(why)
    return dataclasses.replace(result, evidence={}, message=f"{result.message}, not proven: {why}")


def _attempt(result: StationResult, before: Outcome) -> AttemptResult:
    """A step's result as the loop judges it; one without commands of its own borrows the outcome that came before."""
    done = result.execution
    outcome = done.outcome if done else dataclasses.replace(before, output=result.message)
    return AttemptResult(
        result.status.passed,
        outcome,
        done.progress if done else 0,
        done.tests_collected if done else None,
        done.problem if done else result.message,
        result,
        done.counts if done else None,
    )


def _explained(result: StationResult, healed: Healed, root: Path) -> StationResult:
    """The failure that is left, with its cause and all that was tried."""
    if result.execution is None:
        return result
    diagnosis, session = healed.diagnosis, healed.session
    lines = diagnosis.evidence if diagnosis else ()
    kind = f"{diagnosis.error_type}, " if diagnosis else ""
    plain = (uncoloured(line).strip() for line in lines)
    cause = tuple(line for line in plain if line)
    execution = dataclasses.replace(
        result.execution,
        cause=(*cause, *_where(result.execution, diagnosis, cause, root)),
        tried=(*map(str, session.attempts), *(f"you could: {text}" for text in session.advice)),
        stopped=f"{kind}{healed.stopped}" if healed.stopped else "",
    )
    return dataclasses.replace(result, execution=execution)


def _where(execution: Execution, diagnosis: Diagnosis | None, cause: tuple[str, ...], root: Path) -> tuple[str, ...]:
    """The place of the failure as a line of its own, where its cause names none."""
    if execution.failing or diagnosis is None:
        return ()
    if (told := diagnosis.location) and told.line:  # a linter names the file once, above all that it says of it
        file = own_path(told.file, root)
        at = "" if not file or any(Path(file).name in line for line in cause) else f"{file}:{told.line}"
    else:
        at = innermost(opened(execution.outcome.output), root)
    return (f"at {at}",) if at and not any(at in line for line in cause) else ()
