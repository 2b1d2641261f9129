"""architect: the plan of a feature, file by file."""

from __future__ import annotations

from collections import Counter

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.features.agent_task import budget_json, coding_agent_of, task_json, task_of
from mity.features.run_inputs import application_of, plan_of
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services


class Architect(Station):
    """Decides what becomes of each file: created, updated, merged, made anew, deleted or left alone."""

    name = "architect"
    description = "plan the feature: files, registrations, migrations, tests"
    inputs = StationInputs(required=("feature",))
    outputs = StationOutputs(keys=("plan",))
    dependencies = ("analyze",)

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        if context.get_input("feature")["action"] == "wish":
            return self._wish(context)
        plan = plan_of(application_of(self._services, context), context)
        context.set_output("plan", plan.to_json())
        counts = Counter(action.kind for action in plan.changes)
        said = ", ".join(f"{number} to {kind}" for kind, number in sorted(counts.items())) or "nothing to change"
        evidence = {"files": [f"{action.kind} {action.path}" for action in plan.changes], "notes": list(plan.notes)}
        return StationResult.done(said, evidence)

    def _wish(self, context: WorkflowContext) -> StationResult:
        """What is wished, who is asked, by which laws, within which scopes, for how much."""
        task = task_of(self._services, application_of(self._services, context), context)
        name, terms = coding_agent_of(self._services).name, task.terms
        context.set_output("plan", task_json(task))
        evidence = {**task_json(task), "agent": name, "budget": budget_json(terms)}
        said = (
            f"{name} is asked: {terms.most_files} files, {terms.most_lines} lines, {terms.time_s:g} s and "
            f"{terms.money_usd:.2f} USD at most; existing tests, gates, lock files and CI stay as they are"
        )
        return StationResult.done(said, evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        if context.get_input("feature")["action"] == "wish":
            return Preview(notes=(self._wish(context).message,))
        plan = plan_of(application_of(self._services, context), context)
        return Preview(notes=(*(f"{action.kind} {action.path}" for action in plan.changes), *plan.notes))
