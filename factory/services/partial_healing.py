"""A healing that did not end well: every byte goes back, and what had helped on the way is offered as a patch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from mity.changes.changeset import ChangeSet
from mity.changes.diff import patch_of
from mity.changes.protected import LOCKS, matches
from mity.changes.record import Record
from mity.changes.snapshot import Entry, Snapshots, State, own_ignore, same
from mity.errors import StorageError
from mity.reading import read_bytes
from mity.runs.log import ExecutionLog
from mity.runs.report import kept_patch
from mity.runs.state import RunState
from mity.services.written_over import WrittenBack, WrittenOver
from mity.system.files import private_folder, storage_error, write_atomic
from mity.system.trees import names
from mity.text.records import dataclass

KEEP = "keep_partial"
"""The key of the context that says that what helped stays."""
_OWNER = "heal~put-back"
_NAMED = re.compile(r"^(?:--- a/|\+\+\+ b/)(.+)$|^mode of (.+): |^(.+): bytes changed$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PutBack:
    """What went back: the paths, where they are kept as a patch, and whether a repair that helped is in it."""

    paths: tuple[str, ...]
    patch: Path
    helped: bool

    @property
    def said(self) -> str:
        """One sentence for a person."""
        several = f"{len(self.paths)} files are" if len(self.paths) > 1 else f"{self.paths[0]} is"
        return (
            f"{several} as before; what had helped is in {self.patch} (`git apply` takes it; --keep-partial keeps it)"
        )


class PartialHealing:
    """Watches one healing run of a project: its lock files from the beginning, all files from the first repair on.

    `part` is the part of an application that the project is, in `folder` of it; its patch is kept beside that of the
    whole.
    """

    def __init__(self, project: Path, ignore: Iterable[str], part: str = "", folder: Path = Path()) -> None:
        self._project = project
        self.folder = folder
        self._part = part
        self._ignore = tuple(ignore)
        self._locks = {path: self._read(path) for path in self._lock_files()}
        self._before: State | None = None

    def began(self, state: State) -> None:
        """The state of the project before a repair; the first one counts."""
        self._before = self._before or state

    def end(self, log: ExecutionLog) -> PutBack | None:
        """Puts back what repairs changed, and lock files, unless the run ended well; None when nothing had changed.

        What somebody else edited stays. Raises StorageError.
        """
        if log.state is RunState.COMPLETED:
            self._patch(log).unlink(missing_ok=True)
            return None
        if log.state not in (RunState.WAITING_FOR_INPUT, RunState.FAILED, RunState.CANCELLED):
            return None
        try:
            return self._put_back(log)
        except OSError as error:
            raise storage_error("put back", self._project, error) from error

    def _put_back(self, log: ExecutionLog) -> PutBack | None:
        names = {path for path in (*self._locks, *self._lock_files()) if self._read(path) != self._locks.get(path)}
        repaired = self._repaired(log)
        names |= repaired
        if not names:
            return None
        snapshots = Snapshots(self._project, self._ignore)
        now = snapshots.take(self._before.files if self._before else None, strict=False)
        was = {path: self._entry(snapshots, path) for path in names}
        wrong = sorted(path for path in names if not same(was[path], now.files.get(path)))
        if not wrong:
            return None
        patch = self._offer(log, snapshots, {path: (was[path], now.files.get(path)) for path in wrong})
        now = snapshots.take(now.files, strict=False)  # with the patch, which is no part of what goes back
        files = {path: entry for path, entry in now.files.items() if path not in wrong}
        files |= {path: entry for path in wrong if (entry := was[path]) is not None}
        record = Record.begin(
            self._project, _OWNER, log.run_id, own_ignore(self._ignore), State(files, self._folders(now))
        )
        change = ChangeSet(self._project, record)
        change.look()
        change.undo()
        return PutBack(tuple(wrong), patch, bool(repaired))

    def _repaired(self, log: ExecutionLog) -> set[str]:
        """The paths that repairs of this process changed, by the log."""
        if self._before is None:
            return set()
        return {path for path in self.named(log) if path in self._before.files or (self._project / path).is_file()}

    def named(self, log: ExecutionLog) -> set[str]:
        """The paths that the log names as changed by repairs of the project that are in force."""
        stories = [result.healing for result in log.results.values() if result.healing]
        attempts = [one for story in stories for one in story.get("attempts", ())]
        kept = [one for one in attempts if one.get("verdict") == "kept" and one.get("part", "") == self._part]
        named = {next(filter(None, match)) for one in kept for match in _NAMED.findall(str(one.get("diff", "")))}
        return {path.removeprefix(f"{self._part}/") if self._part else path for path in named}

    def _entry(self, snapshots: Snapshots, path: str) -> Entry | None:
        if path in self._locks and (data := self._locks[path]) is not None:
            return snapshots.entry(*data)
        return self._before.files.get(path) if self._before else None

    def _folders(self, now: State) -> dict[str, int]:
        known = self._before.folders if self._before else now.folders
        return {path: known.get(path, mode) for path, mode in now.folders.items() if path in known}

    def _offer(
        self, log: ExecutionLog, snapshots: Snapshots, changed: dict[str, tuple[Entry | None, Entry | None]]
    ) -> Path:
        """Writes the patch, and beside it the files that no patch can hold."""
        patch, parts = self._patch(log), []
        private_folder(patch.parent)
        for path, (before, after) in changed.items():
            old, new = snapshots.content(before), snapshots.content(after)
            text = patch_of(path, old, new, (_executable(before), _executable(after)))
            if text is None:
                place = patch.parent / "kept" / path
                private_folder(place.parent)
                write_atomic(place, new or b"", private=True)
            parts.append(text or "")
        write_atomic(patch, "".join(parts).encode("utf-8"), private=True)
        return patch

    def _patch(self, log: ExecutionLog) -> Path:
        place = kept_patch(log)
        return place.with_name(f"{self._part}-{place.name}") if self._part else place

    def _lock_files(self) -> list[str]:
        paths = names(self._project, own_ignore(self._ignore))
        return [path for path in paths if matches(path.rpartition("/")[2], LOCKS)]

    def _read(self, path: str) -> tuple[bytes, int] | None:
        place = self._project / path
        try:
            return (read_bytes(place), place.lstat().st_mode) if not place.is_symlink() else None
        except (OSError, StorageError):
            return None


def _executable(entry: Entry | None) -> bool:
    return bool(entry and entry.mode & 0o100)


class PartialHealings:
    """Watches one healing run of an application and of each of its parts, the parts given by name with their folder."""

    def __init__(self, project: Path, ignore: Iterable[str], parts: Mapping[str, tuple[Path, tuple[str, ...]]]) -> None:
        self._all = {"": PartialHealing(project, ignore)}
        self._all |= {name: PartialHealing(at, own, name, at.relative_to(project)) for name, (at, own) in parts.items()}
        self.written = WrittenOver(project)

    def began(self, state: State, part: str) -> None:
        """The state of the project, or of that part, before a repair; the first one counts."""
        self._all[part].began(state)

    def end(self, log: ExecutionLog) -> list[PutBack | WrittenBack]:
        """Puts back what each of them has to, and what the project's commands wrote over. Raises StorageError."""
        found: list[PutBack | WrittenBack] = []
        found += [back for one in reversed(self._all.values()) if (back := one.end(log)) is not None]
        repaired = {str(one.folder / path) for one in self._all.values() for path in one.named(log)}
        if (written := self.written.put_back(log, repaired)) is not None:
            found.append(written)
        return found
