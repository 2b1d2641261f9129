"""find-remarks: the remarks of reviewers that wait for an answer, and the tests before any of them is met."""

from __future__ import annotations

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.errors import UsageError
from mity.reviews.answers import open_remarks
from mity.reviews.pull import clone_of, read_pull
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.clone_tests import run_tests
from mity.services.defects import installed
from mity.services.services import Services
from mity.stations.clone_pull_request import consented
from mity.system.git import NO_IDENTITY, Repository


class FindRemarks(Station):
    """Lists the open remarks of people who may push. With any, the tests must pass before work on them begins."""

    name = "find-remarks"
    description = "find the open remarks of reviewers, and prove the tests before the work"
    locks_application = True
    inputs = StationInputs(required=("pull", "url"), optional=("consent",))
    outputs = StationOutputs(keys=("remarks", "passing"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        services, pull = self._services, read_pull(context.get_input("pull"))
        opened = services.forge(pull.url)
        forge = opened.forge
        remarks = open_remarks(forge.reviews(pull.number), forge.user(), forge.access)
        context.set_output("remarks", [one.to_json() for one in remarks])
        context.set_output("passing", [])
        if not remarks:
            return StationResult.done("no remark waits for an answer", {"remarks": 0})
        if pull.is_gone:
            raise UsageError(
                f"the branch of pull request {pull.number} is gone with its fork: nothing can be pushed to it"
            )
        if not pull.writes and not pull.own:
            raise UsageError(f"the token may not push to the branch of pull request {pull.number}: nothing was changed")
        if not consented(services, context):
            raise UsageError("a change is proven by the tests of the repository, which is its code: give --trust")
        if Repository(context.output_path).identity() is None:
            raise UsageError(NO_IDENTITY)
        wrong = installed(services, context)
        ran = run_tests(services, context)
        if not ran.passed:
            why = f"{ran.said}{f' ({wrong})' if wrong else ''}"
            raise UsageError(f"the tests do not pass before any change, so they can prove none: {why}")
        clone_of(context.output_path, services.run, opened).overlook_untracked()
        context.set_output("passing", sorted(ran.passing))
        return StationResult.done(f"{len(remarks)} remarks; {ran.said}", {"remarks": len(remarks), "tests": ran.said})
