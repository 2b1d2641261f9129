"""architect: the plan of a feature, file by file."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.features.application import Application
from mity.features.plan import Action, Plan
from mity.features.request import read_add
from mity.features.run_inputs import NOT_ASKED, application_of
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services

_NOT_ASKED_NOTE = (
    f"{NOT_ASKED} stands for the newest migration: only a command of the project knows it, and a dry run runs none"
)


class Architect(Station):
    """Decides what happens to each file: created, updated, merged, regenerated, deleted or left alone."""

    name = "architect"
    description = "plan the feature: files, registrations, migrations, tests"
    inputs = StationInputs(required=("feature",))
    outputs = StationOutputs(keys=("plan",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        plan = self.plan(application_of(self._services, context), context)
        context.set_output("plan", plan.to_json())
        counts = Counter(action.kind for action in plan.changes)
        summary = ", ".join(f"{number} to {kind}" for kind, number in sorted(counts.items())) or "nothing to change"
        evidence = {"files": [f"{action.kind} {action.path}" for action in plan.changes], "notes": list(plan.notes)}
        return StationResult.done(summary, evidence)

    def plan(self, application: Application, context: WorkflowContext) -> Plan:
        """The plan for what the run was asked. Raises UsageError, DefinitionError."""
        return application.plan_add(*read_add(context.get_input("feature")).specs)

    def preview(self, context: WorkflowContext) -> Preview:
        application = application_of(self._services, context, dry_run=True)
        plan = self.plan(application, context)
        asked = any(action.role == "migration" and NOT_ASKED in action.text for action in plan.changes)
        files = tuple((action.kind, action.path) for action in plan.changes)
        return Preview(
            notes=(*plan.notes, *([_NOT_ASKED_NOTE] if asked else [])),
            files=files,
            diff="".join(_difference(application, action) for action in plan.changes),
        )


def _difference(application: Application, action: Action) -> str:
    """A file's change as a unified diff, before the application's formatter has seen it."""
    before = (application.read(action.path) or b"").decode("utf-8", "replace").splitlines(keepends=True)
    after = action.text.splitlines(keepends=True) if action.writes else []
    names: Mapping[bool, str] = {True: f"a/{action.path}", False: "/dev/null"}
    to = f"b/{action.path}" if action.writes else "/dev/null"
    return "".join(difflib.unified_diff(before, after, names[bool(before)], to))
