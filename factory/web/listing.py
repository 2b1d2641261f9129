"""The pages about many runs: those of one workspace or of all, filtered and searched, and their statistics."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from starlette.responses import Response

from mity.errors import LogError, StorageError
from mity.operations.statistics import statistics_of
from mity.runs.state import RunState
from mity.text.records import dataclass
from mity.web.asked import Asked
from mity.web.rendering import Rendering
from mity.web.workspace import Workspace
from mity.web.workspaces import name_of

Json = dict[str, Any]
Dated = tuple[str, Workspace, Json]
"""When a run began, its workspace, its summary."""
_ROWS = 50
_SHOWN, _LOOKED_AT = 5, 20
"""Runs of a workspace that its row names: of those that wait, and of those under way; and how many locks are tried."""
_NEW_ENOUGH_S, _PACE_S, _SLOW_PACE_S, _MANY = 1.0, 2, 5, 2000
"""A page that follows the list asks again after so many seconds, later where there are many runs; what was read for
another one in the last second is told it.
"""
_RUNNING = RunState.RUNNING.value
_WAIT = (RunState.WAITING_FOR_CHECKPOINT.value, RunState.WAITING_FOR_INPUT.value)
_SEARCHED = ("run_id", "app", "state", "verdict")


@dataclass(frozen=True, slots=True)
class _Look:
    """The runs of a workspace, the oldest first; `busy` are those that a process works on, `killed` say so wrongly."""

    place: Workspace
    rows: Sequence[Json] = ()
    revision: int = 0
    busy: frozenset[str] = frozenset()
    killed: frozenset[str] = frozenset()
    trouble: str = ""


class Listing:
    """Lists of runs, and what they have shown."""

    def __init__(self, rendering: Rendering) -> None:
        self._rendering = rendering
        self._workspaces = rendering.workspaces

    def runs(self, asked: Asked) -> Response:
        """Every run, the newest first: filtered, searched, by pages; of several workspaces also how each stands.

        A page that follows the list (`seen` is what it has) gets what changes, or is told that nothing did.
        """
        wanted = {name: asked.query.get(name, "")[:200] for name in ("q", "state", "workflow", "workspace")}
        looks = [_look(one, _NEW_ENOUGH_S if "seen" in asked.query else 0.0) for one in asked.places]
        seen = _seen(looks)
        if asked.fragment and asked.query.get("seen") == seen:
            return Response(status_code=204)
        titles = self._workspaces.titles()
        several = len(asked.places) > 1
        chosen = [one for one in looks if wanted["workspace"] in ("", name_of(one.place.identity))]
        found = [
            one for one in _newest(chosen) if _fits(one[2], wanted, titles.get(one[1].path, "") if several else "")
        ]
        start = min(asked.number("start"), len(found))
        killed = {one.place.path: one.killed for one in looks}
        values = {
            "rows": [
                self._row(place, row, titles, killed[place.path]) for _, place, row in found[start : start + _ROWS]
            ],
            "total": len(found),
            "start": start,
            "size": _ROWS,
            "wanted": wanted,
            "shows_place": several,
            "seen": seen,
            "pace_s": _PACE_S if sum(len(one.rows) for one in looks) < _MANY else _SLOW_PACE_S,
            "places": [self._standing(one, titles) for one in looks if several],
            "filtered": any(wanted.values()),
        }
        if asked.fragment:
            follows = "seen" in asked.query  # who filters has the table of workspaces already
            return self._rendering.page(asked, "runs_news.html" if follows else "runs_rows.html", values)
        values["states"] = [state.value for state in RunState]
        values["workflows"] = sorted({str(row["workflow_id"]) for one in looks for row in one.rows} - {""})
        values["troubles"] = [] if several else [one.trouble for one in looks if one.trouble]
        values["left_out"] = self._workspaces.left_out if several else 0
        return self._rendering.page(asked, "runs.html", values)

    def statistics(self, asked: Asked) -> Response:
        """Success, times, flaky steps, repairs: of a workspace, or of all in sum with a line for each."""
        titles = self._workspaces.titles()
        documents: list[Path] = []
        troubles: list[str] = []
        for one in asked.places:
            try:
                one.check()
                documents += one.store.documents()
            except (LogError, StorageError) as error:
                troubles.append(str(error))
        several = len(asked.places) > 1
        if several:  # numbers of runs count in one workspace; the newest of all are those that changed last
            documents.sort(key=_changed_at)
        data = statistics_of(documents)
        named = [(one, data["folders"].get(one.store.folder)) for one in asked.places if several]
        places = [{**self._place(one, titles), **numbers} for one, numbers in named if numbers]
        return self._rendering.page(asked, "statistics.html", {"data": data, "places": places, "troubles": troubles})

    def _row(self, place: Workspace, row: Json, titles: dict[Path, str], killed: Collection[str]) -> Json:
        return {**row, **self._place(place, titles), "shown": _shown(row, killed)}

    def _place(self, place: Workspace, titles: dict[Path, str]) -> Json:
        return {"at": self._workspaces.base((place,)), "place": titles.get(place.path, place.title)}

    def _standing(self, one: _Look, titles: dict[Path, str]) -> Json:
        """How a workspace stands: its runs by state, the newest, those that wait for a person, those under way."""
        newest = list(reversed(one.rows))
        busy = [row for row in newest if row["run_id"] in one.busy]
        waiting = [row for row in newest if row["state"] in _WAIT]
        return {
            **self._place(one.place, titles),
            "name": name_of(one.place.identity),
            "path": one.place.shown,
            "trouble": one.trouble,
            "total": len(one.rows),
            "states": Counter(str(row["state"]) for row in one.rows).most_common(),
            "newest": {**newest[0], "shown": _shown(newest[0], one.killed)} if newest else None,
            "waiting": waiting[:_SHOWN],
            "more_waiting": max(0, len(waiting) - _SHOWN),
            "busy": busy[:_SHOWN],
            "more_busy": max(0, len(busy) - _SHOWN),
        }


def _look(place: Workspace, within_s: float) -> _Look:
    try:
        rows, revision = place.rows(within_s)
    except (LogError, StorageError) as error:
        return _Look(place, trouble=str(error))
    running = [str(row["run_id"]) for row in rows if row["state"] == _RUNNING][-_LOOKED_AT:]
    busy = frozenset(run for run in running if place.under_way(run, _RUNNING))
    return _Look(place, rows, revision, busy, frozenset(running) - busy)


def _seen(looks: Sequence[_Look]) -> str:
    """What is another text as soon as the lists show anything else."""
    parts = [(str(one.place.path), one.revision, sorted(one.busy), one.trouble) for one in looks]
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _shown(row: Json, killed: Collection[str]) -> str:
    """The state of a run in the words of its page."""
    return "cut off" if row["run_id"] in killed else str(row["state"]).replace("_", " ")


def _newest(looks: Sequence[_Look]) -> Iterable[Dated]:
    """The runs of workspaces, the newest first. Within a workspace their numbers say which is newer, whatever its clock
    did; those of several are merged by the times of their beginnings.
    """
    some = [list(_dated(one.place, one.rows))[::-1] for one in looks]
    return some[0] if len(some) == 1 else heapq.merge(*some, key=lambda one: one[0], reverse=True)


def _dated(place: Workspace, rows: Sequence[Json]) -> Iterator[Dated]:
    latest = ""
    for row in rows:
        latest = max(latest, str(row.get("started_at") or ""))
        yield latest, place, row


def _fits(row: Json, wanted: Json, title: str) -> bool:
    if wanted["state"] and wanted["state"] not in (row["state"], row.get("verdict")):
        return False
    if wanted["workflow"] and wanted["workflow"] != row["workflow_id"]:
        return False
    text = wanted["q"].lower()
    return not text or text in title.lower() or any(text in str(row.get(name, "")).lower() for name in _SEARCHED)


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
