"""What clients are shown: bounded, without secrets, with what to do next."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from mity.engine.checkpoints import WAITING
from mity.mcp.workspace import FoundRun, Workspace
from mity.redaction import Redactor
from mity.runs.report import report
from mity.runs.state import RunState
from mity.text.visible import visible_lines

Json = dict[str, Any]
_MOST_TEXT, _MOST_ITEMS, _MOST_DEPTH = 2_000, 60, 8
MOST_REPORT = 60_000
"""Letters of a report as a resource."""
CONSENT = (
    "No client can consent to it. The person looks at it and consents by typing `mity trust {subject}` in a terminal; "
    "then call this tool again."
)


def bounded(value: Any, depth: int = 0) -> Any:
    """The same data with long texts and lists cut, which says so."""
    if isinstance(value, str):
        return value if len(value) <= _MOST_TEXT else f"{value[:_MOST_TEXT]}… ({len(value)} letters)"
    if depth >= _MOST_DEPTH and isinstance(value, Mapping | list | tuple):
        return "…"
    if isinstance(value, Mapping):
        kept = list(value.items())[:_MOST_ITEMS]
        more = {"…": f"{len(value) - _MOST_ITEMS} more"} if len(value) > _MOST_ITEMS else {}
        return {str(name)[:200]: bounded(one, depth + 1) for name, one in kept} | more
    if isinstance(value, list | tuple):
        more_of = [f"… {len(value) - _MOST_ITEMS} more"] if len(value) > _MOST_ITEMS else []
        return [*(bounded(one, depth + 1) for one in value[:_MOST_ITEMS]), *more_of]
    return value


def clean(value: Json) -> Json:
    """Data as a client may have it: bounded, without secrets and hidden signs."""
    made: Json = bounded(_plain(Redactor(os.environ).data(value)))
    return made


def _plain(value: Any) -> Any:
    """The same data with what no reader sees as escapes: an agent would read it, and the person beside it would not."""
    if isinstance(value, str):
        return visible_lines(value)
    if isinstance(value, Mapping):
        return {_plain(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def clean_text(text: str, most: int = _MOST_TEXT) -> str:
    """A text as a client may have it: without secrets and hidden signs."""
    return visible_lines(Redactor(os.environ).text(text))[:most]


def outline(found: FoundRun, workspace: Workspace, *, held: bool = False) -> Json:
    """A run: verdict, each step with its evidence, the question that it waits with, and what to do next."""
    log = found.log
    told = report(log, found.path)
    asked = question(found)
    state = log.state.value
    return clean(
        {
            "run_id": log.run_id,
            "workflow": log.workflow.id,
            "project": workspace.shown(log.context.output_path),
            "state": state,
            "under_way": held,
            "verdict": told["verdict"],
            "doubts": told["doubts"],
            "error": log.error,
            "steps": [_step(row["station"], row["result"]) for row in told["results"]],
            "remaining": log.remaining(),
            "running": told["app"]["running"],
            "question": asked or None,
            "next": _next(log.run_id, log.state, bool(asked), held),
        }
    )


def _step(key: str, result: Mapping[str, Any]) -> Json:
    tried = (result.get("healing") or {}).get("attempts", ())
    return {
        "step": key,
        "status": result["status"],
        "message": result["message"],
        "seconds": result["duration_s"],
        "evidence": result["evidence"],
        "repairs": [{name: one.get(name) for name in ("rule", "fix", "verdict", "why")} for one in tried],
    }


def question(found: FoundRun) -> Json:
    """What a run asks a person, with the answers that there are; empty when it asks nothing."""
    log = found.log
    for key, result in log.results.items():
        if WAITING in result.evidence:
            words = [
                {"choice": "approve", "label": "go on; `text` may say what is to be changed on the way"},
                {"choice": "reject", "label": "do not; `text` says why"},
            ]
            said = str(result.evidence.get("message") or result.message)
            return {"kind": "checkpoint", "step": key, "question": said, "options": words}
    step = log.failed_station()
    asked = log.results[step].question if step else None
    if step is None or asked is None:
        return {}
    options = [{"choice": one.choice, "label": one.label, "destroys": one.destroys} for one in asked.options]
    return {
        "kind": "question",
        "step": step,
        "question": asked.question,
        "cause": list(asked.cause),
        "tried": list(asked.tried),
        "options": options,
        "default": asked.default,
    }


def _next(run_id: str, state: RunState, asks: bool, held: bool) -> str:
    if asks:
        return (
            f"the run waits for a person: call answer with run_id {run_id} and one of the choices, "
            "or without a choice to have the person asked"
        )
    if held:
        return f"the run is under way: call show_run with run_id {run_id} later, or cancel"
    if state in (RunState.COMPLETED, RunState.CANCELLED):
        return ""
    return f"the run can go on: call answer with run_id {run_id} and the choice retry"
