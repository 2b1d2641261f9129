"""What runs in a workspace now, and what waits for somebody there."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mity.errors import LogError
from mity.runs import events
from mity.runs.events import Event
from mity.runs.log import ExecutionLog
from mity.runs.report import next_command
from mity.runs.state import RunState
from mity.runs.store import LogStore
from mity.runs.tail import Tail
from mity.system.process_registry import ProcessRegistry

if TYPE_CHECKING:
    import psutil

_OPEN = frozenset(one.value for one in RunState if one.can_resume and one is not RunState.FAILED)
_ORDER = ("running", "waiting_for_input", "waiting_for_checkpoint", "paused", "stopped", "pending")


class UnderWay:
    """Looks at the runs of a workspace, again and again; a look reads only what is new.

    The use of the processor is that since the look before, so the first look knows none.
    """

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._store = LogStore(workspace)
        self._tails: dict[str, tuple[Tail, dict[str, str]]] = {}
        self._processes: dict[str, dict[int, psutil.Process]] = {}

    def look(self) -> list[dict[str, Any]]:
        """A row for each run that is under way or waits, those under way first.

        `steps` have the key and the seconds since when they run; a run that no process works on, although it is neither
        at its end nor waits, is `stopped`. Raises StorageError.
        """
        open_rows = [row for row in self._store.runs() if row["state"] in _OPEN]
        rows = [found for row in open_rows if (found := self._row(row)) is not None]
        gone = self._tails.keys() - {row["run_id"] for row in rows}
        for run_id in gone:
            self._tails.pop(run_id, None)
            self._processes.pop(run_id, None)
        return sorted(rows, key=lambda row: (_ORDER.index(row["state"]), row["run_id"]))

    def _row(self, summary: dict[str, Any]) -> dict[str, Any] | None:
        run_id, state = str(summary["run_id"]), str(summary["state"])
        path = self._store.path(run_id)
        try:
            log = self._store.load(path)
        except LogError:  # it was removed just now
            return None
        live = self._store.held(run_id)
        if state == RunState.RUNNING and not live:
            state = "stopped"
        names = ("run_id", "workflow_id", "app", "done", "stations", "started_at")
        row: dict[str, Any] = {**{name: summary[name] for name in names}, "state": state, "log": str(path)}
        row["steps"] = self._steps(run_id, path, log) if state == RunState.RUNNING else []
        row |= self._use(run_id) if live else {"processes": 0, "memory_bytes": 0, "cpu_percent": None}
        asked = log.results[key].question if (key := log.failed_station()) and key in log.results else None
        row["question"] = asked.question if asked is not None and log.state.waiting else ""
        row["next"] = "" if live else next_command(log)
        return row

    def _steps(self, run_id: str, path: Path, log: ExecutionLog) -> list[dict[str, Any]]:
        """The steps that have begun and not ended, with the seconds since then; those that wait for others are none."""
        tail, since = self._tails.setdefault(run_id, (Tail(path), {}))
        try:
            while found := tail.read():
                for event in map(Event.from_json, found):
                    if event.kind == events.STEP_STARTED:
                        since[event.key] = event.time
                    elif event.kind == events.STEP_FINISHED:
                        since.pop(event.key, None)
        except (OSError, KeyError, TypeError, ValueError):  # it ended just now, or what is there is no journal
            return []
        left = set(log.remaining())
        return [{"step": key, "seconds": _seconds(time)} for key, time in since.items() if key in left]

    def _use(self, run_id: str) -> dict[str, Any]:
        """The processes of a run, their memory in bytes, and the share of one processor that they use in per cent."""
        import psutil

        known, total, used = self._processes.setdefault(run_id, {}), 0, 0.0
        now = ProcessRegistry(self._workspace, run_id).living()
        fresh = not known
        for pid, process in now.items():
            seen = known.get(pid)
            if seen is None or seen != process:
                seen = process
            try:
                total += seen.memory_info().rss
                used += seen.cpu_percent()
            except psutil.Error:
                continue
            known[pid] = seen
        for pid in known.keys() - now.keys():
            del known[pid]
        return {
            "processes": len(known),
            "memory_bytes": total,
            "cpu_percent": None if fresh or not known else round(used, 1),
        }


def _seconds(time: str) -> float:
    """The seconds since a moment in RFC 3339."""
    try:
        began = datetime.datetime.fromisoformat(time)
    except ValueError:
        return 0.0
    return max(0.0, round((datetime.datetime.now(datetime.UTC) - began).total_seconds(), 1))
