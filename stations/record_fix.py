"""record-fix: what was changed for a remark, as a commit of the clone."""

from __future__ import annotations

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.reviews.answers import read_remark
from mity.reviews.pull import HEAD, clone_of, read_pull
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.text.commit_words import commit_words


class RecordFix(Station):
    """Commits what differs in the clone, on top of what the branch has; one commit for each remark."""

    name = "record-fix"
    description = "commit what was changed for a remark"
    locks_application = True
    inputs = StationInputs(required=("pull", "remark"))
    outputs = StationOutputs(keys=("commit",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        pull, remark = read_pull(context.get_input("pull")), read_remark(context.get_input("remark"))
        clone = clone_of(context.output_path, self._services.run, self._services.forge(pull.url))
        base = clone.commit(HEAD)
        clone.git("reset", "--quiet", "--soft", base)
        commit = clone.record(f"Answer a remark at {commit_words(remark.path)}:{remark.line}\n\n{remark.url}")
        context.set_output("commit", commit)
        return StationResult.done(
            f"commit {commit[:12]}" if commit else "no file changed", {"commit": commit, "on": base}
        )
