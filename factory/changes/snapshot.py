"""Snapshots of a project in a git object database of mity's own; the user's repository is never touched."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import gitdb  # type: ignore[import-untyped]
from gitdb.util import hex_to_bin  # type: ignore[import-untyped]

from mity.system.files import folders_of, inside, move_aside, tree

HEAL_GIT = ".mity/heal.git"


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


class Snapshots:
    """Takes and gives back the state of every file of a project, ignored folders excepted."""

    def __init__(self, project: Path, ignore: Iterable[str]) -> None:
        self.project = project
        self.ignore = (*ignore, *(f".mity/{name}" for name in ("heal.git", "aside", "logs", "locks")))
        self._git = project / HEAL_GIT
        for folder in ("objects", "refs"):
            (self._git / folder).mkdir(parents=True, exist_ok=True)
        head = self._git / "HEAD"
        if not head.exists():
            head.write_text("ref: refs/heads/heal\n", encoding="utf-8")
        (self._git / ".gitignore").write_text("*\n", encoding="utf-8")
        self._objects = gitdb.LooseObjectDB(str(self._git / "objects"))

    def take(self, known: Snapshot | None = None) -> dict[str, Entry]:
        """The present state; files that look as in `known` are not read again."""
        paths = [str(path) for path in tree(self.project, self.ignore)]
        found = {path: self._entry(path, (known or {}).get(path)) for path in paths}
        return {path: entry for path, entry in found.items() if entry is not None}

    def folders(self) -> frozenset[str]:
        """Every folder that is there now."""
        return folders_of(self.project, self.ignore)

    def content(self, entry: Entry | None) -> bytes | None:
        """The bytes of a file as it was (of a link: its target); None for no file."""
        if entry is None:
            return None
        stream = self._objects.stream(hex_to_bin(entry.blob))
        return bytes(stream.read())

    def put_back(self, path: str, entry: Entry | None) -> None:
        """Makes one path as it was: content, mode, link or not there. A folder in its place is moved aside."""
        target = self.project / path
        if not inside(self.project, target.parent):
            return
        if entry is None:
            target.unlink(missing_ok=True)
            return
        if target.is_dir() and not target.is_symlink():
            move_aside(target)
        data = self.content(entry) or b""
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.mity-back")
        beside.unlink(missing_ok=True)
        if stat.S_ISLNK(entry.mode):
            beside.symlink_to(os.fsdecode(data))
        else:
            beside.write_bytes(data)
            beside.chmod(stat.S_IMODE(entry.mode))
        beside.replace(target)

    def _entry(self, path: str, known: Entry | None) -> Entry | None:
        """A path as it is; None for what holds no bytes (a socket, a pipe) and what went away meanwhile."""
        full = self.project / path
        try:
            info = full.lstat()
        except FileNotFoundError:
            return None
        if not (stat.S_ISREG(info.st_mode) or stat.S_ISLNK(info.st_mode)):
            return None
        stamp = (info.st_mtime_ns, info.st_ctime_ns, info.st_size, info.st_ino)
        if known is not None and known.stamp == stamp and known.mode == info.st_mode:
            return known
        data = os.fsencode(full.readlink()) if stat.S_ISLNK(info.st_mode) else full.read_bytes()
        stored = self._objects.store(gitdb.IStream(b"blob", len(data), io.BytesIO(data)))
        return Entry(info.st_mode, stored.hexsha.decode(), stamp)


def differing(before: Snapshot, after: Snapshot) -> list[str]:
    """Paths whose content, mode or presence differ, sorted."""
    return sorted(
        path
        for path in before.keys() | after.keys()
        if not (path in before and path in after and before[path].same(after[path]))
    )
