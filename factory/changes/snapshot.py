"""Snapshots of a project in a git object database of mity's own; the user's repository is never touched."""

from __future__ import annotations

import errno
import io
import os
import stat
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from mity.system.files import ignored_folder, inside, move_aside, private_file, private_folder
from mity.system.trees import folders_of, tree
from mity.text.records import dataclass, field

HEAL_GIT = ".mity/heal.git"
OWN_FOLDERS = tuple(f".mity/{name}/" for name in ("heal.git", "aside", "logs", "locks", "artifacts", "watch"))
"""What mity keeps beside the files of a project; each holds a note by which git passes it over."""
_BESIDE = ".{}.mity-back"
_UNREADABLE = ""
_PART = 1 << 20


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
        ignored_folder(self._git)
        for folder in ("objects", "refs"):
            private_folder(self._git / folder)
        head = self._git / "HEAD"
        if not head.exists():
            with os.fdopen(private_file(head), "w", encoding="utf-8") as file:
                file.write("ref: refs/heads/heal\n")
        from gitdb import LooseObjectDB  # type: ignore[import-untyped]  # slow to load, and most runs take no snapshot

        self._objects = LooseObjectDB(str(self._git / "objects"))
        self._objects.new_objects_mode = 0o400

    def take(self, known: Snapshot | None = None, *, strict: bool = True) -> State:
        """The present state; files that look as in `known` are not read again.

        Raises OSError for a file that cannot be read; when not `strict` such a file counts as one that differs from
        every other.
        """
        paths = [str(path) for path in tree(self.project, self.ignore)]
        found = {path: self._entry(path, (known or {}).get(path), strict) for path in paths}
        files = {path: entry for path, entry in found.items() if entry is not None}
        return State(files, self._folders())

    def entry(self, data: bytes, mode: int) -> Entry:
        """Keeps bytes as those of a file of this mode. Raises OSError."""
        return Entry(mode, self._store(io.BytesIO(data), len(data)))

    def content(self, entry: Entry | None) -> bytes | None:
        """The bytes of a file as it was (of a link: its target); None for no file and for one that was unreadable.

        Raises OSError when they are lost, because somebody emptied the database.
        """
        if entry is None or entry.blob == _UNREADABLE:
            return None
        return b"".join(self._parts(entry))

    def _parts(self, entry: Entry) -> Iterator[bytes]:
        """The content of an entry in parts that fit into memory. Raises OSError when it is lost."""
        if entry.blob == _UNREADABLE:
            return
        from gitdb.exc import ODBError  # type: ignore[import-untyped]

        try:
            stream = self._objects.stream(bytes.fromhex(entry.blob))
            while part := bytes(stream.read(_PART)):
                yield part
        except (ODBError, ValueError, zlib.error) as error:
            raise OSError(errno.EIO, f"{self._git} does not hold the object {entry.blob} any more") from error

    def read(self, path: str) -> Entry | None:
        """One path as it is, its content kept; None for what is not there or holds no bytes. Raises OSError.

        A file that nobody may read counts as one that differs from every other.
        """
        return self._entry(path, None, strict=False)

    def keep(self, data: bytes) -> str:
        """Keeps bytes that are no file of the project; their id, by which `kept` finds them. Raises OSError."""
        return self._store(io.BytesIO(data), len(data))

    def kept(self, name: str) -> bytes:
        """What `keep` was given. Raises OSError when it is lost."""
        return b"".join(self._parts(Entry(0, name)))

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
        beside = target.with_name(_BESIDE.format(target.name))
        beside.unlink(missing_ok=True)
        if stat.S_ISLNK(entry.mode):
            beside.symlink_to(os.fsdecode(self.content(entry) or b""))
        else:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for part in self._parts(entry):
                    file.write(part)
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
            if info.st_size > _PART and stat.S_ISREG(info.st_mode):
                with full.open("rb") as file:
                    return Entry(info.st_mode, self._store(file, info.st_size), stamp)
            data = os.fsencode(full.readlink()) if stat.S_ISLNK(info.st_mode) else full.read_bytes()
            return Entry(info.st_mode, self._store(io.BytesIO(data), len(data)), stamp)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except PermissionError:
            if strict:
                raise
            return Entry(info.st_mode, _UNREADABLE)

    def _store(self, file: IO[bytes], size: int) -> str:
        """Keeps the content of an open file of `size` bytes, in parts that fit into memory; its id. Raises OSError."""
        from gitdb import IStream

        try:
            name = str(self._objects.store(IStream(b"blob", size, file)).hexsha.decode())
        except AssertionError as error:  # how gitdb says that there was less or more than `size`
            raise OSError(errno.EAGAIN, "a file changed while it was read") from error
        private_folder(self._git / "objects" / name[:2])
        return name


def same(one: Entry | None, other: Entry | None) -> bool:
    """True when both are the same file or link, or neither is there."""
    return one is other if one is None or other is None else one.same(other)


def differing(before: Snapshot, after: Snapshot) -> list[str]:
    """Paths whose content, mode or presence differ, sorted."""
    return sorted(path for path in before.keys() | after.keys() if not same(before.get(path), after.get(path)))
