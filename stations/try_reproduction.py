"""try-reproduction: whether the test that was written for a report fails as the report says."""

from __future__ import annotations

import dataclasses

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.errors import UsageError
from mity.reviews.pull import clone_of
from mity.reviews.triage import Reproduction
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.reproduction import reproduce
from mity.services.services import Services
from mity.stations.clone_pull_request import consented


class TryReproduction(Station):
    """Runs the new test among the others; `why_not` says why there is none to run."""

    name = "try-reproduction"
    description = "run the test that was written for a report"
    locks_application = True
    inputs = StationInputs(required=("url", "passing"), optional=("consent", "why_not"))
    outputs = StationOutputs(keys=("reproduction",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        services, why_not = self._services, str(context.get_input("why_not") or "")
        found = Reproduction(False, why_not)
        if not why_not:
            if not consented(services, context):
                raise UsageError("the tests of the repository are its code: give --trust")
            clone = clone_of(context.output_path, services.run, services.forge(str(context.get_input("url"))))
            found = reproduce(services, context, clone, context.get_input("passing"))
        context.set_output("reproduction", dataclasses.asdict(found))
        said = "reproduced" if found.done else "could not be reproduced"
        return StationResult.done(f"{said}: {found.said}", {"reproduced": found.done, "said": found.said})
