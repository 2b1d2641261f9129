"""The list of a run's files: their paths, kinds and digests, as the database keeps it.

A list is whole, or it is what changed since an earlier one: a step that changes one of a thousand files should not send
a thousand lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mity.engines.address import EngineError
from mity.engines.belonging import fits
from mity.engines.blobs import Blobs
from mity.text.data import parse_json
from mity.text.records import dataclass

LINK = "link"
MOST_CHANGES = 32
"""Lists of changes between a list and the whole one that it goes back to: who reads it asks for each of them."""
_KINDS = ("file", "program", LINK)


@dataclass(frozen=True, slots=True)
class Item:
    """A file with the digest of its content, or a link with its target; `kind` is `file`, `program` or `link`."""

    kind: str
    name: str


Manifest = Mapping[str, Item]


def encoded(manifest: Manifest) -> bytes:
    """A manifest as it is kept, as a whole."""
    return _text(_rows(manifest))


def encoded_changes(since: str, changed: Manifest, gone: Iterable[str]) -> bytes:
    """A manifest as it is kept by what changed, and which paths are gone, since the one of the digest `since`."""
    return _text({"since": since, "changed": _rows(changed), "gone": sorted(gone)})


def _rows(manifest: Manifest) -> list[list[str]]:
    return [[path, item.kind, item.name] for path, item in sorted(manifest.items())]


def _text(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode()


def manifest_of(blobs: Blobs, digest: str) -> dict[str, Item]:
    """The manifest of a digest; empty for none. Raises EngineError, also for one with a path that leads out."""
    changes: list[dict[str, Any]] = []
    while digest:
        told = _read(digest, blobs.get(digest))
        if isinstance(told, list):
            found = dict(map(_row, told))
            for change in reversed(changes):
                found = {path: item for path, item in found.items() if path not in change["gone"]}
                found.update(map(_row, change["changed"]))
            return found
        if len(changes) == MOST_CHANGES:
            raise EngineError(f"the engine's list of files {digest[:12]} goes back too far: nothing of it is written")
        changes.append({**told, "gone": frozenset(told["gone"])})
        digest = told["since"]
    return {}


def lists_behind(blobs: Blobs, digest: str) -> list[str]:
    """The digests of a list and of all that it goes back to, as far as they are there. Raises EngineError."""
    names: list[str] = []
    while digest and len(names) <= MOST_CHANGES:
        names.append(digest)
        data = blobs.found([digest]).get(digest, b"")
        told = _read(digest, data) if data.startswith(b"{") else []
        digest = told["since"] if isinstance(told, dict) else ""
    return names


def _read(digest: str, data: bytes) -> list[Any] | dict[str, Any]:
    """The rows of a whole list, or what the list of changes says. Raises EngineError for anything else."""
    try:
        told = parse_json(data)
    except ValueError as error:
        raise EngineError(f"the engine's list of files {digest[:12]} cannot be read: {error}") from error
    if isinstance(told, list) or (isinstance(told, dict) and _are_changes(told)):
        return told
    raise EngineError(f"the engine's list of files {digest[:12]} is no list: nothing of it is written")


def _are_changes(told: Mapping[str, Any]) -> bool:
    since, changed, gone = told.get("since"), told.get("changed"), told.get("gone")
    lists = isinstance(changed, list) and isinstance(gone, list) and all(isinstance(path, str) for path in gone)
    return isinstance(since, str) and bool(since) and lists


def _row(row: Any) -> tuple[str, Item]:
    """A row of a manifest, which another machine wrote. Raises EngineError for one that no run leaves."""
    if not (isinstance(row, list) and len(row) == 3 and row[1] in _KINDS and isinstance(row[2], str)):
        raise EngineError(f"the engine names a file in an unknown way, {str(row)[:80]!r}: nothing of it is written")
    path, kind, name = row
    if not fits(path):
        shown = str(path)[:80]
        raise EngineError(f"the engine names a file outside of the workspace, {shown!r}: nothing of it is written")
    if kind == LINK and not (name and fits(name.replace("/", "") or "root")):
        raise EngineError(f"the engine names a link that leads nowhere, {path[:80]!r}: nothing of it is written")
    return path, Item(kind, name)
