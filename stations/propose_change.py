"""propose-change: what a verb changed in a repository of a fleet, as a branch and a pull request, once."""

from __future__ import annotations

import dataclasses
from typing import Any

from mity.engine.station import Preview, Station, StationInputs
from mity.errors import EXIT_DONE, EXIT_UNPROVEN, MityError
from mity.fleet.change import branch_of, marker_of, pull_text, title_of
from mity.fleet.member import Member, of_log
from mity.fleet.source import Source, source_of
from mity.forge.marks import carries, marked
from mity.forge.model import PullRequest
from mity.forge.port import Forge
from mity.issues.pull_text import changed_files
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.fetch_repository import member_of
from mity.system.clone import Clone

_BASE = "refs/mity/base"


class ProposeChange(Station):
    """Commits what differs, pushes its branch and opens the pull request; a draft unless the run was proven.

    The rule `always` proposes what is there however the run ended, `changed` what a run left that came to its end. What
    is on the forge is looked at first: a branch of somebody else stays, and what a person declined stays declined.
    """

    name = "propose-change"
    description = "Proposing the change"
    inputs = StationInputs(required=("repository", "word", "verb", "words", "pull_request", "base_branch"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        member = member_of(context)
        log = member.log
        if log is None:
            return _nothing("no run was begun, so there is nothing to propose")
        row = of_log(member, log)
        finished = row["exit_code"] in (EXIT_DONE, EXIT_UNPROVEN)
        if context.get_input("pull_request") == "changed" and not finished:
            return _nothing("not proposed, because the run did not come to its end")
        try:
            return self._propose(context, member, row)
        except MityError as error:
            return StationResult.failed(f"the change was not proposed: {error}")

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=("open a pull request where files changed",))

    def _propose(self, context: WorkflowContext, member: Member, row: dict[str, Any]) -> StationResult:
        verb, words = context.get_input("verb"), context.get_input("words")
        clone = Clone(member.clone, self._services.run)
        clean = self._services.scope.run.redactor.text
        title = clean(title_of(verb, words, row))
        clone.record(title)
        commit, base = clone.commit("HEAD"), clone.commit(_BASE)
        tree = clone.git("rev-parse", "HEAD^{tree}").strip()
        if tree == clone.git("rev-parse", f"{_BASE}^{{tree}}").strip():
            return _nothing("nothing changed")
        source = source_of(member.entry, self._services.forge)
        if source.opened is None:
            said = (
                f"changed, but {member.entry.address} is on no forge that takes pull requests: it is in {clone.folder}"
            )
            return StationResult.unavailable(said)
        change = _Change(branch_of(verb, words), commit, tree)
        forge, draft = source.opened.forge, row["verdict"] != "proven"
        pulls = forge.pull_requests(state="all", head=change.branch)
        if told := _known(pulls, change):
            return told
        if refused := self._push(context, member, source, change, pulls):
            return refused
        onto = str(context.get_input("base_branch"))
        changed = changed_files(clone.diff(base, commit, "--numstat", "-z", "--no-renames"))
        text = pull_text(row, changed, onto, base)
        pull = forge.open_pull_request(
            title,
            marked(clean(text), change.marker),
            change.branch,
            onto,
            draft=draft,
        )
        return _done(pull, change, draft=draft)

    def _push(
        self,
        context: WorkflowContext,
        member: Member,
        source: Source,
        change: _Change,
        pulls: list[PullRequest],
    ) -> StationResult | None:
        """Puts the branch on the forge; the refusal where what is there is not a fleet's."""
        assert source.opened is not None
        forge = source.opened.forge
        clone = Clone(member.clone, self._services.run, source.environment, source.local)
        there = forge.branch_sha(change.branch)
        key = f"pushed {member.entry.slug}"
        pushed: list[str] = context.get_artifact(key, [])
        if there == change.commit:
            return None
        if there:
            clone.fetch(source.url, change.branch, "there")
            tree = clone.git("rev-parse", f"{there}^{{tree}}").strip()
            if tree == change.tree:  # the same files, by an earlier fleet that a kill kept from telling
                return None
            if there not in pushed and not _ours(forge, pulls, dataclasses.replace(change, tree=tree)):
                said = f"branch {change.branch} stands at {there[:10]}, which no fleet of yours pushed"
                return StationResult.failed(f"the change was not proposed: {said}; it stays as it is")
        context.save_artifact(key, [*pushed, change.commit])  # noted first: after a kill it is known to be ours
        clone.push(source.url, change.branch, change.commit, there)
        return None


@dataclasses.dataclass(frozen=True, slots=True)
class _Change:
    """What is proposed: a branch, its commit and the digest of its files."""

    branch: str
    commit: str
    tree: str

    @property
    def marker(self) -> str:
        return marker_of(self.branch, self.tree)


def _known(pulls: list[PullRequest], change: _Change) -> StationResult | None:
    """The end where just these files were proposed before: the pull request is there, or a person declined it."""
    same = [one for one in pulls if carries(one.body, change.marker) and not one.merged]
    declined = next((one for one in same if not one.open), None)
    if declined is None or any(one.open for one in same):
        return None
    return _nothing(f"not proposed again, because pull request {declined.number} was closed: {declined.url}")


def _ours(forge: Forge, pulls: list[PullRequest], there: _Change) -> bool:
    """Whether a pull request of this user tells that a fleet pushed just the files that the branch has."""
    return any(carries(one.body, there.marker) and one.author == forge.user() for one in pulls)


def _nothing(said: str) -> StationResult:
    return dataclasses.replace(StationResult.done(said), claims=False)


def _done(pull: PullRequest, change: _Change, *, draft: bool) -> StationResult:
    shown = {"number": pull.number, "url": pull.url, "draft": draft, "branch": change.branch}
    said = f"{'Draft of pull request' if draft else 'Pull request'} {pull.number}: {pull.url}"
    return StationResult.done(said, {"pull_request": shown, "commit": change.commit})
