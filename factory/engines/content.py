"""The files of a run in the database: a manifest of paths, modes and digests, and the contents by digest."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from mity.engines.address import EngineError
from mity.engines.belonging import belongs, fits, of_one_machine
from mity.engines.blobs import Blobs, digest_of
from mity.engines.plain_config import plain_config
from mity.engines.walk import Found, walk
from mity.errors import UsageError
from mity.reading import Unfit, read_bytes
from mity.redaction import Redactor
from mity.system.files import inside, storage_error, write_all
from mity.system.git import Repository
from mity.text.data import parse_json

_LARGEST = 128 << 20  # bytes of one file
_AT_ONCE = 16 << 20  # bytes that wait to be sent
_LINK = "link"
_KINDS = ("file", "program", _LINK)


@dataclass(frozen=True, slots=True)
class Item:
    """A file with the digest of its content, or a link with its target; `kind` is `file`, `program` or `link`."""

    kind: str
    name: str


Manifest = Mapping[str, Item]


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

    def item(self, path: str, found: Found) -> Item | None:
        """What one file is; None when it is gone. Nothing is kept. Raises UsageError, OSError."""
        return self._read(path, found, {})

    def _found(self) -> dict[str, Found]:
        return walk(self._root, self._run_id, self._ignored)

    def _ignored_now(self) -> frozenset[str]:
        return frozenset(path for path in Repository(self._root).ignored() if not path.startswith(".mity/"))

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
        manifest = encoded({path: item for path, (_, item) in known.items()})
        digest = digest_of(manifest)
        self._known = known
        if digest == self._last:
            return None
        new[digest] = manifest
        self._send(new)
        self._last = digest
        return digest

    def _send(self, new: dict[str, bytes]) -> None:
        """Keeps those contents that the database does not have."""
        missing = self._blobs.missing(new)
        self._blobs.put({name: data for name, data in new.items() if name in missing})
        new.clear()

    def _read(self, path: str, one: Found, new: dict[str, bytes]) -> Item | None:
        """What a file is; its content is among the `new` ones then. None for one that is gone."""
        place = self._root / path
        try:
            if stat.S_ISLNK(one.mode):
                return Item(_LINK, os.readlink(place))  # noqa: PTH115 - as text, whatever it is
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


def encoded(manifest: Manifest) -> bytes:
    """A manifest as it is kept."""
    rows = [[path, item.kind, item.name] for path, item in sorted(manifest.items())]
    return json.dumps(rows, ensure_ascii=True, separators=(",", ":")).encode()


def manifest_of(blobs: Blobs, digest: str) -> dict[str, Item]:
    """The manifest of a digest; empty for none. Raises EngineError, also for one with a path that leads out."""
    if not digest:
        return {}
    try:
        rows = parse_json(blobs.get(digest))
    except ValueError as error:
        raise EngineError(f"the engine's list of files {digest[:12]} cannot be read: {error}") from error
    if not isinstance(rows, list):
        raise EngineError(f"the engine's list of files {digest[:12]} is no list: nothing of it is written")
    return dict(map(_row, rows))


def _row(row: Any) -> tuple[str, Item]:
    """A row of a manifest, which another machine wrote. Raises EngineError for one that no run leaves."""
    if not (isinstance(row, list) and len(row) == 3 and row[1] in _KINDS and isinstance(row[2], str)):
        raise EngineError(f"the engine names a file in an unknown way, {str(row)[:80]!r}: nothing of it is written")
    path, kind, name = row
    if not fits(path):
        shown = str(path)[:80]
        raise EngineError(f"the engine names a file outside of the workspace, {shown!r}: nothing of it is written")
    if kind == _LINK and not (name and fits(name.replace("/", "") or "root")):
        raise EngineError(f"the engine names a link that leads nowhere, {path[:80]!r}: nothing of it is written")
    return path, Item(kind, name)


def write_files(root: Path, files: Manifest, blobs: Blobs) -> None:
    """Writes files and links below a folder, over what is there. Raises EngineError, StorageError."""
    paths: dict[str, list[str]] = {}
    for path, item in files.items():
        if item.kind != _LINK:
            paths.setdefault(item.name, []).append(path)
    try:
        for name, data in blobs.each(paths):
            for path in paths[name]:
                _write(root, path, data, 0o755 if files[path].kind == "program" else 0o644)
        for path, item in files.items():
            if item.kind == _LINK and _ready(root, path):
                (root / path).unlink(missing_ok=True)
                (root / path).symlink_to(item.name)
    except OSError as error:
        raise storage_error("write", root, error) from error


def write_foreign(root: Path, files: Manifest, blobs: Blobs, run_id: str) -> None:
    """Writes the files of a run for somebody who has not yet consented to what they start.

    Of git come its commits and where it came from: hooks and settings that start programs stay in the database. What
    mity noted of changes under way comes, for all files that it could put back are the run's here. Raises
    EngineError, StorageError.
    """
    kept = {path: item for path, item in files.items() if _comes(path, item, run_id)}
    write_files(root, kept, blobs)
    for path, item in files.items():
        if PurePosixPath(path).parts[-2:] == (".git", "config") and item.kind != _LINK:
            try:
                _write(root, path, plain_config(blobs.get(item.name)), 0o644)
            except OSError as error:
                raise storage_error("write", root, error) from error


def _comes(path: str, item: Item, run_id: str) -> bool:
    """Whether a file comes with a run into an empty folder."""
    return belongs(path, run_id, link=item.kind == _LINK) or (of_one_machine(path) and item.kind == "file")


def bring_back(root: Path, base: Manifest, result: Manifest, blobs: Blobs, run_id: str) -> list[str]:
    """Writes what a run changed elsewhere into the folder that it came from; the paths that stayed as they are.

    A file that was changed here meanwhile stays, and so does what git itself starts. Raises EngineError, StorageError.
    """
    try:
        found = walk(root, run_id, frozenset())
        both = [path for path in {**base, **result} if not of_one_machine(path)]
        changed_there = [path for path in both if base.get(path) != result.get(path)]
        own = _Ignored(root, changed_there)
        wanted = [path for path in changed_there if _may_come(root, path, base, result, run_id)]
        wanted = [path for path in wanted if not own.has(path)]
        mine = Content(root, run_id, blobs)
        ours = {path: mine.item(path, found[path]) if path in found else None for path in wanted}
        stayed = [path for path in wanted if ours[path] not in (base.get(path), result.get(path))]
        stayed += set(changed_there).difference(wanted)
        changed = [path for path in wanted if path not in stayed and ours[path] != result.get(path)]
        for path in changed:
            if path not in result and inside(root, (root / path).parent):
                (root / path).unlink(missing_ok=True)
    except OSError as error:
        raise storage_error("write", root, error) from error
    write_files(root, {path: result[path] for path in changed if path in result}, blobs)
    return sorted(stayed)


class _Ignored:
    """What git ignores in a folder, which goes with no run; only what is there where a run changed the rules."""

    def __init__(self, root: Path, changed: Iterable[str]) -> None:
        self._root = root
        self._there = any(PurePosixPath(path).name == ".gitignore" for path in changed)
        self._paths = frozenset(path for path in Repository(root).ignored() if not path.startswith(".mity/"))

    def has(self, path: str) -> bool:
        """Whether a path is ignored here, or lies in a folder that is."""
        if self._there and not os.path.lexists(self._root / path):
            return False
        above = (f"{folder}/" for folder in PurePosixPath(path).parents)
        return path in self._paths or any(folder in self._paths for folder in above)


def _may_come(root: Path, path: str, base: Manifest, result: Manifest, run_id: str) -> bool:
    """Whether another machine may change a file here: it goes with runs, and lies behind no link."""
    items = [one for one in (base.get(path), result.get(path)) if one is not None]
    return all(belongs(path, run_id, link=one.kind == _LINK) for one in items) and _plain(root, path)


def _plain(root: Path, path: str) -> bool:
    """Whether the folders of a path are folders, or not there yet."""
    return not any((root / folder).is_symlink() for folder in PurePosixPath(path).parents)


def _ready(root: Path, path: str) -> bool:
    """Makes the folder of a path; False when it leads out of `root`, or by a link to another place."""
    target = root / path
    if not _plain(root, path):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    return inside(root, target.parent)


def _write(root: Path, path: str, data: bytes, mode: int) -> None:
    if not _ready(root, path):
        return
    target = root / path
    target.unlink(missing_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        write_all(handle, data)
    finally:
        os.close(handle)
