"""clone-repository: the repository of an issue, in a folder of the run's own."""

from __future__ import annotations

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.forge.opening import Opened
from mity.projects.app_record import read_app
from mity.reviews.consent import consent_item
from mity.reviews.pull import clone_of
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.forge_questions import OPTIONS, asking, forge_question
from mity.system.clone import Clone
from mity.system.files import ignored_folder, storage_error
from mity.system.git_calls import GitError
from mity.trust.project import check_home, stack_item


class CloneRepository(Station):
    """Clones the base branch. The token is told to git by its environment and stands in no file and no argument.

    Commands that the repository's `.mity/` names for itself must be trusted: before that nothing of it runs.
    """

    name = "clone-repository"
    description = "Cloning the repository"
    locks_application = True
    inputs = StationInputs(required=("url", "base_branch"), optional=("consent",))
    outputs = StationOutputs(keys=("base_commit", "stack", "answers"))
    options = OPTIONS

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        return asking(lambda: self._clone(context))

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview((f"git fetch into {context.output_path}",))

    def _clone(self, context: WorkflowContext) -> StationResult:
        opened, branch = self._services.forge(str(context.get_input("url"))), str(context.get_input("base_branch"))
        clone = issue_clone(self._services, context, opened)
        folder = context.output_path.parent
        try:
            ignored_folder(folder)
        except OSError as error:
            raise storage_error("write", folder, error) from error
        clone.begin(folder)
        commit = clone.fetch(own_clone_url(opened), branch, "base")
        clone.check_out(commit)
        if untrusted := self._untrusted(context):
            return untrusted
        app = read_app(context.output_path)
        detected = None if app.get("stack") else self._services.catalogue.detect(context.output_path)
        context.set_output("base_commit", commit)
        context.set_output("answers", app.get("answers") or {})
        context.set_output("stack", str(app.get("stack") or (detected.stack.id if detected else "")))
        found = self._services.stack(context)
        kind = found.stack.title if found else "no kind of project that mity knows"
        return StationResult.done(f"Cloned {branch} at {commit[:10]}: {kind}", {"commit": commit})

    def _untrusted(self, context: WorkflowContext) -> StationResult | None:
        check_home(context.output_path)
        item = stack_item(context.output_path)
        if item is None or self._services.consents.has(item):
            return None
        word, url = str(context.get_input("consent") or ""), str(context.get_input("url"))
        if word and self._services.consents.has(consent_item(context.workspace, url, word)):
            self._services.consents.give([item], keep=False)
            return None
        return forge_question(
            f"the repository names commands of its own in .mity/, which were not trusted: read them by `mity trust "
            f"{context.output_path} --dry-run`, trust them by `mity trust {context.output_path}`, then go on"
        )


def issue_clone(services: Services, context: WorkflowContext, opened: Opened) -> Clone:
    """The clone of the run."""
    return clone_of(context.output_path, services.run, opened)


def own_clone_url(opened: Opened) -> str:
    """Where git finds the repository. Raises GitError when that is on another host than the issue."""
    url, base = opened.forge.repository().clone_url, opened.address.base
    if base.startswith(("http://", "https://")) and not url.startswith(f"{base}/"):
        raise GitError(f"the forge at {base} names {url[:200]} as the address to clone from, which is somewhere else")
    return url
