"""analyze: what the application is now, and whether it can take the feature."""

from __future__ import annotations

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.features.application import Application
from mity.features.request import read_add
from mity.features.run_inputs import application_of
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services


class Analyze(Station):
    """Reads the application: its stack, its features, what its owner changed since mity wrote it."""

    name = "analyze"
    description = "read the application: features, edited files, room for more"
    inputs = StationInputs(required=("feature",))
    outputs = StationOutputs(keys=("features",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        application = application_of(self._services, context)
        self.check(application, context)
        features = application.features
        drift = {name: application.drift(name) for name in features}
        edited = sorted(path for paths in drift.values() for path in paths)
        context.set_output("features", sorted(features))
        evidence = {
            "stack": application.folder.stack.id,
            "template": application.template,
            "features": sorted(features),
            "drift": drift,
            "owned_files": len(application.ownership.files),
        }
        found = (
            f"{len(features)} features, {len(edited)} of their files changed since" if features else "no features yet"
        )
        return StationResult.done(f"{application.folder.stack.id}: {found}", evidence)

    def check(self, application: Application, context: WorkflowContext) -> None:
        """Raises UsageError when the application cannot take the features."""
        application.check(*read_add(context.get_input("feature")).specs)

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=(self.execute(context).message,))
