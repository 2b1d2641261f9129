"""architect: the plan of a feature, file by file."""

from __future__ import annotations

from collections import Counter

from mity.commissioning import budget_json, commission_json, commission_of, undertaker_of
from mity.context import WorkflowContext
from mity.growth import plan_of, site_of
from mity.result import StationResult
from mity.station import Preview, Station, StationInputs, StationOutputs
from mity.workshop import Workshop


class Architect(Station):
    """Decides what becomes of each file: created, updated, merged, made anew, deleted or left alone."""

    name = "architect"
    description = "plan the feature: files, registrations, migrations, tests"
    inputs = StationInputs(required=("feature",))
    outputs = StationOutputs(keys=("plan",))
    dependencies = ("analyze",)

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def execute(self, context: WorkflowContext) -> StationResult:
        if context.get_input("feature")["action"] == "wish":
            return self._wish(context)
        plan = plan_of(site_of(self._workshop, context), context)
        context.set_output("plan", plan.to_json())
        counts = Counter(action.kind for action in plan.changes)
        said = ", ".join(f"{number} to {kind}" for kind, number in sorted(counts.items())) or "nothing to change"
        evidence = {"files": [f"{action.kind} {action.path}" for action in plan.changes], "notes": list(plan.notes)}
        return StationResult.done(said, evidence)

    def _wish(self, context: WorkflowContext) -> StationResult:
        """What is wished, who is asked, by which laws, within which scopes, for how much."""
        commission = commission_of(self._workshop, site_of(self._workshop, context), context)
        name, terms = undertaker_of(self._workshop).name, commission.terms
        context.set_output("plan", commission_json(commission))
        evidence = {**commission_json(commission), "agent": name, "budget": budget_json(terms)}
        said = (
            f"{name} is asked: {terms.most_files} files, {terms.most_lines} lines, {terms.time_s:g} s and "
            f"{terms.money_usd:.2f} USD at most; existing tests, gates, lock files and CI stay as they are"
        )
        return StationResult.done(said, evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        if context.get_input("feature")["action"] == "wish":
            return Preview(notes=(self._wish(context).message,))
        plan = plan_of(site_of(self._workshop, context), context)
        return Preview(notes=(*(f"{action.kind} {action.path}" for action in plan.changes), *plan.notes))
