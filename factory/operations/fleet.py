"""mity fleet: a verb and a list of repositories, checked, and the run that has it done in each."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from mity.errors import UsageError
from mity.fleet.consent import fleet_item
from mity.fleet.member import fleet_folder
from mity.fleet.report import WORKFLOW
from mity.fleet.repositories import Entry, distinct, entry, listed, read_file
from mity.fleet.verbs import words_in_clone
from mity.forge.opening import Forges
from mity.operations.operation import Operation
from mity.reviews.consent import new_consent
from mity.runs.context import AT_ONCE, WorkflowContext
from mity.runs.log import ExecutionLog
from mity.system.git import NO_IDENTITY, Repository
from mity.text.records import dataclass
from mity.trust.item import Item


@dataclass(frozen=True, slots=True)
class FleetRequest:
    """What the user asked for. `orgs` are pages of owners, of whose repositories those count that `match`."""

    verb: str
    words: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    named: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    forks: bool = False
    trust: tuple[str, ...] = ()
    pull_request: str = "never"
    parallel: int = 4
    timeout_s: float = 14_400.0


def prepare_fleet(workspace: Path, forges: Forges, request: FleetRequest) -> Operation:
    """The run of a fleet in a workspace. Nothing is written. Raises UsageError, ForgeError."""
    if shutil.which("git") is None:
        raise UsageError("git is not on PATH: install it, then run this again")
    words = words_in_clone(request.verb, request.words, workspace)
    entries = distinct(_entries(workspace, forges, request))
    if request.pull_request != "never" and Repository(workspace).identity() is None:
        raise UsageError(NO_IDENTITY)
    word = new_consent()
    title = f"fleet of {len(entries)}"
    context = WorkflowContext(workspace, title, "", fleet_folder(workspace, word[:8]))
    context.with_metadata(AT_ONCE, request.parallel)
    return Operation(
        WORKFLOW,
        context,
        {
            "repositories": [one.to_json() for one in entries],
            "verb": request.verb,
            "words": words,
            "trust": list(request.trust),
            "pull_request": request.pull_request,
            "timeout_s": request.timeout_s,
            "word": word[:8],
        },
    )


def consent_to(operation: Operation) -> Item:
    """What this user consents to by beginning the fleet."""
    return fleet_item(operation.context.workspace, operation.parameters)


def check_is_fleet(log: ExecutionLog) -> None:
    """Raises UsageError for the run of another workflow."""
    if log.workflow.id != WORKFLOW:
        raise UsageError(f"run {log.run_id} is one of the workflow '{log.workflow.id}' and no fleet")


def _entries(workspace: Path, forges: Forges, request: FleetRequest) -> Sequence[Entry]:
    found = [one for path in request.files for one in read_file(path)]
    found += [entry([word], workspace, "--repo") for word in request.named]
    for url in request.orgs:
        open_ = [one for one in forges.owned(url) if not one.archived and not one.empty]
        urls = [one.url for one in open_ if request.forks or not one.fork]
        wanted = [one for one in urls if not request.match or _matches(one, request.match)]
        if not wanted:
            raise UsageError(f"{url} has {len(urls)} repositories that take changes, and none that --match names")
        found += [listed(one, url) for one in wanted]
    return found


def _matches(url: str, patterns: Sequence[str]) -> bool:
    name = url.rstrip("/").rpartition("/")[2]
    return any(fnmatchcase(name, one) for one in patterns)
