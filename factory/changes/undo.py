"""Taking a change back: every byte, mode, link and folder, in an order that a kill may cut off anywhere."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from mity.changes.record import ASIDE, KEPT, Record
from mity.changes.snapshot import Snapshots, State, differing, same
from mity.system.files import drop_bytecode, ignored_folder, inside
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of a change set that was taken back.

    `put_back` are the paths that are as before again; `left` those that somebody edited after the change, left as
    they are; `aside` those that were never declared, whose last content is kept below `.mity/aside/<run_id>`.
    """

    owner: str
    run_id: str
    put_back: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()

    @classmethod
    def joined(cls, parts: Iterable[Undone]) -> Undone:
        """Those of change sets inside another and, last, the other, as one."""
        parts = list(parts)
        put_back, left, aside = (
            tuple(dict.fromkeys(path for part in parts for path in getattr(part, name)))
            for name in ("put_back", "left", "aside")
        )
        return cls(parts[-1].owner, parts[-1].run_id, put_back, left, aside)

    def messages(self) -> list[str]:
        """What a person should know, one sentence each; empty when nothing had been changed."""
        told = [f"{len(self.put_back)} files that {self.owner} had changed were put back"] if self.put_back else []
        told += [f"{path} was edited after the change and left as it is" for path in self.left]
        told += [f"the last content of {path} is kept in {ASIDE}/{self.run_id}" for path in self.aside]
        return told


class Undoing:
    """One undo of the change that `record` is about, in a project that is in the state `now`."""

    def __init__(self, project: Path, snapshots: Snapshots, record: Record, now: State) -> None:
        self._project = project
        self._snapshots = snapshots
        self._record = record
        self._before = record.before
        self._after = record.after or now
        self._now = now
        self._left: list[str] = []

    def run(self) -> Undone:
        """Puts back. Raises OSError; it may be done again then."""
        mine = differing(self._before.files, self._after.files)
        wrong = [path for path in mine if not same(self._now.files.get(path), self._before.files.get(path))]
        back = [p for p in wrong if same(self._now.files.get(p), self._after.files.get(p))]
        self._left += [path for path in wrong if path not in back]
        for path in back:
            self._snapshots.content(self._before.files.get(path))  # all of it is there before anything is touched
        # Twice: whatever a kill leaves of this, no compiled file of a source that is put back already.
        self._drop_bytecode(back)
        opened = self._open_folders(mine)
        aside = self._keep_aside(back) if self._record.after is None else []
        self._files(back)
        self._drop_bytecode(back)
        self._folders(opened)
        self._moved()
        left = tuple(dict.fromkeys(self._left))
        put_back = tuple(path for path in back if path not in left)
        taken = {path: self._after.files[path].blob if path in self._after.files else "" for path in put_back}
        from mity.system.git_index import Index  # slow to load, and most runs take nothing back

        Index(self._project).unstage(taken)
        return Undone(self._record.owner, self._record.run_id, put_back, left, tuple(aside))

    def _files(self, paths: Iterable[str]) -> None:
        """What is new goes first, because it may be where something else was."""
        paths = list(paths)
        for path in (path for path in paths if path not in self._before.files):
            self._put_back(path)
        self._remove_folders()
        for path in (path for path in paths if path in self._before.files):
            self._put_back(path)

    def _put_back(self, path: str) -> None:
        if not self._snapshots.put_back(path, self._before.files.get(path)):
            self._left.append(path)

    def _keep_aside(self, paths: Iterable[str]) -> list[str]:
        """Moves the present contents away, so that none is lost; returns the paths that were never declared."""
        told: list[str] = []
        for path in paths:
            found, was = self._now.files.get(path), self._before.files.get(path)
            if found is None or (was is not None and was.blob == found.blob) or self._is_part(path):
                continue
            if not inside(self._project, (self._project / path).parent):
                continue
            ignored_folder(self._project / ASIDE)
            aside = _free(self._project / ASIDE / self._record.run_id / f"{path}{KEPT}")
            aside.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(self._project / path, aside)
            if path not in self._record.ours:
                told.append(path)
        return told

    def _is_part(self, path: str) -> bool:
        """True for a half-written file of ours, as `write_atomic` names them."""
        folder, _, name = path.rpartition("/")
        whole, _, writer = name.removesuffix(".tmp").rpartition(".")
        part = name.startswith(".") and name.endswith(".tmp") and writer.isdecimal()
        return part and f"{folder}/{whole[1:]}".lstrip("/") in self._record.ours

    def _remove_folders(self) -> None:
        """Removes the folders that the change made, unless somebody put something into them."""
        for path in sorted(self._after.folders.keys() - self._before.folders.keys(), reverse=True):
            with contextlib.suppress(OSError):
                (self._project / path).rmdir()

    def _open_folders(self, paths: Iterable[str]) -> set[str]:
        """Makes the folders of these paths writable; returns those whose mode must be put back."""
        parents = {str(parent) for path in paths for parent in Path(path).parents} - {"."}
        for path in sorted(parents):
            mode = self._now.folders.get(path)
            if mode is not None and mode & 0o700 != 0o700 and self._is_folder(path):
                (self._project / path).chmod(mode | 0o700)
        return parents

    def _folders(self, opened: Iterable[str]) -> None:
        """Folders that the change removed come back, and those that it changed get their mode back."""
        was, made = self._before.folders, self._after.folders
        self._remove_folders()
        for path in sorted(was.keys() - made.keys()):
            try:
                (self._project / path).mkdir(exist_ok=True)
            except (FileExistsError, FileNotFoundError, NotADirectoryError):
                self._left.append(path)
        other = {path for path in was if was[path] != made.get(path)} | (set(opened) & was.keys())
        for path in sorted(other, reverse=True):
            if self._is_folder(path) and (self._project / path).stat().st_mode & 0o7777 != was[path]:
                (self._project / path).chmod(was[path])

    def _is_folder(self, path: str) -> bool:
        place = self._project / path
        return place.is_dir() and not place.is_symlink() and inside(self._project, place)

    def _moved(self) -> None:
        """Brings back what was moved away; what is in its place now was generated by the change."""
        for name, aside in reversed(self._record.moved):
            place, kept = self._project / name, self._project / aside
            if not kept.exists() or not inside(self._project, place.parent) or not inside(self._project, kept):
                continue
            _remove(place)
            place.parent.mkdir(parents=True, exist_ok=True)
            kept.rename(place)

    def _drop_bytecode(self, paths: Iterable[str]) -> None:
        drop_bytecode(self._project, [path for path in paths if inside(self._project, (self._project / path).parent)])


def _free(path: Path) -> Path:
    """The path, or one beside it with a number, where nothing is yet."""
    free, number = path, 1
    while free.exists() or free.is_symlink():
        free, number = path.with_name(f"{path.name}.{number}"), number + 1
    return free


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
