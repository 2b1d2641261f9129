"""A run as the page shows it: its steps as a tree, what is under way, and what it asks, as data for the templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from mity.engine.checkpoints import ANSWER, WAITING
from mity.operations.answers import asked, checkpoint_of
from mity.redaction import MASK
from mity.runs.asking import ASKS
from mity.runs.context import WorkflowContext
from mity.runs.events import PROGRESS, STEP_STARTED, read_time
from mity.runs.inbox import Inbox
from mity.runs.keys import HOOKS, NESTED
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState, Status
from mity.web.transcripts import last_lines
from mity.web.workspace import Workspace

Json = dict[str, Any]
MOST_STEPS = 2000
_LAST_LINES, _FEW_AT_ONCE = 6, 8
"""Lines of a step that runs; one line each where more steps than so many run at once."""
_FEW_ITEMS = 10
"""Items of a loop that are all shown."""
_QUIET = ("done", "skipped", "to come", "cancelled")


def tree(place: Workspace, log: ExecutionLog, events: Sequence[Json], under_way: bool) -> list[Json]:
    """The stages of a run, each with its steps; of a very long run the last `MOST_STEPS`."""
    stages = {step.id: stage for stage in log.workflow.stages for step in stage.steps}
    began = {str(one.get("station")): one for one in events if one["kind"] == STEP_STARTED}
    told = {str(one.get("station")): str(one.get("text", "")) for one in events if one["kind"] == PROGRESS}
    found: dict[str, Json] = {}
    for key in list(dict.fromkeys((*log.stations, *log.results)))[-MOST_STEPS:]:
        stage = stages.get(_id(key))
        name = "at the end" if key.startswith(HOOKS) else (stage.name if stage else "") or _id(key)
        beside = stage is not None and stage.loop is None and (stage.max_parallel > 1 or bool(stage.parallel))
        row = _step(log, key, began.get(key), under_way)
        if row["status"] == "running":
            path = place.transcript(log, key)
            row["lines"] = last_lines(path, _LAST_LINES) if path else []
            row["message"] = told.get(key) or row["message"]
        found.setdefault(name, {"name": name, "beside": beside, "steps": []})["steps"].append(row)
    running = [row for one in found.values() for row in one["steps"] if row["status"] == "running"]
    for row in running if len(running) > _FEW_AT_ONCE else ():
        row["lines"] = row["lines"][-1:]
    for one in found.values():
        _raise_owners(one["steps"], "running" if under_way else "cut off")
    return [{**one, "steps": _folded(one["steps"])} for one in found.values()]


def _raise_owners(rows: Sequence[Json], begun: str) -> None:
    """Lets steps that others stand below, items or those of a workflow, wait or be `begun` as soon as these are."""
    below: dict[str, set[str]] = {}
    for row in rows:
        key, status = row["key"], row["status"]
        if status != "to come":
            for place, sign in enumerate(key):
                if sign in ("[", NESTED):
                    below.setdefault(key[:place], set()).add(status)
    for row in rows:
        if row["status"] == "to come" and (found := below.get(row["key"])):
            row["status"] = "waiting" if "waiting" in found and "running" not in found else begun


def _folded(rows: Sequence[Json]) -> list[Json]:
    """The rows of a stage, where the items of a long loop that nobody need look at stand as `rest` of the step that has
    them, behind those that run, wait or went wrong.
    """
    found: list[Json] = []
    for owner, group in groupby(rows, lambda row: _item(row["key"]).partition("[")[0]):
        items = [list(some) for _, some in groupby(group, lambda row: _item(row["key"]))]
        quiet = [some for some in items if all(row["status"] in _QUIET for row in some)]
        if not owner or not found or len(items) <= _FEW_ITEMS or len(quiet) < 2:
            found += [row for some in items for row in some]
            continue
        found += [row for some in items if some not in quiet for row in some]
        counts = Counter(some[0]["status"] for some in quiet)
        text = ", ".join(f"{count} {status}" for status, count in counts.most_common())
        rest = [row for some in quiet for row in some]
        found.append({"rest": rest, "text": text, "owner": owner, "depth": rest[0]["depth"]})
    return found


def _item(key: str) -> str:
    """The key of the item of the outermost loop that a step belongs to; empty where it is in none."""
    return key[: key.find("]") + 1]


def _step(log: ExecutionLog, key: str, began: Json | None, under_way: bool) -> Json:
    result = log.results.get(key)
    row: Json = {"key": key, "name": key.rpartition(NESTED)[2], "depth": min(key.count(NESTED) + key.count("["), 6)}
    row |= {"attempts": log.attempts.get(key, 0), "lines": [], "message": "", "seconds": None, "since": ""}
    if result is not None:
        waits = result.status is Status.NEEDS_INPUT
        row |= {"status": "waiting" if waits else result.status.value, "message": result.message}
        row |= {"seconds": result.duration_s, "proven": result.proven, "repairs": len(_attempts(result.healing))}
    elif key in log.progress.waiting_since:
        row |= {"status": "waiting", "message": "waits for a person"}
    elif key in log.progress.tries:
        row |= {"status": "running" if under_way else "cut off", "since": str((began or {}).get("time", ""))}
        row["message"] = str((began or {}).get("description", ""))
    else:
        row["status"] = "to come"
    return row


def detail(log: ExecutionLog, key: str) -> Json:
    """Everything that the log has of one step: its result, earlier ones, and what repairs did."""
    rows = [one["result"] for one in log.history if one["station"] == key]
    result = log.results.get(key)
    latest = result.to_json() if result else {}
    return {"key": key, "result": latest, "earlier": rows[-20:], "healing": _attempts(latest.get("healing"))}


def summary(log: ExecutionLog, under_way: bool) -> Json:
    """How a run stands, in the words of the page."""
    verdict = log.verdict
    killed = log.state is RunState.RUNNING and not under_way
    return {
        "run_id": log.run_id,
        "workflow": log.workflow.id,
        "title": log.workflow.name,
        "state": "cut off" if killed else log.state.value.replace("_", " "),
        "verdict": verdict.value if verdict else "",
        "doubts": log.doubts() if log.state is RunState.COMPLETED else [],
        "error": log.error or "",
        "started_at": log.started_at,
        "completed_at": log.completed_at or "",
        "took_s": _took(log),
        "waits": log.state in (RunState.WAITING_FOR_CHECKPOINT, RunState.WAITING_FOR_INPUT),
        "app": log.context.app_name,
        "done": len(log.stations) - len(log.remaining()),
        "steps": len(log.stations),
        "under_way": under_way,
        "can_resume": log.can_resume() and not under_way,
        "can_end": not log.state.ended,
        "forked_from": str(log.extra.get("forked_from", "")),
        "sequence": log.sequence,
    }


def _took(log: ExecutionLog) -> float | None:
    """The seconds from the beginning of a run to its end, if it is over."""
    try:
        return (read_time(str(log.completed_at)) - read_time(log.started_at)).total_seconds()
    except (ValueError, TypeError):
        return None


def questions(log: ExecutionLog) -> list[Json]:
    """What a run waits for: checkpoints and questions, each with what can be answered and what that does."""
    found = []
    inbox = Inbox(log.context.workspace, log.run_id)
    for key in dict.fromkeys((*log.results, *log.progress.waiting_since)):
        result = log.results.get(key)
        if result is not None and ASKS in result.evidence:
            continue  # at a key of its own
        checkpoint = key in log.progress.waiting_since or (result is not None and WAITING in result.evidence)
        if checkpoint and key not in log.progress.approvals:
            found.append(_checkpoint(log, key, answered=inbox.has(f"{ANSWER}-{key}")))
        elif not checkpoint and result is not None and result.question and log.state is RunState.WAITING_FOR_INPUT:
            found.append({"kind": "question", "key": key, "answered": key in log.answers, **result.question.to_json()})
    return found


def _checkpoint(log: ExecutionLog, key: str, *, answered: bool) -> Json:
    checkpoint = checkpoint_of(log, key)
    shown = log.progress.shown.get(key) or {}
    inputs = [
        {"name": name, "type": str(row.get("type", "string")), "values": list(row.get("values") or ())}
        | {"default": row.get("default"), "description": str(row.get("description", ""))}
        for name, row in checkpoint.inputs.items()
    ]
    message = str(shown.get("message") or checkpoint.message)
    more = {
        "approvers": list(checkpoint.approvers),
        "inputs": inputs,
        "asked": asked(log, key),
        "timeout_s": checkpoint.timeout_s,
    }
    return {"kind": "checkpoint", "key": key, "message": message, "answered": answered, **more}


def parameters(context: WorkflowContext) -> Mapping[str, Any]:
    """What the run was given; secrets among it are masked in the log already."""
    found = context.metadata.get("parameters")
    return found if isinstance(found, dict) else {"parameters": MASK} if found else {}


def _attempts(healing: Mapping[str, Any] | None) -> list[Json]:
    return [dict(one) for one in (healing or {}).get("attempts", ()) if isinstance(one, dict)]


def _id(key: str) -> str:
    return key.partition(NESTED)[0].partition("[")[0].partition("#")[0]
