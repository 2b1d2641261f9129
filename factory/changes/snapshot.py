"""Snapshots of a project in a git object database of mity's own; the user's repository is never touched."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import gitdb  # type: ignore[import-untyped]
from gitdb.exc import ODBError  # type: ignore[import-untyped]
from gitdb.util import hex_to_bin  # type: ignore[import-untyped]

from mity.system.files import folders_of, ignored_folder, inside, move_aside, tree

HEAL_GIT = ".mity/heal.git"
OWN_FOLDERS = tuple(f".mity/{name}/" for name in ("heal.git", "aside", "logs", "locks"))
"""What mity keeps beside the files of a project; each holds a note by which git passes it over."""
_BESIDE = ".{}.mity-back"
_UNREADABLE = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or link as it was: its mode and the id of its content; `stamp` tells an untouched file by a look.

    The stamp holds the time of the last change of status, which nobody can set back, unlike the other time.
    """

    mode: int
    blob: str
    stamp: tuple[int, int, int, int] = (0, 0, 0, 0)

    def same(self, other: Entry | None) -> bool:
        """True when mode and content agree."""
        return other is not None and (self.mode, self.blob) == (other.mode, other.blob)


Snapshot = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class State:
    """A project at one moment: its files and links by path, and the mode of each of its folders."""

    files: Snapshot = field(default_factory=dict)
    folders: Mapping[str, int] = field(default_factory=dict)


def own_ignore(ignore: Iterable[str]) -> tuple[str, ...]:
    """What snapshots pass over: the names that a stack ignores, and what mity keeps for itself."""
    return (*ignore, _BESIDE.format("*"), *(folder.rstrip("/") for folder in OWN_FOLDERS))


class Snapshots:
    """Takes and restores the state of every file of a project, ignored folders excepted."""

    def __init__(self, project: Path, ignore: Iterable[str]) -> None:
        self.project = project
        self.ignore = own_ignore(ignore)
        self._git = project / HEAL_GIT
        for folder in ("objects", "refs"):
            (self._git / folder).mkdir(parents=True, exist_ok=True)
        head = self._git / "HEAD"
        if not head.exists():
            head.write_text("ref: refs/heads/heal\n", encoding="utf-8")
        ignored_folder(self._git)
        self._objects = gitdb.LooseObjectDB(str(self._git / "objects"))

    def take(self, known: Snapshot | None = None, *, strict: bool = True) -> State:
        """The present state; files that look as in `known` are not read again.

        Raises OSError for a file that cannot be read; when not `strict` such a file counts as one that differs from
        every other.
        """
        paths = [str(path) for path in tree(self.project, self.ignore)]
        found = {path: self._entry(path, (known or {}).get(path), strict) for path in paths}
        files = {path: entry for path, entry in found.items() if entry is not None}
        return State(files, self._folders())

    def content(self, entry: Entry | None) -> bytes | None:
        """The bytes of a file as it was (of a link: its target); None for no file and for one that was unreadable.

        Raises OSError when they are lost, because somebody emptied the database.
        """
        if entry is None or entry.blob == _UNREADABLE:
            return None
        try:
            return bytes(self._objects.stream(hex_to_bin(entry.blob)).read())
        except (ODBError, ValueError) as error:
            raise OSError(errno.EIO, f"{self._git} does not hold the object {entry.blob} any more") from error

    def put_back(self, path: str, entry: Entry | None) -> bool:
        """Makes one path as it was: content, mode, link or not there. A folder in its place is moved aside.

        False, with nothing written, when the path leads out of the project now or below something that is no folder.
        """
        target = self.project / path
        if not inside(self.project, target.parent):
            return False
        try:
            if entry is None:
                target.unlink(missing_ok=True)
                return True
            target.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            return entry is None
        if target.is_dir() and not target.is_symlink():
            move_aside(target)
        self._write(target, entry)
        return True

    def _write(self, target: Path, entry: Entry) -> None:
        data = self.content(entry) or b""
        beside = target.with_name(_BESIDE.format(target.name))
        beside.unlink(missing_ok=True)
        if stat.S_ISLNK(entry.mode):
            beside.symlink_to(os.fsdecode(data))
        else:
            beside.write_bytes(data)
            beside.chmod(stat.S_IMODE(entry.mode))
        beside.replace(target)

    def _folders(self) -> dict[str, int]:
        found = {}
        for path in folders_of(self.project, self.ignore):
            try:
                found[path] = stat.S_IMODE((self.project / path).lstat().st_mode)
            except FileNotFoundError:
                continue  # gone since it was listed
        return found

    def _entry(self, path: str, known: Entry | None, strict: bool) -> Entry | None:
        """A path as it is; None for what holds no bytes (a socket, a pipe) and what went away meanwhile."""
        full = self.project / path
        try:
            info = full.lstat()
            if not (stat.S_ISREG(info.st_mode) or stat.S_ISLNK(info.st_mode)):
                return None
            stamp = (info.st_mtime_ns, info.st_ctime_ns, info.st_size, info.st_ino)
            if known is not None and known.stamp == stamp and known.mode == info.st_mode:
                return known
            data = os.fsencode(full.readlink()) if stat.S_ISLNK(info.st_mode) else full.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except PermissionError:
            if strict:
                raise
            return Entry(info.st_mode, _UNREADABLE)
        stored = self._objects.store(gitdb.IStream(b"blob", len(data), io.BytesIO(data)))
        return Entry(info.st_mode, stored.hexsha.decode(), stamp)


def same(one: Entry | None, other: Entry | None) -> bool:
    """True when both are the same file or link, or neither is there."""
    return one is other if one is None or other is None else one.same(other)


def differing(before: Snapshot, after: Snapshot) -> list[str]:
    """Paths whose content, mode or presence differ, sorted."""
    return sorted(path for path in before.keys() | after.keys() if not same(before.get(path), after.get(path)))
