"""fetch-repository: a repository of a fleet, in a clone of its own."""

from __future__ import annotations

import dataclasses

from mity.engine.station import Preview, Station, StationInputs
from mity.errors import MityError
from mity.fleet.change import branch_of
from mity.fleet.member import Member
from mity.fleet.repositories import read_entry
from mity.fleet.source import source_of
from mity.projects.detect import recognise
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.system.clone import Clone
from mity.system.files import ignored_folder, private_folder, storage_error


class FetchRepository(Station):
    """Clones `repository` and begins the branch of the change there; nothing of it runs.

    A repository that cannot be had fails alone. What its stack generates is no part of a change.
    """

    name = "fetch-repository"
    description = "Cloning a repository"
    inputs = StationInputs(required=("repository", "word", "verb", "words"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        member = member_of(context)
        try:
            return self._clone(context, member)
        except MityError as error:
            return StationResult.failed(str(error))

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(("git fetch into .mity/clones",))

    def _clone(self, context: WorkflowContext, member: Member) -> StationResult:
        folder = member.clone.parent
        try:
            ignored_folder(folder)
            private_folder(member.notes)
            member.run_file.unlink(missing_ok=True)
        except OSError as error:
            raise storage_error("write", folder, error) from error
        source = source_of(member.entry, self._services.forge)
        clone = Clone(member.clone, self._services.run, source.environment, source.local)
        clone.begin(folder)
        branch = member.entry.branch or clone.default_branch(source.url)
        commit = clone.fetch(source.url, branch, "base")
        clone.check_out(commit)
        clone.git("checkout", "--quiet", "-B", branch_of(context.get_input("verb"), context.get_input("words")), commit)
        self._overlook_results(member, clone)
        said = f"{member.entry.address}: {branch} at {commit[:10]}"
        return dataclasses.replace(StationResult.done(said, {"branch": branch, "commit": commit}), claims=False)

    def _overlook_results(self, member: Member, clone: Clone) -> None:
        """Keeps what builds leave out of the change where the repository does not ignore it itself."""
        try:
            found = recognise(member.clone, self._services.catalogue)
        except MityError:  # of no known kind, or its own stack is wrong: the verb says so
            return
        clone.overlook(found.stack.ignore)


def member_of(context: WorkflowContext) -> Member:
    """The repository that an item of the fleet is about."""
    entry = read_entry(context.get_input("repository"))
    return Member(context.workspace, str(context.get_input("word")), entry)
