"""update: the application takes over a newer version of its template, with its features and its owner's changes."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mity.changes.diff import unified
from mity.changes.snapshot import OWN_FOLDERS
from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.errors import MityError
from mity.runs.context import WorkflowContext
from mity.runs.question import ABORT, NeedsInput, Option
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.outdated_features import MadeAnew, make_anew
from mity.system.git import Repository
from mity.system.scratch import Scratch
from mity.trust.project import stack_item
from mity.updates.conflicts import ALL, MINE, TEMPLATE, Conflict
from mity.updates.landing import describe, land, record
from mity.updates.merging import Change, Merged, Taking, merge_update
from mity.updates.request import UpdateOrder, taking_of

_OPTIONS = (
    Option("retry", "look again, after you changed and committed the files named"),
    Option(MINE, "keep your lines wherever both changed the same ones", "the template's changes there"),
    Option(TEMPLATE, "take the template's lines wherever both changed the same ones", "your changes there"),
    ABORT,
)
_SHOWN = 60


class Update(Station):
    """Merges beside the application and writes the result, in a stage that is kept as a whole or not at all."""

    name = "update"
    description = "take over a newer version of the template"
    locks_application = True
    inputs = StationInputs(required=("update", "answers"))
    outputs = StationOutputs(keys=("changed_files",))
    options = _OPTIONS

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        changes = self._services.scope.changes
        if changes is None:
            raise MityError("update changes the project, so it must be in a stage with `atomic: true`")
        if shutil.which("git") is None:
            return StationResult.unavailable("git is not on PATH. Get it: apt install git, or brew install git")
        root = context.output_path
        _check_committed(root)
        taking = self._taking(context)
        with Scratch("update") as scratch:
            merged = self._merge(taking, scratch)
            land(root, changes, merged)
        record(root, taking.target, merged, taking.ownership, context.run_id)
        self._services.wrote_stack(context)
        if own := stack_item(root):
            self._services.consents.give([own], keep=False)  # it is part of what was trusted as the template
        made = make_anew(self._services, context, changes, list(taking.ownership.features), taking.target.earlier)
        if conflicts := [*merged.conflicts, *made.conflicts]:
            return _ask(conflicts, taking)
        return self._done(context, taking, merged, made)

    def preview(self, context: WorkflowContext) -> Preview:
        taking = self._taking(context)
        with Scratch("update") as scratch:
            merged = self._merge(taking, scratch)
        features = list(taking.ownership.features)
        notes = [line for one in merged.conflicts for line in one.lines()]
        notes += [f"features that are made anew where they differ: {', '.join(features)}"] if features else []
        files = tuple((one.kind, one.path) for one in merged.changes)
        return Preview(notes=tuple(notes), files=files, diff="".join(map(_difference, merged.changes)))

    def _taking(self, context: WorkflowContext) -> Taking:
        order = UpdateOrder.from_json(context.get_input("update"))
        if context.choice in (MINE, TEMPLATE):
            order.settled[ALL] = context.choice
        answers = {str(name): str(value) for name, value in context.get_input("answers").items()}
        return taking_of(self._services.runner, self._services.catalogue, context.output_path, order, answers)

    def _merge(self, taking: Taking, scratch: Path) -> Merged:
        services = self._services
        return merge_update(services.runner, services.catalogue, services.consents, taking, scratch)

    def _done(self, context: WorkflowContext, taking: Taking, merged: Merged, made: MadeAnew) -> StationResult:
        files = [*describe(merged), *(f"{kind} {path}" for kind, path in made.changes)]
        context.set_output("changed_files", [line.partition(" ")[2] for line in files])
        counts = Counter(line.partition(" ")[0] for line in files)
        summary = ", ".join(f"{number} to {kind}" for kind, number in sorted(counts.items())) or "no file changes"
        evidence: dict[str, Any] = {
            "from": taking.origin.label,
            "to": taking.target.label,
            "files": files,
            "merged": [one.path for one in merged.changes if one.kind == "merge"] + list(made.merged),
            "notes": [note for row in taking.target.changes_since(taking.origin.version) for note in row.notes],
        }
        return StationResult.done(f"{taking.origin.label} → {taking.target.label}: {summary}", evidence)


def _check_committed(root: Path) -> None:
    """Raises MityError for changes that nobody committed: the commit of the update would take them along."""
    repository = Repository(root)
    left = [path for path in repository.dirty() if not path.startswith(OWN_FOLDERS)] if repository.exists() else []
    if left:
        raise MityError(f"{root} has {len(left)} changes that are not committed ({left[0]}): commit them first")


def _ask(conflicts: Sequence[Conflict], taking: Taking) -> StationResult:
    """One report of all conflicts with both sides; the stage that asks is put back."""
    lines = [line for one in conflicts for line in one.lines()]
    more = [f"… {len(lines) - _SHOWN} more lines: `mity update --check --json` has all"] if len(lines) > _SHOWN else []
    number = len(conflicts)
    question = (
        f"update to {taking.target.label}: {number} conflict{'s' if number > 1 else ''} with your changes, and nothing "
        "was changed. How should mity continue?"
    )
    return StationResult.needs_input(NeedsInput(question, tuple(lines[:_SHOWN] + more), (), _OPTIONS, "abort"))


def _difference(change: Change) -> str:
    before, after = (one.data if one else None for one in (change.before, change.content))
    return unified(change.path, before, after)
