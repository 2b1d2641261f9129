"""Atomic stages: what they change in the project is kept as a whole or put back, after a kill too."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mity.changes.changeset import ChangeSet
from mity.changes.going_back import OWNER
from mity.changes.undo import Undone
from mity.engine.change_records import STAGE, ChangeRecords
from mity.engine.scope import RunScope
from mity.runs import events
from mity.runs.context import WorkflowContext


class Rollback:
    """The change that a run has under way in its project; `records` are of what its other steps change."""

    def __init__(self, scope: RunScope, context: WorkflowContext, records: ChangeRecords | None = None) -> None:
        self._scope = scope
        self._context = context
        self.records = records or ChangeRecords(scope, context)

    @property
    def project(self) -> Path:
        """The folder whose files are kept or put back."""
        return self._context.output_path

    def recover(self, kept: Callable[[str], bool], passed: Callable[[str], bool]) -> bool:
        """Ends what a killed process of this run left half done: kept when it was committed, when `kept` says so of
        the owner of a repair's change, or when all steps of a stage have `passed` and so never run again; else put
        back.

        Returns True when a stage's change had been committed. Raises StorageError.
        """
        landed = False
        while found := ChangeSet.pending(self.project, self._context.run_id):
            newest = found[0]
            if newest.owner.startswith(STAGE) and self._scope.landed(self.project, self._context.run_id):
                newest.keep()
                landed = True
            elif newest.steps and all(map(passed, newest.steps)):
                self.records.left_by(newest.steps)
                newest.keep()
            elif newest.owner.startswith(OWNER):
                self.records.went_back(newest.owner.removeprefix(OWNER))
                newest.undo()
            elif kept(newest.owner):
                newest.keep()
            else:
                self._tell(newest.owner, [newest.undo()])
        return landed

    @contextmanager
    def whole(self, stage: str, steps: Sequence[str], passed: Callable[[str], bool]) -> Iterator[None]:
        """Within it the project changes as a whole, by steps of these keys: `keep` makes that final, and so does any
        end behind the last of them, for what has `passed` never runs again; every other end puts every byte back."""
        ignore, run_id = self._scope.ignore(self._context), self._context.run_id
        with self.records.step(f"{STAGE}{stage}", ""):
            self._scope.changes = ChangeSet.begin(self.project, ignore, f"{STAGE}{stage}", run_id=run_id, steps=steps)
            try:
                yield
            finally:
                if all(map(passed, steps)):
                    self.keep()
                self.put_back()

    def keep(self) -> None:
        """Makes the change final. What it consists of is recorded before, for a kill would leave nobody to tell."""
        if self._scope.changes is not None:
            self.records.settle()
            self._scope.changes.keep()
            self._scope.changes = None

    def put_back(self) -> bool:
        """Puts every byte back now; what follows is part of no change. False when no change is under way."""
        change = self._scope.changes
        if change is None:
            return False
        self._scope.changes = None
        if change.changed():
            self._tell(change.owner, [change.undo()])
        else:
            change.keep()
        return True

    def _tell(self, owner: str, undone: Iterable[Undone]) -> None:
        for one in undone:
            stage, whole = owner.removeprefix(STAGE), owner.startswith(STAGE)
            self._scope.emit(events.ROLLED_BACK, stage=stage, whole=whole, aside=list(one.aside))
            for message in one.messages():
                self._scope.note(message)


def unfinished(project: Path, but: str = "", *, trials: bool = False) -> str:
    """What to do about a stage that a killed run left half done in a project, in a sentence; empty when there is none.

    Stages of the run `but` do not count: it ends them itself. With `trials` a fix that was being tried out counts as
    well. Raises StorageError.
    """
    for change in ChangeSet.pending(project):
        if change.run_id != but and change.owner.startswith(OWNER):
            return (
                f"run {change.run_id} was being rolled back in {project} when mity was killed: `mity rollback "
                f"{change.run_id} --output {shlex.quote(str(project))}` finishes it"
            )
        if change.run_id != but and (trials or change.owner.startswith(STAGE)):
            return (
                f"run {change.run_id} was killed while it changed {project}: `mity resume {change.run_id} --output "
                f"{shlex.quote(str(project))}` continues it, or puts everything back"
            )
    return ""


def end_trials(project: Path, but: str, kept: Callable[[str, str], bool]) -> list[str]:
    """Takes back the fixes that killed runs were trying out, those of the run `but` excepted; what to tell of it.

    A fix stays of which `kept` says, by run and owner of the change, that the run had recorded it as kept.

    The caller holds the application's lock. Raises StorageError.
    """
    told: list[str] = []
    for change in ChangeSet.pending(project):
        if change.run_id != but and not change.owner.startswith(STAGE):
            if kept(change.run_id, change.owner):
                change.keep()
            else:
                told += change.undo().messages()
    return told
