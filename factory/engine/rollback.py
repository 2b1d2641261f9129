"""Atomic stages: what they change in the project is kept as a whole or put back, after a kill too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mity.changes.transaction import Transaction
from mity.engine.scope import RunScope
from mity.runs import events
from mity.runs.context import WorkflowContext


class Rollback:
    """The change that a run has under way in its project."""

    def __init__(self, scope: RunScope, context: WorkflowContext) -> None:
        self._scope = scope
        self._context = context

    @property
    def project(self) -> Path:
        """The folder whose files are kept or put back."""
        return self._context.output_path

    def recover(self) -> bool:
        """Ends what a killed process of this run left half done: kept when it was committed, else put back.

        Returns True when it was kept. Raises StorageError.
        """
        pending = Transaction.pending(self.project)
        if pending is None or pending.run_id != self._context.run_id:
            return False
        if self._scope.landed(self.project, self._context.run_id):
            pending.finish()
            return True
        self._undo(pending, "")
        return False

    @contextmanager
    def whole(self, stage: str) -> Iterator[None]:
        """Within it the project changes as a whole: `keep` makes that stand, any other end puts every byte back."""
        change = Transaction.begin(self.project, self._scope.ignore(self._context), self._context.run_id)
        self._scope.changes = change
        try:
            yield
        finally:
            if self._scope.changes is not None:
                self._undo(change, stage)
                self._scope.changes = None

    def keep(self) -> None:
        """Lets the change stand."""
        if self._scope.changes is not None:
            self._scope.changes.finish()
            self._scope.changes = None

    def put_back(self) -> bool:
        """Puts every byte back now; what follows is part of no change. False when no change is under way."""
        change = self._scope.changes
        if change is None:
            return False
        self._scope.changes = None
        self._undo(change, "")
        return True

    def _undo(self, change: Transaction, stage: str) -> None:
        if not change.changed():
            change.finish()
            return
        aside = change.undo()
        self._scope.emit(events.ROLLED_BACK, stage=stage, aside=aside)
        self._scope.note("what the run had changed in the project was put back, byte for byte")
        for path in aside:
            self._scope.note(f"the last content of {path} is kept in .mity/aside/{change.run_id}")
