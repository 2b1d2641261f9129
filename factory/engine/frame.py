"""A workflow under way: its plan, its context, how it stands, and what expressions see of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mity.engine.end import Stop
from mity.engine.lazy import Lazy
from mity.engine.names import Item, given, names_of, seen
from mity.engine.owed import settled
from mity.engine.plan import Plan, PlannedStage, PlannedStep
from mity.evidence.found import metrics_of
from mity.runs.artifacts import load_output
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.runs.result import StationResult
from mity.runs.state import RunState
from mity.text.records import dataclass, field
from mity.workflow import expressions
from mity.workflow.core import Step
from mity.workflow.model import Workflow
from mity.workflow.parameters import checked

PARAMETERS = "parameters"
_NOT_RUN: Mapping[str, Any] = {"status": None, "outputs": {}, "error": None}


@dataclass(slots=True)
class Frame:
    """One workflow of a run, the run's own or one that a step calls; or a part of one that runs beside others.

    A part has the whole as `outer`: an `item` of a loop, or one of several parallel steps. It sees what had ended when
    it began, and its own. `failure` is how the frame failed; what runs afterwards does so because of it. `admitted`
    says that a stage that was due in spite of the failure is running. `visits` holds the key of the newest visit of
    each state of a machine. `caller` is the key of the step that runs the workflow; empty for the run's own.
    `fresh` are results of steps, by id, that the log does not have yet.
    """

    plan: Plan
    context: WorkflowContext
    log: ExecutionLog
    parameters: Mapping[str, Any]
    outer: Frame | None = None
    item: Item | None = None
    failure: Stop | None = None
    admitted: bool = False
    visits: dict[str, str] = field(default_factory=dict)
    caller: str = ""
    fresh: Mapping[str, StationResult] = field(default_factory=dict)
    _ids: dict[str, PlannedStep] = field(default_factory=dict)

    @property
    def above(self) -> Frame | None:
        """The whole that this one is a part of."""
        return self.outer

    def part(self, steps: tuple[PlannedStep, ...], stage: PlannedStage, item: Item | None = None) -> Frame:
        """A frame for steps of a stage that run beside others."""
        plan = Plan(self.plan.workflow, (dataclasses.replace(stage, steps=steps),))
        context = self.context.beside()
        made = Frame(
            plan, context, self.log, self.parameters, self, item, self.failure, self.admitted, caller=self.caller
        )
        for step in steps:
            if step.key in self.log.results:
                context.merge_outputs(self.log.results[step.key].outputs)
        return made

    def because(self, step: PlannedStep, failed: StationResult) -> Frame:
        """The same frame for what is done because `step` failed: expressions see which one, and how."""
        stop = Stop(RunState.FAILED, failed.message, step.step.id, self.stage_of(step))
        return dataclasses.replace(self, failure=stop, fresh={**self.fresh, step.step.id: failed})

    def stage_of(self, step: PlannedStep) -> str:
        """The name of the stage that a step is in; empty for the one stage of a list of steps."""
        ids = ((one.stage.name, {planned.step.id for planned in one.steps}) for one in self.plan.stages)
        return next((name for name, known in ids if step.step.id in known), "")

    def child(self, step: PlannedStep) -> Frame:
        """The workflow that `step` calls or has generated, which sees nothing of this one but its inputs.

        Raises UsageError for an input that does not fit the parameter it is for, ExpressionError for one without value.
        """
        assert step.child is not None
        context = self.context.nested()
        parameters = self.parameters_of(step, step.child.workflow)
        context.metadata = dict(parameters)
        for done in step.child.steps():
            if done.key in self.log.results:
                context.merge_outputs(self.log.results[done.key].outputs)
        return Frame(step.child, context, self.log, parameters, caller=step.key)

    def parameters_of(self, step: PlannedStep, workflow: Workflow) -> dict[str, Any]:
        """The parameters of the workflow that `step` calls, or generates: then other inputs are for its body.

        Raises as `child` does.
        """
        inputs = self.filled(step.step.inputs)
        if step.step.generate:
            declared = {one.name for one in workflow.parameters}
            inputs = {name: value for name, value in inputs.items() if name in declared}
        return checked(workflow, inputs, by_step=True)

    def names(self, own: Mapping[str, StationResult] | None = None) -> Lazy:
        """What expressions see; `own` are further results of steps, by id, that the log does not have yet."""
        names, own = names_of(self), {**self.fresh, **(own or {})}
        if not own:
            return names
        fresh = {id: {**seen(result, self.log.context.workspace), **self.items_of(id)} for id, result in own.items()}
        outputs = {**self.context.outputs}
        for result in own.values():
            outputs |= result.outputs
        steps = names["steps"]
        answers = {id: dict(own[id].evidence) for id in own if own[id].evidence and self.asks(id)}
        over: dict[str, Any] = {
            "outputs": given(outputs, self.log.context.workspace),
            "metrics": {**(names.get("metrics") or {}), **_fresh_metrics(own.values())},
            "steps": Lazy(lambda: [*steps, *fresh], lambda id: fresh.get(id) or steps.get(id)),
        }
        if answers:
            over["checkpoint"] = next(reversed(answers.values()))
            over["checkpoints"] = {**names["checkpoints"], **answers}
        return Lazy(lambda: list(names), lambda name: over[name] if name in over else names.get(name))

    def asks(self, id: str) -> bool:
        """Whether a step of this frame is a checkpoint."""
        step = self.ids().get(id)
        return step is not None and step.step.checkpoint is not None

    def ids(self) -> dict[str, PlannedStep]:
        """The steps of this frame itself, by id."""
        if not self._ids:
            self._ids.update({step.step.id: step for stage in self.plan.stages for step in stage.steps})
        return self._ids

    def key_of(self, id: str) -> str:
        """The key of a step, of its newest visit where it is a state; empty for a step of another frame."""
        if self.plan.workflow.machine and not self.item:
            return self.visits.get(id, "")
        step = self.ids().get(id)
        return step.key if step is not None else ""

    def finished(self) -> Iterator[tuple[Step, StationResult]]:
        """The steps of this frame that have a result."""
        for id, step in self.ids().items():
            if result := self.log.results.get(self.key_of(id)):
                yield step.step, result

    def items_of(self, id: str) -> dict[str, Any]:
        """What expressions see of a step besides its result when it ran for the items of a list."""
        step, key = self.ids().get(id), self.key_of(id)
        loop = f"{step.loop}{key.removeprefix(step.key)}" if step is not None else ""  # a state has one for each visit
        if loop not in self.log.progress.lists:
            return {}
        rows = []
        for index, value in enumerate(load_output(self.log.progress.lists[loop], self.log.context.workspace)):
            result = self.log.results.get(f"{key}[{index}]")
            row = (
                seen(result, self.log.context.workspace)
                if result is not None
                else {"status": None, "outputs": {}, "error": None}
            )
            rows.append({"item": value, "index": index, **{name: row[name] for name in ("status", "outputs", "error")}})
        states = [row["status"] for row in rows]
        counts = {"success": states.count("success"), "failed": states.count("failure"), "total": len(rows)}
        return {"items": rows, **counts}

    def filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Inputs with their `${{ }}` expressions replaced by values. Raises ExpressionError."""
        if not has_expression(values):
            return dict(values)
        names = self.names()
        return {name: expressions.fill(value, names) for name, value in values.items()}

    def text(self, value: str) -> str:
        """A text with its expressions written out. Raises ExpressionError."""
        return expressions.fill_text(value, self.names()) if has_expression(value) else value

    def environment(self, own: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
        """What a command gets besides the run's environment: the workflow's variables, its own, and its values.

        A variable that the workflow gives as null is the caller's. Raises ExpressionError, also for a missing value.
        """
        given = {name: value for name, value in self.plan.workflow.env.items() if value is not None}
        texts = {**given, **own, **values}
        names = self.names() if has_expression(texts) else {}
        return {name: expressions.fill_text(value, names) for name, value in texts.items()}

    def body(self, step: Step) -> Step:
        """A step with the expressions of its command, prompt and labels replaced. Raises ExpressionError."""
        if step.runs_on:
            step = dataclasses.replace(step, runs_on=tuple(map(self.text, step.runs_on)))
        if step.command:
            return dataclasses.replace(step, command=self.command(step))
        if step.agent is not None:
            agent = dataclasses.replace(step.agent, prompt=self.text(step.agent.prompt))
            return dataclasses.replace(step, agent=agent)
        return step

    def command(self, step: Step) -> str | tuple[str, ...]:
        """The command of a step with its expressions replaced. Raises ExpressionError."""
        if isinstance(step.command, str):
            return self.text(step.command)
        names = self.names() if has_expression(list(step.command)) else {}
        return tuple(expressions.fill_text(word, names) for word in step.command)

    def passed(self, workflow: str) -> StationResult:
        """The result of the step that called this workflow, all of whose steps have passed."""
        keys = [step.key for step in self.plan.steps() if step.key in self.log.results]
        shown = {"steps": len(keys), "proven": sum(self.log.results[key].proven for key in keys)}
        done = StationResult.done(f"workflow '{workflow}' passed", shown)
        return dataclasses.replace(done, outputs=self.context.outputs, claims=False)

    def pending(self, stage: PlannedStage) -> list[PlannedStep]:
        """The steps of a stage that have not passed, or whose success asks for what was not done yet."""
        return [step for step in stage.steps if not settled(self.log, step)]


def _fresh_metrics(results: Iterable[StationResult]) -> dict[str, Any]:
    """What results measured that the log does not have yet, such as the one that a step ensures something of."""
    return {name: value for result in results for name, value in metrics_of(result.evidence).items()}


def has_expression(value: Any) -> bool:
    """Whether an expression is in a value, in a list or a mapping too."""
    if isinstance(value, str):
        return "${{" in value
    if isinstance(value, Mapping):
        return any(has_expression(one) for one in value.values())
    return isinstance(value, list) and any(has_expression(one) for one in value)
