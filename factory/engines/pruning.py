"""Removing runs of an engine that are over, and the contents of files in the database that no run has any more.

A content that is asked for is marked as used (`DatabaseBlobs`), so one that was not used for a day and that no run
names is needed by nobody: whoever is about to name it has just marked it, or sends it again. Those of an object store
are another matter (`mity.engines.object_pruning`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mity.engines.engine import Engine
from mity.engines.manifest import LINK, lists_behind, manifest_of
from mity.engines.read_rows import summary_of
from mity.engines.rows import STOPPED
from mity.errors import UsageError
from mity.runs.events import read_time
from mity.runs.state import RunState
from mity.text.records import dataclass

_OVER = (RunState.COMPLETED.value, RunState.CANCELLED.value)
_DIGEST = re.compile(r"(?:[0-9a-f]{2})+")
_AT_ONCE = 100  # rows in one statement
_UNUSED = "at < clock_timestamp() - interval '1 day'"
_MAY = "SELECT has_table_privilege('mity.blobs', 'DELETE')"
_RUNS = """
SELECT run_id, status, summary FROM mity.runs WHERE document IS NOT NULL
ORDER BY length(split_part(run_id, '-', 1)) DESC, run_id DESC OFFSET %s
"""
_REMOVE = "DELETE FROM mity.runs WHERE run_id = ANY(%s) AND status = %s RETURNING run_id"
_NAMED = "SELECT DISTINCT unnest(ARRAY[base, tree]), brought FROM mity.runs WHERE NOT run_id = ANY(%s)"
_CANDIDATES = f"SELECT digest, octet_length(data) FROM mity.blobs WHERE {_UNUSED}"
_FORGET = f"DELETE FROM mity.blobs WHERE digest = ANY(%s) AND {_UNUSED} RETURNING octet_length(data)"


@dataclass(frozen=True, slots=True)
class Pruned:
    """Runs that were removed, or would be; how many contents, and how many bytes these have."""

    runs: list[str]
    contents: int
    size: int


def prune(engine: Engine, older_s: float, keep: int = 0, *, unfinished: bool = False, dry_run: bool = False) -> Pruned:
    """Removes runs that began `older_s` seconds ago or earlier, but for the `keep` newest, and what only they had.

    Runs that are due or under way stay; unless `unfinished` ones may go too, so does what could go on. Raises
    UsageError for a role that may not, EngineError.
    """
    if not _rows(engine, _MAY)[0][0]:
        raise UsageError("contents are removed by the role that made the tables: name the engine with that role")
    wanted = list(_wanted(engine, time.time() - older_s, keep, unfinished))
    gone = wanted if dry_run else list(_removed(engine, wanted))
    named = _named(engine, gone)
    unused = {str(name): int(size) for name, size in _rows(engine, _CANDIDATES) if bytes.fromhex(name) not in named}
    sizes = list(unused.values()) if dry_run else list(_forgotten(engine, list(unused)))
    sizes += _of_store(engine, named, dry_run=dry_run)
    return Pruned(sorted(gone), len(sizes), sum(sizes))


def _of_store(engine: Engine, named: set[bytes], *, dry_run: bool) -> list[int]:
    """The sizes of what goes from an object store, where contents lie in one."""
    from mity.engines.object_blobs import ObjectBlobs

    if not isinstance(engine.blobs, ObjectBlobs):
        return []
    from mity.engines.object_pruning import prune_objects

    return prune_objects(engine.database, engine.blobs, named, dry_run=dry_run)


def _wanted(engine: Engine, latest: float, keep: int, unfinished: bool) -> Iterator[str]:
    for run_id, status, text in _rows(engine, _RUNS, keep):
        summary = summary_of(str(run_id), str(text))
        over = unfinished or (summary.get("state") in _OVER and not summary.get("can_resume"))
        try:
            old = read_time(str(summary.get("started_at"))).timestamp() <= latest
        except ValueError:
            continue
        if status == STOPPED and over and old:
            yield str(run_id)


def _removed(engine: Engine, wanted: Sequence[str]) -> Iterator[str]:
    """Removes these runs, but for those that somebody went on with meanwhile."""
    for some in _parts(wanted):
        yield from (str(row[0]) for row in _rows(engine, _REMOVE, some, STOPPED))


def _named(engine: Engine, without: Sequence[str]) -> set[bytes]:
    """The digests of all that the other runs have: their files, and the lists of files that folders go by."""
    rows = _rows(engine, _NAMED, list(without))
    trees = {tree for tree, _ in rows if tree}
    names: set[str] = set()
    for name in {name for _, brought in rows for name in brought if _DIGEST.fullmatch(name)} | trees:
        names.update(lists_behind(engine.blobs, name))
    for tree in trees:
        names.update(item.name for item in manifest_of(engine.blobs, tree).values() if item.kind != LINK)
    return {bytes.fromhex(name) for name in names if _DIGEST.fullmatch(name)}  # others name no content


def _forgotten(engine: Engine, names: Sequence[str]) -> Iterator[int]:
    """Removes contents, but for those that were used meanwhile; the size of each in bytes."""
    for some in _parts(names):
        yield from (int(row[0]) for row in _rows(engine, _FORGET, some))


def _parts(names: Sequence[str]) -> Iterable[list[str]]:
    return (list(names[at : at + _AT_ONCE]) for at in range(0, len(names), _AT_ONCE))


def _rows(engine: Engine, text: str, *words: Any) -> list[tuple[Any, ...]]:
    return engine.database.run(lambda connection: connection.execute(text, words).fetchall())
