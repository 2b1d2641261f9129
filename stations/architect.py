"""architect: the plan of a feature, file by file."""

from __future__ import annotations

from collections import Counter

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
        plan = plan_of(site_of(self._workshop, context), context)
        context.set_output("plan", plan.to_json())
        counts = Counter(action.kind for action in plan.changes)
        said = ", ".join(f"{number} to {kind}" for kind, number in sorted(counts.items())) or "nothing to change"
        evidence = {"files": [f"{action.kind} {action.path}" for action in plan.changes], "notes": list(plan.notes)}
        return StationResult.done(said, evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        plan = plan_of(site_of(self._workshop, context), context)
        return Preview(notes=(*(f"{action.kind} {action.path}" for action in plan.changes), *plan.notes))
