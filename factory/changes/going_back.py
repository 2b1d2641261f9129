"""The way back over what steps changed: to which state, what is in its way, and the way itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mity.changes.delta import Sum
from mity.changes.observer import Observer
from mity.changes.record import ASIDE, KEPT, Record
from mity.changes.snapshot import Entry, State, same
from mity.changes.undo import Undoing, Undone
from mity.system.files import ignored_folder, inside, storage_error
from mity.text.records import dataclass

OWNER = "rollback "
"""Begins the owner of the change set by which files go back; the name of the point follows."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is to be done: `back` are the files that go back, `theirs` those that are not as the run left them.

    `lost` are files whose content before was never read, so that nothing can bring it back.
    """

    back: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class GoingBack:
    """The files of a project on the way to how they were before the changes that `total` sums up."""

    def __init__(self, observer: Observer, total: Sum, run_id: str, point: str) -> None:
        self._observer = observer
        self._project = observer.project
        self._total = total
        self._run = run_id
        self._owner = f"{OWNER}{point}"
        self._record: Record | None = None
        self._now = _present(observer, total.files)

    def ahead(self) -> Ahead:
        """What the way would do. Nothing is written."""
        back, theirs, lost = [], [], []
        for path, (before, after) in sorted(self._total.files.items()):
            now = self._now.files.get(path)
            if same(now, before):
                continue
            if before is not None and not before.blob:
                lost.append(path)
            elif same(now, after) and path not in self._total.others:
                back.append(path)
            else:
                theirs.append(path)
        return Ahead(tuple(back), tuple(theirs), tuple(lost))

    def keep_aside(self, paths: Iterable[str]) -> list[str]:
        """Copies what is not the run's to `.mity/aside`; where each copy is. Raises StorageError."""
        told = []
        for path in paths:
            for entry in (self._now.files.get(path), *self._total.others.get(path, ())):
                if entry is not None and entry.blob:
                    told.append(self._copied(path, entry))
        return told

    def go(self, paths: Iterable[str]) -> Undone:
        """Makes these files, and the folders of all, as they were before. After a kill whoever ends what a killed run
        left half done does the rest, until `end` was called.

        Raises StorageError.
        """
        ignore = self._observer.snapshots.ignore
        self._record = Record.begin(self._project, self._owner, self._run, ignore, self._before(paths))
        self._record.set_after(self._now)
        try:
            return Undoing(self._project, self._observer.snapshots, self._record, self._now).run()
        except OSError as error:
            raise storage_error("put back", self._project, error) from error

    def end(self) -> None:
        """The way is at its end, and everybody knows. Raises StorageError."""
        if self._record is not None:
            self._record.remove()

    def _before(self, paths: Iterable[str]) -> State:
        files, folders = dict(self._now.files), dict(self._now.folders)
        for path in paths:
            entry = self._total.files[path][0]
            if entry is None:
                files.pop(path, None)
            else:
                files[path] = entry
        for path, (mode, left) in self._total.folders.items():
            if folders.get(path) != left:
                continue
            if mode is None:
                folders.pop(path, None)
            else:
                folders[path] = mode
        return State(files, folders)

    def _copied(self, path: str, entry: Entry) -> str:
        try:
            ignored_folder(self._project / ASIDE)
            place = _free(self._project / ASIDE / self._run / f"{path}{KEPT}")
            place.parent.mkdir(parents=True, exist_ok=True)
            self._observer.snapshots.put_back(str(place.relative_to(self._project)), entry)
        except OSError as error:
            raise storage_error("keep aside", self._project / path, error) from error
        return str(place.relative_to(self._project))


def _present(observer: Observer, paths: Iterable[str]) -> State:
    """The state of the last look, with those of `paths` that are ignored by now."""
    files = dict(observer.state.files)
    for path in paths:
        if path not in files and inside(observer.project, (observer.project / path).parent):
            entry = observer.snapshots.read(path)
            files |= {path: entry} if entry is not None else {}
    return State(files, observer.state.folders)


def _free(path: Path) -> Path:
    free, number = path, 1
    while free.exists() or free.is_symlink():
        free, number = path.with_name(f"{path.name}.{number}"), number + 1
    return free
