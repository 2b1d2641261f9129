"""create-branch: the branch of the work, at the newest commit of its base."""

from __future__ import annotations

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.clone_repository import issue_clone, own_clone_url
from mity.stations.forge_questions import OPTIONS, asking


class CreateBranch(Station):
    """Begins the branch in the clone. Work of this run that is on it already is kept as `refs/mity/kept/COMMIT`."""

    name = "create-branch"
    description = "Creating the branch"
    locks_application = True
    inputs = StationInputs(required=("url", "work_branch", "base_branch"))
    outputs = StationOutputs(keys=("base_commit",))
    options = OPTIONS

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        return asking(lambda: self._create(context))

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview((f"git checkout -B {context.get_input('work_branch') or 'BRANCH'}",))

    def _create(self, context: WorkflowContext) -> StationResult:
        opened, branch = self._services.forge(str(context.get_input("url"))), str(context.get_input("work_branch"))
        clone = issue_clone(self._services, context, opened)
        before = clone.commit("HEAD")
        base = clone.fetch(own_clone_url(opened), str(context.get_input("base_branch")), "base")
        if before != base and before not in clone.git("rev-list", base).split():
            clone.git("update-ref", f"refs/mity/kept/{before}", before)
        clone.check_out(base)
        clone.git("checkout", "--quiet", "--force", "-B", branch, base)
        context.set_output("base_commit", base)
        return StationResult.done(f"Created branch {branch}", {"branch": branch, "commit": base})
