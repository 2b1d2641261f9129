"""The pages about many runs: those of one workspace or of all, filtered and searched, and their statistics."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from starlette.responses import Response

from mity.errors import LogError, StorageError
from mity.operations.statistics import statistics_of
from mity.runs.state import RunState
from mity.web.asked import Asked
from mity.web.rendering import Rendering
from mity.web.workspace import Workspace
from mity.web.workspaces import name_of, shown_path

Json = dict[str, Any]
Dated = tuple[str, Workspace, Json]
"""When a run began, its workspace, its summary."""
_ROWS = 50
_SHOWN, _LOOKED_AT = 5, 20
"""Runs of a workspace that its row names: of those that wait, and of those under way; and how many locks are tried."""
_WAIT = (RunState.WAITING_FOR_CHECKPOINT.value, RunState.WAITING_FOR_INPUT.value)
_SEARCHED = ("run_id", "app", "state", "verdict")


class Listing:
    """Lists of runs, and what they have shown."""

    def __init__(self, rendering: Rendering) -> None:
        self._rendering = rendering
        self._workspaces = rendering.workspaces

    def runs(self, asked: Asked) -> Response:
        """Every run, the newest first: filtered, searched, by pages; of several workspaces also how each stands."""
        wanted = {name: asked.query.get(name, "")[:200] for name in ("q", "state", "workflow", "workspace")}
        troubles: dict[Path, str] = {}
        rows = {one: _rows(one, troubles) for one in asked.places}
        titles = self._workspaces.titles()
        several = len(asked.places) > 1
        chosen = {one: some for one, some in rows.items() if wanted["workspace"] in ("", name_of(one.path))}
        found = [
            one for one in _newest(chosen) if _fits(one[2], wanted, titles.get(one[1].path, "") if several else "")
        ]
        start = min(asked.number("start"), len(found))
        values = {
            "rows": [self._row(place, row, titles) for _, place, row in found[start : start + _ROWS]],
            "total": len(found),
            "start": start,
            "size": _ROWS,
            "wanted": wanted,
            "shows_place": several,
        }
        if asked.fragment:
            return self._rendering.page(asked, "runs_rows.html", values)
        values["states"] = [state.value for state in RunState]
        values["workflows"] = sorted({str(row["workflow_id"]) for some in rows.values() for row in some} - {""})
        values["places"] = [self._standing(one, some, troubles, titles) for one, some in rows.items() if several]
        values["troubles"] = [] if several else list(troubles.values())
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

    def _row(self, place: Workspace, row: Json, titles: dict[Path, str]) -> Json:
        return {**row, **self._place(place, titles)}

    def _place(self, place: Workspace, titles: dict[Path, str]) -> Json:
        return {"at": self._workspaces.base((place,)), "place": titles.get(place.path, place.path.name)}

    def _standing(self, place: Workspace, rows: list[Json], troubles: dict[Path, str], titles: dict[Path, str]) -> Json:
        """How a workspace stands: its runs by state, the newest, those that wait for a person, those under way."""
        newest = list(reversed(rows))
        running = [row for row in newest if row["state"] == RunState.RUNNING.value][:_LOOKED_AT]
        busy = [row for row in running if place.under_way(str(row["run_id"]), row["state"])]
        waiting = [row for row in newest if row["state"] in _WAIT]
        return {
            **self._place(place, titles),
            "name": name_of(place.path),
            "path": shown_path(place.path),
            "trouble": troubles.get(place.path, ""),
            "total": len(rows),
            "states": Counter(str(row["state"]) for row in rows).most_common(),
            "newest": newest[0] if newest else None,
            "waiting": waiting[:_SHOWN],
            "more_waiting": max(0, len(waiting) - _SHOWN),
            "busy": busy[:_SHOWN],
            "more_busy": max(0, len(busy) - _SHOWN),
        }


def _rows(place: Workspace, troubles: dict[Path, str]) -> list[Json]:
    try:
        return place.rows()
    except (LogError, StorageError) as error:
        troubles[place.path] = str(error)
        return []


def _newest(rows: dict[Workspace, list[Json]]) -> Iterable[Dated]:
    """The runs of workspaces, the newest first. Within a workspace their numbers say which is newer, whatever its clock
    did; those of several are merged by the times of their beginnings.
    """
    some = [list(_dated(place, found))[::-1] for place, found in rows.items()]
    return some[0] if len(some) == 1 else heapq.merge(*some, key=lambda one: one[0], reverse=True)


def _dated(place: Workspace, rows: list[Json]) -> Iterator[Dated]:
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
