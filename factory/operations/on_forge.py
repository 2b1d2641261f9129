"""What the verbs that work on an issue or a pull request share: the address, and the place of the clone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.forge.opening import Forges
from mity.operations.operation import Operation
from mity.reviews.consent import new_consent
from mity.runs.context import WorkflowContext
from mity.system.clone_places import clone_folder

_CALLED = {"pull": "a pull request", "issue": "an issue"}


def prepare_on_forge(
    workflow: str, workspace: Path, forges: Forges, url: str, kind: str, parameters: Mapping[str, Any]
) -> Operation:
    """A run of `workflow` on the page at `url`, which must be of `kind` ("pull" or "issue"), in a clone of its own.

    The clone is below `.mity/clones` of the workspace, and no other run has the same. Raises UsageError, ForgeError.
    """
    address = forges.of(url).address
    if address.kind != kind:
        given = _CALLED.get(address.kind, "a repository")
        raise UsageError(f"{url} is the address of {given}: give that of {_CALLED[kind]}")
    place = clone_folder(workspace, address.name, kind, str(address.number), new_consent()[:8])
    context = WorkflowContext(workspace, f"{address.name} {kind} {address.number}", "", place)
    return Operation(workflow, context, {"url": url, **parameters})
