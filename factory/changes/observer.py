"""The state of a project again and again, at the cost of one look at each file: what is unchanged is not read."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterable
from dataclasses import replace
from fnmatch import translate
from pathlib import Path

from mity.changes.proof_tree import OWN, below
from mity.changes.snapshot import Entry, Snapshot, Snapshots, State, own_ignore
from mity.errors import MityError
from mity.text.records import dataclass, field

MOST_FILES = 20_000
MOST_BYTES = 1 << 30
_RACY_NS = 50_000_000
"""A file whose status changed so shortly before the look may change again without another time: it is read again."""
_RULE = ".gitignore"
_RULES = (_RULE, ".git/info/exclude")


class TooLargeError(MityError):
    """A project has more files than are looked at for each step."""


@dataclass(slots=True)
class _Found:
    """What a walk met: files that look as before, those to be read, folders, and whether it met anything new."""

    files: dict[str, Entry] = field(default_factory=dict)
    other: dict[str, int] = field(default_factory=dict)
    folders: dict[str, int] = field(default_factory=dict)
    unknown: bool = False


class Observer:
    """Looks at a project; `state` is what the last look saw, with what git ignores in `ignored` left out.

    `before` is the state that `state` is to be compared with: the one before, but for files that are seen or not seen
    any more only because other ones are ignored now.
    """

    def __init__(
        self, project: Path, ignore: Iterable[str], state: State | None = None, ignored: Iterable[str] | None = None
    ) -> None:
        self.project = project
        self.snapshots = Snapshots(project, ignore)
        self.state = self.before = state or State()
        self.ignored = frozenset(ignored or ())
        self._fresh = ignored is None
        names = (".git", "__pycache__", *own_ignore(ignore), *OWN)
        self._skipped = re.compile("|".join(translate(name) for name in names if "/" not in name)).match
        self._places = frozenset(name for name in names if "/" in name)

    def look(self) -> State:
        """The present state. Raises TooLargeError, and OSError for a file that cannot be read."""
        seen, ignored = self.state, self.ignored
        found = self._walk(everything=False)
        if self._fresh or found.unknown or self._rules_changed(found):
            self.ignored = self._what_git_ignores()
            self._fresh = False
            found = self._walk(everything=True)
        if sum(found.other.values()) > MOST_BYTES:
            raise TooLargeError(f"{self.project} has more than 1 GiB of files that were not seen before")
        began_ns = time.time_ns()
        files = found.files
        for path in found.other:
            if (entry := self._read(path, began_ns)) is not None:
                files[path] = entry
        self.state = State(files, found.folders)
        self.before = seen if ignored == self.ignored else self._comparable(seen, ignored)
        return self.state

    def _comparable(self, seen: State, ignored: frozenset[str]) -> State:
        now = self.state
        files = {path: entry for path, entry in seen.files.items() if not below(path, self.ignored)}
        files |= {path: entry for path, entry in now.files.items() if path not in files and below(path, ignored)}
        folders = {path: mode for path, mode in seen.folders.items() if not below(f"{path}/x", self.ignored)}
        folders |= {path: mode for path, mode in now.folders.items() if below(f"{path}/x", ignored)}
        return State(files, folders)

    def _read(self, path: str, began_ns: int) -> Entry | None:
        entry = self.snapshots.read(path)
        if entry is not None and entry.stamp[1] > began_ns - _RACY_NS:
            return replace(entry, stamp=(0, 0, 0, 0))
        return entry

    def _walk(self, *, everything: bool) -> _Found:
        """What is there by a look; folders that were not there before are entered only with `everything`."""
        found = _Found()
        files, ignored, known = found.files, self.ignored, self.state.files
        todo = [("", str(self.project))]
        while todo:
            prefix, place = todo.pop()
            for entry in _entries(place):
                path = prefix + entry.name
                was = known.get(path)
                if path in ignored or (was is None and self._passed_over(entry.name, path)):
                    continue
                try:
                    info = entry.stat(follow_symlinks=False)
                except OSError:
                    continue  # gone since it was listed
                if was is not None and was.mode == info.st_mode and was.stamp == _stamp(info):
                    files[path] = was
                elif self._met(path, info, found, everything):
                    todo.append((f"{path}/", entry.path))
            if len(files) + len(found.other) > MOST_FILES:
                raise TooLargeError(f"{self.project} has more than {MOST_FILES:,} files")
        return found

    def _met(self, path: str, info: os.stat_result, found: _Found, everything: bool) -> bool:
        """Takes in what is no file that looks as before; whether it is a folder to be entered."""
        if stat.S_ISDIR(info.st_mode):
            new = path not in self.state.folders
            if f"{path}/" in self.ignored:
                return False
            found.unknown = found.unknown or new
            if everything or not new:
                found.folders[path] = stat.S_IMODE(info.st_mode)
            return everything or not new
        if stat.S_ISREG(info.st_mode) or stat.S_ISLNK(info.st_mode):
            found.unknown = found.unknown or path not in self.state.files
            found.other[path] = info.st_size
        return False

    def _passed_over(self, name: str, path: str) -> bool:
        return bool(self._skipped(name)) or path in self._places

    def _rules_changed(self, found: _Found) -> bool:
        rules = {path for path in (*found.other, *self.state.files) if path.endswith(_RULE)}
        return any(path not in found.files for path in rules)

    def _what_git_ignores(self) -> frozenset[str]:
        """What git ignores and does not track; nothing where no rule says so or git cannot tell."""
        if not any((self.project / one).exists() for one in (".git", *_RULES)):
            return frozenset()
        from mity.system.git import Repository  # slow to load
        from mity.system.git_calls import GitError

        repository = Repository(self.project)
        if not repository.exists() and not any((self.project / rule).exists() for rule in _RULES):
            return frozenset()
        try:
            return frozenset(repository.ignored())
        except GitError:
            return frozenset()


def _entries(place: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(place) as entries:
            return list(entries)
    except OSError:
        return []  # gone, or nobody may look into it


def _stamp(info: os.stat_result) -> tuple[int, int, int, int]:
    return (info.st_mtime_ns, info.st_ctime_ns, info.st_size, info.st_ino)


def unknown_to(before: Snapshot, after: Snapshot) -> list[str]:
    """Paths whose entry is another one in `after`, by identity first, which is what most unchanged ones have."""
    changed = [path for path, entry in after.items() if (was := before.get(path)) is not entry and not entry.same(was)]
    return [*changed, *(before.keys() - after.keys())]
