"""plan-agent-task: what a coding agent is asked for, by which rules, within which scopes, for how much."""

from __future__ import annotations

from typing import Any

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.features.agent_task import budget_json, coding_agent_of, task_json, task_of
from mity.features.run_inputs import application_of
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services


class PlanAgentTask(Station):
    """Writes down the task for the coding agent; nothing is started."""

    name = "plan-agent-task"
    description = "plan the request: the task for the coding agent, its rules and budget"
    inputs = StationInputs(required=("feature",))
    outputs = StationOutputs(keys=("plan",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        task = task_of(self._services, application_of(self._services, context), context)
        name, policy = coding_agent_of(self._services).name, task.terms
        context.set_output("plan", task_json(task))
        evidence = {**task_json(task), **self._about(context)}
        summary = (
            f"{name} is asked: {policy.most_files} files, {policy.most_lines} lines, {policy.time_s:g} s and "
            f"{policy.money_usd:.2f} USD at most; existing tests, gates, lock files and CI stay as they are"
        )
        return StationResult.done(summary, evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        task = task_of(self._services, application_of(self._services, context), context)
        return Preview(plan={**task_json(task), **self._about(context)})

    def _about(self, context: WorkflowContext) -> dict[str, Any]:
        task = task_of(self._services, application_of(self._services, context), context)
        return {"agent": coding_agent_of(self._services).name, "budget": budget_json(task.terms)}
