"""The pages that show: one run, a step, two runs compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from mity.changes.changed_files import changed_files
from mity.errors import LogError, MityError
from mity.operations.compare_runs import compare
from mity.runs.artifacts import REFERENCE, load_output
from mity.runs.log import ExecutionLog
from mity.runs.tail import newest
from mity.web import steps
from mity.web.actions import Actions
from mity.web.asked import Asked
from mity.web.launch import Launcher
from mity.web.rendering import Rendering
from mity.web.transcripts import MOST_FOUND, SEARCHED, part, search
from mity.web.users import User
from mity.web.workspace import Workspace, is_run
from mity.workflow.graph import svg
from mity.workflow.values import written

Json = dict[str, Any]
_EVENTS = 100
_OFFERED = 100
"""Runs that are offered for a comparison, the newest ones."""
_LIVE_GRAPH = 100_000
"""Letters of a picture of the definition that is sent again when the state of a step changes: of 200 steps."""
_PARTS = ("state", "asked", "acts", "steps")
"""What of a run's page changes while it is shown, each with a template of its own; in the order of the page."""
_COLOURS = {
    "done": "#cdeccf",
    "failed": "#f6cccc",
    "continued": "#f6e3b4",
    "skipped": "#e4e4e4",
    "running": "#cfe2ff",
    "waiting": "#e6d3f5",
    "unavailable": "#e4e4e4",
    "cut off": "#f6cccc",
    "cancelled": "#e4e4e4",
}


class Pages:
    """What is shown of the workspace that is asked for."""

    def __init__(self, rendering: Rendering, launcher: Launcher) -> None:
        self._rendering = rendering
        self._launcher = launcher

    def run(self, asked: Asked) -> Response:
        """One run: its steps, what it asks, its events; or what became of one that is being started."""
        run, place = asked.path["run"], asked.place
        try:
            log = place.log(run)
        except LogError as error:
            if not is_run(run) or not (self._launcher.starting(place, run) or self._launcher.said(place, run)):
                raise
            starting, said = self._launcher.starting(place, run), self._launcher.said(place, run)
            values = {"run": run, "starting": starting, "said": said}
            return self._rendering.page(asked, "starting.html", {**values, "error": str(error)})
        events = _events(place, run)
        held = place.under_way(run, log.state.value)
        values = {
            **_shown(place, log, events, held),
            "events": list(reversed(events)),
            "after": events[-1]["seq"] if events else 0,
            "parameters": steps.parameters(log.context),
            "files": changed_files(log.context.output_path, log.changes),
            "notes": Actions(place, self._launcher).notes(run),
            "said": "" if held else self._launcher.said(place, run),
            "values": list(_values(log)),
            "artefacts": list(_artefacts(log)),
            "before": place.before(run),
        }
        return self._rendering.page(asked, "run.html", values)

    def step(self, asked: Asked) -> Response:
        """One step: result, evidence, repairs, and its transcript, by parts or searched."""
        log = asked.place.log(asked.path["run"])
        key, query = asked.query.get("step", ""), asked.query.get("q", "")[:200]
        if key not in log.stations and key not in log.results:
            raise LogError(f"run {log.run_id} has no step '{key[:100]}'")
        path = asked.place.transcript(log, key)
        start = asked.number("start") if "start" in asked.query else None
        try:
            shown = part(path, start) if path else None
            found = search(path, query) if path and query else None
        except OSError as error:
            raise LogError(f"cannot read the transcript of '{key}': {error.strerror or error}") from error
        values = {**steps.detail(log, key), "part": shown, "found": found, "query": query}
        return self._rendering.page(asked, "step.html", {"summary": _summary(asked.place, log), **values})

    def search(self, asked: Asked) -> Response:
        """Where a text stands in what all steps of a run printed."""
        place, query = asked.place, asked.query.get("q", "").strip()[:200]
        log = place.log(asked.path["run"])
        found, left, size, more = [], MOST_FOUND, SEARCHED, False
        for key in dict.fromkeys((*log.stations, *log.results)) if query else ():
            path = place.transcript(log, key)
            if path is None:
                continue
            if left <= 0 or size <= 0:
                more = True
                break
            try:
                one = search(path, query, left, size)
                size -= path.stat().st_size
            except OSError as error:
                raise LogError(f"cannot read the transcript of '{key}': {error.strerror or error}") from error
            left, more = left - len(one.lines), more or one.more
            found += [(key, one.lines)] if one.lines else []
        values = {"query": query, "found": found, "total": MOST_FOUND - left, "more": more}
        return self._rendering.page(asked, "search.html", {"summary": _summary(place, log), **values})

    def artefact(self, asked: Asked) -> Response:
        """A large value of a step as a file to keep."""
        log = asked.place.log(asked.path["run"])
        result = log.results.get(asked.query.get("step", ""))
        value = result.outputs.get(asked.query.get("name", "")) if result else None
        if not isinstance(value, dict) or REFERENCE not in value:
            raise LogError(f"run {log.run_id} keeps no such value")
        text = self._rendering.redactor.text(written(load_output(value, asked.place.path)))
        headers = {"Content-Disposition": 'attachment; filename="value.txt"'}
        return Response(text.encode("utf-8", "replace"), 200, headers, "text/plain; charset=utf-8")

    def compared(self, asked: Asked) -> Response:
        """How one run differs from another."""
        names = [asked.query.get(name, "") for name in ("a", "b")]
        known = [str(row["run_id"]) for row in reversed(asked.place.rows()[0][-_OFFERED:])]
        values: Json = {"names": names, "known": known, "data": None}
        if all(names):
            logs = [asked.place.log(name) for name in names]
            one, other = (changed_files(log.context.output_path, log.changes) for log in logs)
            data = compare(logs[0], logs[1], (one, other))
            steps_differ = any(len(row) > 1 for row in data["steps"].values())  # a duration is there in any case
            values["data"] = data
            values["differs"] = steps_differ or any(
                data[name] for name in ("state", "definition", "parameters", "files")
            )
        return self._rendering.page(asked, "compare.html", values)

    def failed(self, asked: Asked, status: int, error: MityError) -> Response:
        """What mity refuses, as a page; what was not trusted is listed."""
        items = [line for one in getattr(error, "items", ()) for line in one.lines]
        values = {"message": str(error), "items": items, "status": status}
        return self._rendering.page(asked, "error.html", values, status)

    def fragments(self, place: Workspace, run: str, role: str, events: list[Json]) -> dict[str, str]:
        """The parts of a run's page that change, by their names, as users of a role see them; `events` are the newest.

        Raises LogError.
        """
        log = place.log(run)
        held = place.under_way(run, log.state.value)
        values = _shown(place, log, events if held else [], held) | self._rendering.workspaces.about((place,))
        values |= {"user": User("", role), "form_token": Markup(self._rendering.token_mark)}
        found = {name: self._rendering.fragment(f"run_{name}.html", values) for name in _PARTS}
        small = len(values["graph"]) <= _LIVE_GRAPH
        return {**found, **({"graph": str(values["graph"])} if small else {})}


def _shown(place: Workspace, log: ExecutionLog, events: list[Json], held: bool) -> Json:
    stages = steps.tree(place, log, events, held)
    graph = Markup(svg(log.workflow, _colours(stages)))
    shown = {"summary": steps.summary(log, held), "stages": stages, "graph": graph}
    return {**shown, "questions": steps.questions(log)}


def _summary(place: Workspace, log: ExecutionLog) -> Json:
    return steps.summary(log, place.under_way(log.run_id, log.state.value))


def _events(place: Workspace, run: str) -> list[Json]:
    try:
        return newest(place.store.path(run), _EVENTS)
    except OSError as error:
        raise LogError(f"cannot read the events of run {run}: {error.strerror or error}") from error


def _colours(stages: list[Json]) -> dict[str, str]:
    rows = (row for stage in stages for row in stage["steps"] if not row["depth"])
    return {row["key"].partition("#")[0]: _COLOURS[row["status"]] for row in rows if row["status"] in _COLOURS}


def _values(log: ExecutionLog) -> Iterable[Json]:
    for key, result in log.results.items():
        for name, value in result.outputs.items():
            if isinstance(value, dict) and REFERENCE in value:
                yield {"step": key, "name": name, "size": value.get("size")}


def _artefacts(log: ExecutionLog) -> Iterable[Json]:
    """What steps say they made, as their evidence names it: files with size and digest."""
    for key, result in log.results.items():
        rows = result.evidence.get("artefacts")
        for one in rows if isinstance(rows, list) else ():
            if isinstance(one, dict):
                yield {"step": key, "path": one.get("path"), "bytes": one.get("bytes"), "sha256": one.get("sha256")}
