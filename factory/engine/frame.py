"""A workflow under way: its plan, its context, and what expressions see of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mity.engine.order import Plan, PlannedStage, PlannedStep
from mity.errors import MityError
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.runs.result import StationResult
from mity.workflow import expressions
from mity.workflow.parameters import checked

PARAMETERS = "parameters"


@dataclass(frozen=True, slots=True)
class Frame:
    """One workflow of a run: the run's own, or one that a step calls."""

    plan: Plan
    context: WorkflowContext
    log: ExecutionLog
    parameters: Mapping[str, Any]

    def due(self, condition: str) -> bool:
        """Whether a condition holds now. Raises ExpressionError."""
        return not condition or expressions.truth(condition, self.names())

    def not_due(self, condition: str) -> StationResult | None:
        """None when a condition holds; else the result of what is passed over, or of a condition that is wrong."""
        try:
            return None if self.due(condition) else StationResult.passed_over(f"not due: {condition}")
        except MityError as error:
            failed = StationResult.failed(f"the condition `{condition}` cannot be judged: {error}")
            return dataclasses.replace(failed, attempts=0)

    def passed(self, workflow: str) -> StationResult:
        """The result of the step that called this workflow, all of whose steps have passed."""
        keys = [step.key for step in self.plan.steps()]
        shown = {"steps": len(keys), "proven": sum(self.log.results[key].proven for key in keys)}
        done = StationResult.done(f"workflow '{workflow}' passed", shown)
        return dataclasses.replace(done, outputs=self.context.outputs, claims=False)

    def filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Inputs with their `${{ }}` expressions replaced by values. Raises ExpressionError."""
        if not _has_expression(values):
            return dict(values)
        names = self.names()
        return {name: expressions.fill(value, names) for name, value in values.items()}

    def environment(self, own: Mapping[str, str]) -> dict[str, str]:
        """What a command gets besides the run's environment: the workflow's variables, then its own, as texts.

        A variable that the workflow gives as null is the caller's. Raises ExpressionError, also for a missing value.
        """
        given = {name: value for name, value in self.plan.workflow.env.items() if value is not None}
        names = self.names() if _has_expression({**given, **own}) else {}
        return {name: expressions.fill_text(value, names) for name, value in {**given, **own}.items()}

    def names(self) -> dict[str, Any]:
        """What expressions see: parameters, environment, outputs, and each step of this workflow."""
        steps = {
            step.step.id: _seen(self.log.results[step.key])
            for stage in self.plan.stages
            for step in stage.steps
            if step.key in self.log.results
        }
        return {
            PARAMETERS: dict(self.parameters),
            "env": dict(self.context.env),
            "outputs": self.context.outputs,
            "steps": steps,
            "project": self.context.metadata.get("project", {}),
            "run": {"id": self.log.run_id, "started_at": self.log.started_at},
        }

    def child(self, step: PlannedStep, inputs: Mapping[str, Any]) -> Frame:
        """The workflow that `step` calls, which sees nothing of this one but its inputs.

        Raises UsageError for an input that does not fit the parameter it is for.
        """
        assert step.child is not None
        context = self.context.nested()
        parameters = checked(step.child.workflow, inputs)
        context.metadata = dict(parameters)
        for done in step.child.steps():
            if done.key in self.log.results:
                context.merge_outputs(self.log.results[done.key].outputs)
        return Frame(step.child, context, self.log, parameters)

    def pending(self, stage: PlannedStage) -> list[PlannedStep]:
        """The steps of a stage that have not passed."""
        return [step for step in stage.steps if not self.log.passed(step.key)]


def _seen(result: StationResult) -> dict[str, Any]:
    """A finished step as expressions see it."""
    return {
        "status": "success" if result.success else "skipped" if result.status.passed else "failure",
        "outputs": dict(result.outputs),
        "evidence": dict(result.evidence),
        "attempts": result.attempts,
        "duration": result.duration_s,
        "error": None if result.status.passed else result.message,
    }


def _has_expression(value: Any) -> bool:
    if isinstance(value, str):
        return "${{" in value
    if isinstance(value, Mapping):
        return any(_has_expression(one) for one in value.values())
    return isinstance(value, list) and any(_has_expression(one) for one in value)
