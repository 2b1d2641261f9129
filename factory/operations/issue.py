"""mity issue: an address, checked for what can be known to be in the way, and the run from it to a pull request."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.forge.errors import ForgeForbidden, ForgeMissing, ForgeUnreachable
from mity.forge.model import Address
from mity.forge.opening import Forges, Opened
from mity.issues.brief import brief_of
from mity.issues.preflight import base_reason, branch_reason, closed_reason, rights_reason, taken_reason
from mity.operations.operation import Operation
from mity.runs.context import WorkflowContext
from mity.runs.store import LogStore
from mity.services.config import CONFIG
from mity.system.clone_places import clone_folder
from mity.system.git import NO_IDENTITY, Repository
from mity.text.records import dataclass

WORKFLOW = "issue-to-pull-request"


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What the user asked for; the rest of the parameters are those of the workflow."""

    url: str
    closed: bool = False
    base: str = ""
    branch: str = ""
    draft: bool = False
    confirm: bool = False
    consent: str = ""

    def parameters(self) -> Mapping[str, Any]:
        """The parameters of the workflow."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def prepare_issue(workspace: Path, forges: Forges, request: IssueRequest, agent: Mapping[str, Any]) -> Operation:
    """The run from an issue to a pull request, in a clone below `.mity/clones` that is always the same for an issue.

    Nothing is written. `agent` names the coding agent, so that a resume asks the same one. A forge that does not answer
    stops nothing here: the run asks it again, and waits. Raises UsageError, ForgeError.
    """
    if shutil.which("git") is None:
        raise UsageError("git is not on PATH: install it, then run this again")
    opened = forges.of(request.url)
    address = opened.address
    if address.kind != "issue":
        raise UsageError(
            f"{request.url} is not the address of an issue: give it as https://HOST/OWNER/NAME/issues/NUMBER"
        )
    place = _place(workspace, address)
    if Repository(place).identity() is None:
        raise UsageError(NO_IDENTITY)
    _check_free(workspace, place)
    try:
        _check(opened, request, named=bool(agent.get("preset") or agent.get("command")))
    except ForgeUnreachable:
        pass
    except (ForgeForbidden, ForgeMissing) as error:
        raise UsageError(f"nothing was begun: {error}") from error
    context = WorkflowContext(workspace, f"{address.name} issue {address.number}", "", place)
    if agent.get("preset") or agent.get("command"):
        context.with_metadata("agent", dict(agent))
    return Operation(WORKFLOW, context, request.parameters())


def _place(workspace: Path, address: Address) -> Path:
    """The clone for an issue: always the same one, and no other issue's."""
    exact = f"{address.base}/{address.repository}#{address.number}".encode()
    digest = hashlib.sha256(exact).hexdigest()[:12]
    return clone_folder(workspace, address.name[:60], "issue", str(address.number), digest)


def _check(opened: Opened, request: IssueRequest, *, named: bool) -> None:
    """Raises UsageError for an issue whose work could not be delivered."""
    issue = opened.forge.issue(opened.address.number)
    if reason := closed_reason(issue, closed=request.closed) or rights_reason(opened.forge):
        raise UsageError(reason)
    brief = brief_of(issue)
    if not named and not brief.describes:
        raise UsageError("an issue in words needs a coding agent: name one with --agent, or under [agent] in " + CONFIG)
    branch = request.branch or brief.branch
    for reason in (branch_reason(branch), base_reason(opened.forge, request.base)):
        if reason:
            raise UsageError(reason)
    if reason := taken_reason(opened.forge, brief, branch):
        raise UsageError(reason)


def _check_free(workspace: Path, place: Path) -> None:
    """Raises UsageError when a run of the workspace that can go on has its work in the clone."""
    store = LogStore(workspace)
    for path in (one for one in reversed(store.documents()) if WORKFLOW in one.stem):
        log = store.readable(path)
        if log is not None and log.context.output_path == place and log.can_resume():
            raise UsageError(
                f"run {log.run_id} works on this issue and is {log.state.value.replace('_', ' ')}: go on with `mity "
                f"resume {log.run_id}`, or end it with `mity cancel {log.run_id}`"
            )
