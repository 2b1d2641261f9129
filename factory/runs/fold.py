"""The fold of a run's events into its execution log: what each durable kind of event changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from mity.runs import events
from mity.runs.events import Event
from mity.runs.json_text import optional_text
from mity.runs.keys import UNDO
from mity.runs.log import HARD, SOFT, ExecutionLog
from mity.runs.result import StationResult
from mity.runs.state import RunState, Status
from mity.runs.triggered import read_triggered
from mity.workflow.model import Workflow

_MOST = 100
"""So many beginnings of a run are remembered, the newest."""


def apply(log: ExecutionLog, event: Event) -> None:
    """Takes an event into the log. Raises KeyError, TypeError or ValueError for data that is not of its kind."""
    if fold := _FOLDS.get(event.kind):
        fold(log, event)


def _state(log: ExecutionLog, event: Event) -> None:
    log.state = RunState(event.data["state"])
    log.error = optional_text(event.data, "error")
    if log.state is RunState.RUNNING:
        log.progress.started()
        if by := str(event.data.get("by") or ""):
            known, row = log.extra.get("begun"), {"by": by, "at": event.time}
            before = [one for one in known if one != row] if isinstance(known, list) else []
            log.extra["begun"] = [*before, row][-_MOST:]
    log.completed_at = optional_text(event.data, "completed_at")


def _started(log: ExecutionLog, event: Event) -> None:
    if log.workflow.rollback is not None and event.key in log.workflow.rollback.before:
        log.progress.begun_at.setdefault(event.key, len(log.changes))
    log.progress.begun(event.key, int(event.data["attempt"]))


def _retried(log: ExecutionLog, event: Event) -> None:
    if "at" in event.data:
        log.progress.retry_at[event.key] = float(event.data["at"])


def _added(log: ExecutionLog, event: Event) -> None:
    log.remove([str(key) for key in event.data.get("gone", ())])
    log.add([str(key) for key in event.data["keys"]], str(event.data.get("behind", "")))
    if "items" in event.data:
        log.progress.lists[event.address] = event.data["items"]
    if "edge" in event.data:
        log.progress.edges[event.key] = str(event.data["edge"])


def _generated(log: ExecutionLog, event: Event) -> None:
    log.workflows.update({str(name): Workflow.from_json(row) for name, row in event.data["workflows"].items()})
    log.progress.given[event.key] = dict(event.data["outputs"])
    log.add([str(key) for key in event.data["keys"]], event.key)


def _triggered(log: ExecutionLog, event: Event) -> None:
    log.triggered.append(read_triggered({**event.data, "key": event.key}))


def _trigger_ended(log: ExecutionLog, event: Event) -> None:
    for row in log.triggered:
        if row["run"] == event.data["run"]:
            row["ended"] = str(event.data["how"])


def _judged(log: ExecutionLog, event: Event) -> None:
    log.progress.conditions[event.address] = dict(event.data)


def _waiting(log: ExecutionLog, event: Event) -> None:
    log.progress.waiting_since.setdefault(event.key, float(event.data["since"]))
    log.progress.shown[event.key] = {name: event.data.get(name, "") for name in ("message", "tree")}


def _finished(log: ExecutionLog, event: Event) -> None:
    result = event.data["result"]
    log.record(event.key, result if isinstance(result, StationResult) else StationResult.from_json(result))
    if log.changes:
        log.progress.ended_at[event.key] = len(log.changes)
    log.attempts[event.key] = max(log.attempts.get(event.key, 0), log.results[event.key].attempts)
    if log.results[event.key].status is not Status.NEEDS_INPUT:
        log.progress.ended(event.key)
    else:
        log.progress.tries.pop(event.key, None)


def _rewound(log: ExecutionLog, event: Event) -> None:
    for key in map(str, event.data["steps"]):
        told = (log.results[key].healing or {}).get("attempts", ()) if key in log.results else ()
        if event.data.get("proofs") and told:  # what repaired the step stays part of its story
            log.fixes[key] = [dict(one) for one in told]
        log.drop(key)
        log.progress.taken_back(key)
        log.progress.edges.pop(key, None)
    for key in map(str, event.data.get("generated", ())):
        log.forget_generated(key)
    log.progress.forget(map(str, event.data.get("addresses", ())))
    log.rolled_back = ""


def _answered(log: ExecutionLog, event: Event) -> None:
    if "answer" in event.data:  # of a checkpoint
        log.progress.approvals[event.key] = dict(event.data)
        return
    log.answers[event.key] = dict(event.data)
    if text := str(event.data.get("text") or ""):
        log.help_text.append(text)


def _changed(log: ExecutionLog, event: Event) -> None:
    log.changes.append(dict(event.data))


def _rolled_back(log: ExecutionLog, event: Event) -> None:
    if "point" in event.data:
        for row in log.changes[int(event.data["point"]) :]:
            row["undone"] = HARD if event.data.get("hard") or row.get("undone") == HARD else SOFT
        for key in map(str, event.data.get("steps", ())):
            log.progress.tries.pop(f"{key}{UNDO}", None)
        left = set(map(str, event.data.get("left", ())))
        log.progress.undone.update({str(key): str(key) not in left for key in event.data.get("steps", ())})
        return
    log.rolled_back = str(event.data["stage"])
    if event.data.get("whole"):
        log.fixes.clear()  # those of the step under way went with its stage


def _artifact(log: ExecutionLog, event: Event) -> None:
    log.context.artifacts.update(event.data["artifacts"])


def _touched(log: ExecutionLog, event: Event) -> None:
    result = log.results[event.key]
    log.record(event.key, replace(result, outputs={**result.outputs, **event.data["outputs"]}))
    row = {"station": event.key, "outputs": sorted(event.data["outputs"])}
    log.touched.append({**row, "by": str(event.data["by"]), "at": str(event.data["at"])})


def _fix_kept(log: ExecutionLog, event: Event) -> None:
    log.fixes.setdefault(event.key, []).append(dict(event.data["attempt"]))


_FOLDS: Mapping[str, Callable[[ExecutionLog, Event], None]] = {
    events.RUN_STATE: _state,
    events.STEP_STARTED: _started,
    events.STEP_RETRY: _retried,
    events.STEPS_ADDED: _added,
    events.WORKFLOW_GENERATED: _generated,
    events.TRIGGERED: _triggered,
    events.TRIGGER_ENDED: _trigger_ended,
    events.CONDITION: _judged,
    events.CHECKPOINT_WAITING: _waiting,
    events.STEP_FINISHED: _finished,
    events.STEP_REWOUND: _rewound,
    events.ANSWERED: _answered,
    events.STEP_CHANGED: _changed,
    events.ROLLED_BACK: _rolled_back,
    events.FIX_KEPT: _fix_kept,
    events.ARTIFACT: _artifact,
    events.DEBUG_SET: _touched,
}
