"""check-base: whether the base branch moved while the work went on, and whether the work still fits on it."""

from __future__ import annotations

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.runs.context import WorkflowContext
from mity.runs.question import ABORT, RETRY, Effect, NeedsInput, Option
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.services.services import Services
from mity.stations.clone_repository import issue_clone, own_clone_url
from mity.stations.forge_questions import asking

_BEGIN = "create-branch"
_REBASE = Option(
    "rebase",
    "begin again on the new base: the change is made and verified anew",
    "nothing: the commit of this run is kept in the clone as refs/mity/kept/…",
    _BEGIN,
    Effect.GOTO,
)
_KEEP = Option(
    "keep",
    "open the pull request although it conflicts",
    effect=Effect.SETTLE,
    settles=Status.SKIPPED,
)
_SHOWN = 5


class CheckBase(Station):
    """Asks when the base moved so that the work conflicts with it; a base that moved otherwise is only told."""

    name = "check-base"
    description = "Comparing with the base branch"
    inputs = StationInputs(required=("url", "base_branch", "base_commit", "commit_hash"))
    outputs = StationOutputs(keys=("behind",))
    options = (_REBASE, RETRY, _KEEP, ABORT)

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        return asking(lambda: self._check(context))

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(("git fetch", "git merge-tree"))

    def _check(self, context: WorkflowContext) -> StationResult:
        opened = self._services.forge(str(context.get_input("url")))
        clone, branch = issue_clone(self._services, context, opened), str(context.get_input("base_branch"))
        before, made = str(context.get_input("base_commit")), str(context.get_input("commit_hash"))
        now = clone.fetch(own_clone_url(opened), branch, "base")
        evidence = {"base": now, "began_at": before}
        if now == before:
            context.set_output("behind", 0)
            return StationResult.done(f"{branch} is where it was", evidence)
        behind = int(clone.git("rev-list", "--count", f"{before}..{now}").strip() or 0)
        context.set_output("behind", behind)
        if files := clone.conflicts(made, now):
            more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
            question = (
                f"{branch} moved by {behind} commits, and the change conflicts with it in "
                f"{', '.join(files[:_SHOWN])}{more}. Is the change to be made again on the new base?"
            )
            asked = NeedsInput(question, tuple(files[:_SHOWN]), (), self.options, "abort", f"git log {before}..{now}")
            return StationResult.needs_input(asked, evidence)
        return StationResult.done(f"{branch} moved by {behind} commits, without a conflict", evidence)
