"""analyze: what the application is now, and whether it can take the feature."""

from __future__ import annotations

from mity.context import WorkflowContext
from mity.features.check import check_removal
from mity.features.grammar import feature
from mity.growth import site_of
from mity.result import StationResult
from mity.station import Preview, Station, StationInputs, StationOutputs
from mity.wishes import check_new
from mity.workshop import Workshop


class Analyze(Station):
    """Reads the application: its stack, its features, what its owner changed since mity wrote it."""

    name = "analyze"
    description = "read the application: features, edited files, room for one more"
    inputs = StationInputs(required=("feature",))
    outputs = StationOutputs(keys=("features",))

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def execute(self, context: WorkflowContext) -> StationResult:
        site = site_of(self._workshop, context)
        asked = context.get_input("feature")
        if asked["action"] == "remove":
            check_removal(asked["name"], site.features)
        elif asked["action"] == "add":
            site.check(feature(asked["spec"]))
        else:
            check_new(site.root, asked["title"])
        features = site.features
        drift = {name: site.drift(name) for name in features}
        edited = sorted(path for paths in drift.values() for path in paths)
        context.set_output("features", sorted(features))
        evidence = {
            "stack": site.folder.stack.id,
            "template": site.template,
            "features": sorted(features),
            "drift": drift,
            "owned_files": len(site.ownership.files),
        }
        said = (
            f"{len(features)} features, {len(edited)} of their files changed since" if features else "no features yet"
        )
        return StationResult.done(f"{site.folder.stack.id}: {said}", evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        result = self.execute(context)
        return Preview(notes=(result.message,))
