"""A change to a project that is kept as a whole or taken back as a whole, also after a kill."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from mity.changes.diff import unified
from mity.changes.record import ASIDE, Record, of_project
from mity.changes.snapshot import Entry, Snapshot, Snapshots, State, differing
from mity.changes.undo import Undoing, Undone
from mity.errors import UsageError
from mity.system.files import ignored_folder, inside, storage_error

Changes = dict[str, tuple[bytes | None, bytes | None]]


class ChangeSet:
    """What somebody changes in a project from `begin` until `keep` or `undo`.

    A record on disk, written before the first byte of the change, says how the project was: after a kill `pending`
    finds it and `undo` puts back every byte, mode, link and folder, as often as it is itself cut off. Change sets nest:
    one that is begun while another of the same run is under way is a part of it, and is undone with it, kept or not.

    How `undo` treats what somebody else edited meanwhile depends on one thing, whether `look` was called. It says
    where the change ended. From then on it is known byte for byte what is the change's own: only that is put back; a
    file of the change that was edited after the look is left as it is and reported; other files are not touched.
    Without a look nothing tells the change from other edits, so everything is put back, but nothing is lost: the last
    content of each file goes to `.mity/aside/<run>`, and files that were never declared are reported.
    """

    def __init__(self, project: Path, record: Record) -> None:
        self.project = project
        self._record = record
        self._snapshots = Snapshots(project, record.ignore)

    @classmethod
    def begin(
        cls,
        project: Path,
        ignore: Iterable[str],
        owner: str,
        *,
        run_id: str,
        known: Snapshot | None = None,
        steps: Iterable[str] = (),
    ) -> ChangeSet:
        """Takes the present state and makes it durable. Raises StorageError.

        `owner` is the address of the step that makes the change, `steps` are the keys of those that make it together;
        files that look as in `known` are not read again.
        """
        ignore = tuple(ignore)
        try:
            before = Snapshots(project, ignore).take(known)
        except OSError as error:
            raise storage_error("take a snapshot of", project, error) from error
        return cls(project, Record.begin(project, owner, run_id, ignore, before, tuple(steps)))

    @classmethod
    def pending(cls, project: Path, run_id: str = "") -> list[ChangeSet]:
        """The change sets under way, newest first; only those of one run when it is named. Raises StorageError.

        Writes nothing in a project that has none.
        """
        return [cls(project, record) for record in Record.pending(project) if run_id in ("", record.run_id)]

    @property
    def owner(self) -> str:
        """The address of the step that makes the change."""
        return self._record.owner

    @property
    def run_id(self) -> str:
        """The run that makes the change."""
        return self._record.run_id

    @property
    def steps(self) -> tuple[str, ...]:
        """The keys of the steps that make the change together; none for that of a single one."""
        return self._record.steps

    @property
    def sequence(self) -> int:
        """Its number in the project: what is begun later has a higher one."""
        return self._record.sequence

    @property
    def before(self) -> State:
        """The project as it was at the beginning."""
        return self._record.before

    @property
    def after(self) -> State | None:
        """The project as the change left it; None before anybody looked."""
        return self._record.after

    @property
    def diff(self) -> str:
        """What was changed, as a unified diff; binary files and modes in one line each."""
        now = self._now()
        return "".join(self._difference(path, now) for path in differing(self.before.files, now.files))

    def declare(self, paths: Iterable[str]) -> None:
        """Announces paths that mity itself is about to write. Raises StorageError, UsageError for one outside."""
        paths = set(paths)
        if wrong := sorted(path for path in paths if not of_project(path)):
            raise UsageError(f"{wrong[0]} leads out of {self.project}: mity does not write there")
        self._record.add_ours(paths)

    def move_aside(self, names: Iterable[str]) -> None:
        """Moves what is generated (environments, caches, results) out of the way; `undo` brings it back.

        Passes over what is not there and what is not a generated folder or file of this project by the names that
        the change set ignores. Raises StorageError.
        """
        names = [name for name in names if self._movable(name)]
        try:
            if names:
                ignored_folder(self.project / ASIDE)
            for name in names:
                aside = self._free(name)
                self._record.add_moved([(name, aside)])
                (self.project / aside).parent.mkdir(parents=True, exist_ok=True)
                (self.project / name).rename(self.project / aside)
        except OSError as error:
            raise storage_error("move aside a part of", self.project, error) from error

    def look(self) -> None:
        """Takes the present state for what the change left: it ends here. Raises StorageError."""
        self._record.set_after(self._take(self._known()))

    def changed(self) -> list[str]:
        """Paths that differ from the beginning: at the last look, or now when nobody looked. Raises StorageError."""
        return differing(self.before.files, self._now().files)

    def changes(self) -> Changes:
        """The bytes of each changed path before and after (of a link: its target). Raises StorageError."""
        now = self._now()
        content = self._snapshots.content
        return {
            path: (self.content(path), content(now.files.get(path))) for path in differing(self.before.files, now.files)
        }

    def content(self, path: str) -> bytes | None:
        """The bytes that a file had at the beginning; None when it was not there."""
        return self._snapshots.content(self.before.files.get(path))

    def keep(self) -> None:
        """What was changed stays, and belongs to the change around this one from now on. Raises StorageError."""
        around = next((one for one in Record.pending(self.project) if self._inside(one)), None)
        if around is not None:
            around.absorb(self._record, self._now())
        self._record.remove()

    def undo(self) -> Undone:
        """Puts everything back as the class says. Raises StorageError; it may be called again then."""
        inner = [one for one in self.pending(self.project, self.run_id) if one.sequence > self.sequence]
        told = [one.undo() for one in inner]
        self._record.refresh()
        try:
            now = self._snapshots.take(self._known(), strict=False)
            told.append(Undoing(self.project, self._snapshots, self._record, now).run())
        except OSError as error:
            raise storage_error("put back", self.project, error) from error
        self._record.remove()
        return Undone.joined(told)

    def _inside(self, other: Record) -> bool:
        return other.run_id == self.run_id and other.sequence < self.sequence

    def _now(self) -> State:
        return self.after or self._take(self._known())

    def _known(self) -> Snapshot:
        return (self.after or self.before).files

    def _take(self, known: Snapshot) -> State:
        try:
            return self._snapshots.take(known, strict=False)
        except OSError as error:
            raise storage_error("take a snapshot of", self.project, error) from error

    def _difference(self, path: str, now: State) -> str:
        before, after = self.before.files.get(path), now.files.get(path)
        old, new = self._snapshots.content(before), self._snapshots.content(after)
        if old != new:
            return unified(path, old, new)
        return f"mode of {path}: {_mode(before)} → {_mode(after)}\n"

    def _movable(self, name: str) -> bool:
        place = self.project / name
        generated = any(fnmatch(Path(name).name, pattern) for pattern in self._record.ignore)
        return (
            generated and of_project(name) and not place.is_symlink() and place.exists() and inside(self.project, place)
        )

    def _free(self, name: str) -> str:
        aside, number = f"{ASIDE}/{name}", 1
        while (self.project / aside).exists():
            aside, number = f"{ASIDE}/{name}-{number}", number + 1
        return aside


def _mode(entry: Entry | None) -> str:
    return f"{entry.mode & 0o7777:o}" if entry else "none"
