"""prepare-reproduction: a fresh clone of the default branch in which all tests pass."""

from __future__ import annotations

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.issues.preflight import base_reason
from mity.reviews.pull import clone_of
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.clone_tests import run_tests
from mity.services.defects import installed
from mity.services.services import Services
from mity.stations.clone_pull_request import consented, ignored


class PrepareReproduction(Station):
    """Clones, installs and runs the tests; `ready` says whether a failing test would show anything."""

    name = "prepare-reproduction"
    description = "clone the repository, and see that its tests pass"
    locks_application = True
    inputs = StationInputs(required=("url",), optional=("consent",))
    outputs = StationOutputs(keys=("ready", "why_not", "passing", "stack"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        services = self._services
        context.set_output("passing", [])
        context.set_output("stack", "")
        if not consented(services, context):
            return self._not(context, "it was not tried, since the code of the repository was not trusted (--trust)")
        opened = services.forge(str(context.get_input("url")))
        repository = opened.forge.repository()
        if reason := base_reason(opened.forge, ""):
            return self._not(context, f"it was not tried: {reason}")
        clone = clone_of(context.output_path, services.run, opened)
        clone.begin(ignored(context.output_path.parent))
        clone.check_out(clone.fetch(repository.clone_url, repository.default_branch, "base"))
        folder = services.catalogue.detect(context.output_path)
        context.set_output("stack", folder.stack.id if folder else "")
        wrong = installed(services, context)
        ran = run_tests(services, context)
        if not ran.passed:
            more = f" ({wrong})" if wrong else ""
            return self._not(
                context, f"the tests do not pass as they are, so a new one shows nothing: {ran.said}{more}"
            )
        clone.overlook_untracked()
        context.set_output("passing", sorted(ran.passing))
        context.set_output("ready", True)
        context.set_output("why_not", "")
        return StationResult.done(ran.said, {"ready": True, "tests": ran.said})

    def _not(self, context: WorkflowContext, why: str) -> StationResult:
        context.set_output("ready", False)
        context.set_output("why_not", why)
        return StationResult.done(why, {"ready": False})
