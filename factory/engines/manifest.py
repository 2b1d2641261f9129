"""The list of a run's files: their paths, kinds and digests, as the database keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mity.engines.address import EngineError
from mity.engines.belonging import fits
from mity.engines.blobs import Blobs
from mity.text.data import parse_json
from mity.text.records import dataclass

LINK = "link"
_KINDS = ("file", "program", LINK)


@dataclass(frozen=True, slots=True)
class Item:
    """A file with the digest of its content, or a link with its target; `kind` is `file`, `program` or `link`."""

    kind: str
    name: str


Manifest = Mapping[str, Item]


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
    if kind == LINK and not (name and fits(name.replace("/", "") or "root")):
        raise EngineError(f"the engine names a link that leads nowhere, {path[:80]!r}: nothing of it is written")
    return path, Item(kind, name)
