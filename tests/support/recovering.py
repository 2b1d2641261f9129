"""What a process does that finds the change sets of killed ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mity.changes.changeset import ChangeSet
from mity.changes.undo import Undone


def recover(project: Path, keep: Callable[[ChangeSet], bool] = lambda change: False) -> list[Undone]:
    """Ends what killed processes left under way, newest first: kept where `keep` says so, else undone.

    The caller holds the application's lock, so that no change set found here is anybody's work under way. Returns what
    was put back, one entry for each change set that was undone. Raises StorageError.
    """
    undone: list[Undone] = []
    while found := ChangeSet.pending(project):
        if keep(found[0]):
            found[0].keep()
        else:
            undone.append(found[0].undo())
    return undone
