"""check-licences: the licences of a project's dependencies against the policy in its settings."""

from __future__ import annotations

import dataclasses

from mity.engine.station import Preview, Station, StationOutputs
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.scanners.files import project_files
from mity.scanners.finding import Look
from mity.scanners.licences import judge
from mity.services.config import read_config
from mity.services.licence_scan import packages
from mity.services.services import Services
from mity.stations.scan_result import result_of

SCANNER = "licences"


class CheckLicences(Station):
    """Looks at the licence of each package that is installed or locked; without a policy it has nothing to do."""

    name = "check-licences"
    description = "compare the licences of dependencies with the policy"
    locks_application = True
    proves = "before"
    outputs = StationOutputs(keys=("looks",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        settings = read_config(context.output_path).secure
        if not settings.licences.given:
            context.set_output("looks", [])
            nothing = "there is no policy: write one under [secure.licences] in .mity/config.toml"
            return dataclasses.replace(StationResult.done(nothing), claims=False)
        looks = [self._look(context)] if SCANNER not in settings.off else []
        if not looks:
            looks = [Look(SCANNER, "licences", off=settings.off[SCANNER])]
        context.set_output("looks", [one.to_json() for one in looks])
        return result_of(looks, "licences")

    def _look(self, context: WorkflowContext) -> Look:
        settings = read_config(context.output_path).secure
        found = packages(self._services, context, project_files(context.output_path, settings.exclude))
        findings = tuple(judge(found.found, settings.licences))
        return Look(SCANNER, "licences", findings, tuple(found.gaps), looked=len(found.found))

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=(self.description,))
