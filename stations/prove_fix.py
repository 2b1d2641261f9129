"""prove-fix: the tests of a clone after a change; none may be gone that passed before."""

from __future__ import annotations

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.errors import UsageError
from mity.reviews.pull import clone_of, read_pull
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.clone_tests import run_tests
from mity.services.services import Services
from mity.stations.clone_pull_request import consented


class ProveFix(Station):
    """Runs the tests; the outputs say whether the change holds, so that the workflow decides what comes next."""

    name = "prove-fix"
    description = "prove a change by the tests of the repository"
    locks_application = True
    inputs = StationInputs(required=("pull", "url", "passing"), optional=("consent",))
    outputs = StationOutputs(keys=("passed", "report"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        services = self._services
        if not consented(services, context):
            raise UsageError("a change is proven by the tests of the repository, which is its code: give --trust")
        pull, before = read_pull(context.get_input("pull")), context.get_input("passing")
        ran = run_tests(services, context)
        lost = ran.lost(before)
        said = ran.said
        if ran.failed:
            told = [str(one) for one in ran.failing] or sorted(ran.failed)
            said += f"; failing: {', '.join(told[:5])}"
        elif lost:
            said += f"; gone or not run any more: {', '.join(lost[:5])}"
        if before:
            said += f"; {len(before)} passed before"
        clone_of(context.output_path, services.run, services.forge(pull.url)).overlook_untracked()
        passed = ran.passed and not lost
        context.set_output("passed", passed)
        context.set_output("report", said)
        return StationResult.done(said, {"passed": passed, "tests": ran.number, "lost": lost[:50]})
