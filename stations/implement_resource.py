"""implement-resource: a feature that is described by its fields, written as a whole or not at all."""

from __future__ import annotations

import secrets

from mity.changes.changeset import ChangeSet
from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.implement import Implement


class ImplementResource(Station):
    """Does what `implement` does where no atomic stage is around it: what a failure or a kill leaves is put back."""

    name = "implement-resource"
    description = "write the feature: its tests first, which must fail without it"
    locks_application = True
    inputs = StationInputs(required=("feature", "plan"))
    outputs = StationOutputs(keys=("changed_files", "feature_tests"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        scope, stack = self._services.scope, self._services.stack(context)
        owner = f"{scope.key}~resource-{secrets.token_hex(4)}"
        ignore = stack.stack.ignore if stack else ()
        change = ChangeSet.begin(context.output_path, ignore, owner, run_id=context.run_id)
        before, scope.run.changes = scope.run.changes, change
        try:
            result = Implement(self._services).execute(context)
        except BaseException:
            change.undo()
            raise
        finally:
            scope.run.changes = before
        change.keep()
        return result

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=("write the feature that the issue describes",))
