"""push-branch: the commit of the run as a branch on the forge, over nobody else's work."""

from __future__ import annotations

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.runs.context import WorkflowContext
from mity.runs.question import Option
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.clone_repository import issue_clone, own_clone_url
from mity.stations.forge_questions import OPTIONS, asking, forge_question
from mity.stations.read_issue import PUSHED
from mity.system.clone import HeadMoved


class PushBranch(Station):
    """Pushes with a lease: the branch must be new on the forge, or stand at a commit that this run pushed before."""

    name = "push-branch"
    description = "Pushing the branch"
    inputs = StationInputs(required=("url", "work_branch", "commit_hash"))
    outputs = StationOutputs(keys=("pushed_commit",))
    options = OPTIONS

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        return asking(lambda: self._push(context))

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview((f"git push --force-with-lease … {context.get_input('work_branch') or 'BRANCH'}",))

    def _push(self, context: WorkflowContext) -> StationResult:
        opened, branch = self._services.forge(str(context.get_input("url"))), str(context.get_input("work_branch"))
        made = str(context.get_input("commit_hash"))
        pushed: list[str] = context.get_artifact(PUSHED, [])
        there = opened.forge.branch_sha(branch)
        if there and there != made and there not in pushed:
            return moved_by_others(branch, there)
        if there != made:
            if made not in pushed:  # noted first: after a kill the branch on the forge is known to be this run's
                context.save_artifact(PUSHED, [*pushed, made])
            clone = issue_clone(self._services, context, opened)
            try:
                clone.push(own_clone_url(opened), branch, made, there)
            except HeadMoved:
                return moved_by_others(branch, opened.forge.branch_sha(branch))
        context.set_output("pushed_commit", made)
        return StationResult.done(f"Pushed {branch} at {made[:10]}", {"branch": branch, "commit": made})


def moved_by_others(branch: str, there: str, options: tuple[Option, ...] = OPTIONS) -> StationResult:
    """The question about a branch that somebody else moved."""
    return forge_question(
        f"somebody else moved {branch} on the forge: it stands at {there[:10] or 'no commit'}, which this run did not "
        "push, and mity overwrites nothing. Look at what is there; when the branch is free again, try again",
        options=options,
    )
