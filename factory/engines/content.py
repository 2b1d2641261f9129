"""The files of a run as the database gets them: each looked at when it changed, its content sent once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from mity.engines.blobs import Blobs, digest_of
from mity.engines.manifest import LINK, MOST_CHANGES, Item, Manifest, encoded, encoded_changes
from mity.engines.walk import Found, walk
from mity.errors import UsageError
from mity.reading import Unfit, read_bytes
from mity.redaction import Redactor
from mity.system.files import storage_error
from mity.system.git import Repository

_LARGEST = 128 << 20  # bytes of one file
_AT_ONCE = 16 << 20  # bytes that wait to be sent
_SHORT = 30  # files whose list is sent as a whole each time, so that who reads it asks once


def ignored_below(root: Path, run_id: str) -> frozenset[str]:
    """What git ignores below a folder, by the rules of each repository that lies there. Raises OSError."""
    ignored = {path for path in Repository(root).ignored() if not path.startswith(".mity/")}
    asked: set[str] = set()
    while inner := _repositories(walk(root, run_id, frozenset(ignored))) - asked:
        for folder in inner:
            ignored.update(f"{folder}/{path}" for path in Repository(root / folder).ignored())
        asked |= inner
    return frozenset(ignored)


def _repositories(found: Iterable[str]) -> set[str]:
    """The folders below the top one that have a repository of their own."""
    return {path.removesuffix("/.git/HEAD") for path in found if path.endswith("/.git/HEAD")}


class Content:
    """The files of the run `run_id` in the folder `root`; what was looked at once is not read again."""

    def __init__(self, root: Path, run_id: str, blobs: Blobs) -> None:
        self._root = root
        self._run_id = run_id
        self._blobs = blobs
        self._ignored: frozenset[str] = frozenset()
        self._known: dict[str, tuple[Found, Item]] = {}
        self._redactor = Redactor(os.environ)
        self._last = ""
        self._changes = 0

    def changed(self) -> str | None:
        """The digest of the manifest as the files are now; None when none changed since it was asked the last time.

        Raises EngineError, UsageError for a file that is too large, StorageError.
        """
        try:
            found = self._found()
            if not self._news(found):
                return None
            if any(not path.startswith(".mity/") for path in self._news(found)):
                self._ignored = self._ignored_now()
                found = self._found()
            return self._keep(found)
        except OSError as error:
            raise storage_error("read", self._root, error) from error

    def expect(self, manifest: Manifest, digest: str) -> None:
        """Takes the files for those of a manifest, from which they were written a moment ago. Raises StorageError."""
        try:
            self._ignored = self._ignored_now()
            found = self._found()
        except OSError as error:
            raise storage_error("read", self._root, error) from error
        self._known = {path: (one, manifest[path]) for path, one in found.items() if path in manifest}
        self._last = digest
        self._changes = MOST_CHANGES  # how many it has itself is unknown

    def item(self, path: str, found: Found) -> Item | None:
        """What one file is; None when it is gone. Nothing is kept. Raises UsageError, OSError."""
        return self._read(path, found, {})

    def _found(self) -> dict[str, Found]:
        return walk(self._root, self._run_id, self._ignored)

    def _ignored_now(self) -> frozenset[str]:
        return ignored_below(self._root, self._run_id)

    def _news(self, found: Mapping[str, Found]) -> list[str]:
        """The paths that differ from the last look."""
        known = self._known
        gone = [path for path in known if path not in found]
        if not self._last and not found:
            return ["."]
        return [*gone, *(path for path, one in found.items() if path not in known or known[path][0] != one)]

    def _keep(self, found: Mapping[str, Found]) -> str | None:
        new: dict[str, bytes] = {}
        known: dict[str, tuple[Found, Item]] = {}
        for path, one in found.items():
            before = self._known.get(path)
            item = before[1] if before is not None and before[0] == one else self._read(path, one, new)
            if item is not None:
                known[path] = (one, item)
            if sum(map(len, new.values())) > _AT_ONCE:
                self._send(new)
        files = {path: item for path, (_, item) in known.items()}
        earlier = {path: item for path, (_, item) in self._known.items()}
        if self._last and files == earlier:
            self._known = known
            return None
        whole, data = self._list(files, earlier)
        digest = digest_of(data)
        new[digest] = data
        self._send(new)
        self._known, self._changes = known, 0 if whole else self._changes + 1
        self._last = digest
        return digest

    def _list(self, files: Manifest, earlier: Manifest) -> tuple[bool, bytes]:
        """The list of the files as it is kept, and whether it is whole; `earlier` are those of the last list."""
        changed = {path: item for path, item in files.items() if earlier.get(path) != item}
        gone = earlier.keys() - files.keys()
        many = 2 * (len(changed) + len(gone)) > len(files)
        if not self._last or self._changes >= MOST_CHANGES or len(files) <= _SHORT or many:
            return True, encoded(files)
        return False, encoded_changes(self._last, changed, gone)

    def _send(self, new: dict[str, bytes]) -> None:
        """Keeps those contents that the engine does not have."""
        self._blobs.add(new)
        new.clear()

    def _read(self, path: str, one: Found, new: dict[str, bytes]) -> Item | None:
        """What a file is; its content is among the `new` ones then. None for one that is gone."""
        place = self._root / path
        try:
            if stat.S_ISLNK(one.mode):
                return Item(LINK, os.readlink(place))  # noqa: PTH115 - as text, whatever it is
            data = read_bytes(place, _LARGEST)
        except FileNotFoundError:
            return None
        except Unfit as error:
            raise UsageError(f"cannot hand {path} over to an engine: {error.strerror}; let git ignore it") from error
        if path == ".git/config" or path.endswith("/.git/config"):  # the address of a remote may hold a password
            data = self._redactor.text(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        name = digest_of(data)
        new[name] = data
        return Item("program" if one.mode & stat.S_IXUSR else "file", name)
