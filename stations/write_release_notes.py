"""write-release-notes: what changed between two places of the history, as Markdown."""

from __future__ import annotations

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.releases.changes import changes_of
from mity.releases.notes import notes, pulls_by_number
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.system.git_range import History


class WriteReleaseNotes(Station):
    """Reads the commits that `to` has and `since` lacks; without `since`, those behind the tag before `to`.

    `repository` is the address of the repository on its forge: with it, pull requests give their titles and labels.
    """

    name = "write-release-notes"
    description = "write release notes from commits and merged pull requests"
    inputs = StationInputs(optional=("since", "to", "repository"))
    outputs = StationOutputs(keys=("notes", "since", "commit"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        history, to = History(context.output_path), str(context.get_input("to") or "HEAD")
        commit = history.commit(to)
        since = str(context.get_input("since") or "") or history.tag_before(to)
        commits = history.between(since, commit)
        url = str(context.get_input("repository") or "")
        pulls = self._services.forge(url).forge.pull_requests(state="closed") if url else []
        changes = changes_of(commits, pulls_by_number(pulls))
        context.set_output("notes", self._services.scope.run.redactor.text(notes(changes)))
        context.set_output("since", since)
        context.set_output("commit", commit)
        evidence = {"since": since, "to": commit, "commits": len(commits), "changes": len(changes)}
        begin = f"since {since}" if since else "since the beginning"
        return StationResult.done(f"{len(changes)} changes in {len(commits)} commits {begin}", evidence)
