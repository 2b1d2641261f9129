"""clone-pull-request: the head of a pull request, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.reviews.consent import consent_item
from mity.reviews.pull import clone_of, fetch_pull
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.system.files import ignored_folder, storage_error

_LONGEST_DIFF = 200_000


class ClonePullRequest(Station):
    """Clones the head of the pull request `url` into the run's folder; nothing of it runs.

    Where nobody consented that its code runs, symbolic links become plain files: nothing leads out of the clone then.
    """

    name = "clone-pull-request"
    description = "clone the head of a pull request"
    locks_application = True
    inputs = StationInputs(required=("url",), optional=("consent",))
    outputs = StationOutputs(keys=("pull", "diff", "stack"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        services, url = self._services, str(context.get_input("url"))
        opened = services.forge(url)
        clone = clone_of(context.output_path, services.run, opened)
        clones = ignored(context.output_path.parent)
        links = consented(services, context)
        pull = fetch_pull(url, opened, clone, clones, links=links)
        diff = clone.diff(pull.under, pull.head_sha)
        context.set_output("pull", pull.to_json())
        context.set_output("diff", services.scope.run.redactor.text(diff[:_LONGEST_DIFF]))
        folder = services.catalogue.detect(context.output_path)
        context.set_output("stack", folder.stack.id if folder else "")
        said = f"pull request {pull.number} at {pull.head_sha[:12]}, in {context.output_path}"
        return StationResult.done(said, {"commit": pull.head_sha, "under": pull.under})


def consented(services: Services, context: WorkflowContext) -> bool:
    """Whether the user consented, for this very run, that the code of the clone runs."""
    word = str(context.get_input("consent") or "")
    asked = consent_item(context.workspace, str(context.get_input("url")), word)
    return bool(word) and services.consents.has(asked)


def ignored(folder: Path) -> Path:
    """The folder of clones, which git passes over. Raises StorageError."""
    try:
        ignored_folder(folder)
    except OSError as error:
        raise storage_error("write", folder, error) from error
    return folder
