"""What `mity watch` waits for in a workspace, whether it is under way, and what it has served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mity.triggers.clock import Clock
from mity.triggers.definitions import Trigger, Triggers
from mity.triggers.queue import Queue
from mity.workflow.bodies import Stations
from mity.workflow.library import Library

Json = dict[str, Any]
_SERVED = 50


def watched(workspace: Path, library: Library, stations: Stations) -> Json:
    """`triggers`, each with `workflow`, `type`, `on` (what it waits for) and `next` (the time of a schedule, or empty);
    `problems`, one sentence for each that cannot be served; `watching`; `waiting`, how many events wait; `served`, the
    newest events first, each with `said`, `ended` and `jobs`. `stations` are those that definitions may name.
    Nothing is written. Raises StorageError.
    """
    problems: list[str] = []
    triggers = Triggers(workspace, library, stations, problems.append)
    triggers.refresh()
    queue = Queue(workspace)
    return {
        "triggers": [_row(one) for one in triggers.all],
        "problems": problems,
        "watching": queue.watched(),
        "waiting": len(queue),
        "served": [
            {"said": one.said, "ended": ended, "jobs": [job.to_json() for job in one.jobs or ()]}
            for one, ended in queue.ended(_SERVED)
        ],
    }


def _row(one: Trigger) -> Json:
    named = {name: value for name, value in one.data.items() if name not in ("type", "inputs")}
    on = ", ".join(f"{name} {value}" for name, value in named.items()) or ", ".join(one.globs)
    coming = one.cron.next(Clock().now()).isoformat() if one.cron is not None else ""
    return {"workflow": one.workflow, "type": one.type, "on": on, "next": coming}
