"""push-fix: a proven commit, onto the branch of the pull request, if nobody moved that meanwhile."""

from __future__ import annotations

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.reviews.pull import HEAD, clone_of, read_pull
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services


class PushFix(Station):
    """Pushes with a lease on the commit that the work began on; a branch that has the commit already stays as it is."""

    name = "push-fix"
    description = "push a proven commit to the branch of the pull request"
    locks_application = True
    inputs = StationInputs(required=("pull", "commit"))
    outputs = StationOutputs(keys=("pushed",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        pull, commit = read_pull(context.get_input("pull")), str(context.get_input("commit"))
        opened = self._services.forge(pull.url)
        clone = clone_of(context.output_path, self._services.run, opened)
        if opened.forge.pull_request(pull.number).head_sha != commit:
            clone.push(pull.head_clone_url, pull.head, commit, clone.commit(HEAD))
        clone.git("update-ref", HEAD, commit)
        context.set_output("pushed", commit)
        return StationResult.done(f"{commit[:12]} is on {pull.head}", {"commit": commit, "branch": pull.head})
