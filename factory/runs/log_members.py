"""The members of a log's document: which there are, and how each is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from mity.runs.context import WorkflowContext
from mity.runs.json_text import optional_text
from mity.runs.progress import MEMBERS, Progress
from mity.runs.result import StationResult
from mity.runs.state import RunState
from mity.runs.triggered import read_triggered
from mity.workflow.model import Workflow

SCHEMA = 2
Json = dict[str, Any]
KNOWN = frozenset(
    {"schema", "run_id", "workflow_id", "workflow_name", "state", "verdict"}
    | {"current_station_index", "stations", "started_at", "completed_at", "error", "help", "answers", *MEMBERS}
    | {
        "workflow",
        "workflows",
        "rolled_back",
        "context",
        "results",
        "history",
        "sequence",
        "fixes",
        "changes",
        "touched",
        "triggered",
        "edited",
        "seal",
    }
)
"""The members of a document."""


def members_of(data: Mapping[str, Any]) -> Json:
    """What a log is made of, by the names of its fields, from its document; of schema 1 too, with unknown members.

    Raises KeyError, TypeError, ValueError or DefinitionError when the data is something else.
    """
    return {
        "run_id": str(data["run_id"]),
        "workflow": Workflow.from_json(data["workflow"]),
        "stations": [str(station) for station in data["stations"]],
        "context": WorkflowContext.from_json(data["context"]),
        "state": RunState(data["state"]),
        "results": {row["station"]: StationResult.from_json(row["result"]) for row in data["results"]},
        "history": list(data.get("history") or []),
        "answers": {str(name): dict(row) for name, row in (data.get("answers") or {}).items()},
        "workflows": {str(name): Workflow.from_json(row) for name, row in (data.get("workflows") or {}).items()},
        "rolled_back": str(data.get("rolled_back") or ""),
        "fixes": {str(name): [dict(one) for one in rows] for name, rows in (data.get("fixes") or {}).items()},
        "changes": [dict(row) for row in data.get("changes") or ()],
        "touched": [_touched(row) for row in data.get("touched") or ()],
        "triggered": [read_triggered(row) for row in data.get("triggered") or ()],
        "started_at": str(data["started_at"]),
        "completed_at": optional_text(data, "completed_at"),
        "error": optional_text(data, "error"),
        "help_text": [str(text) for text in data.get("help") or []],
        "sequence": int(data.get("sequence") or 0),
        "edited": bool(data.get("edited")),
        "extra": {key: value for key, value in data.items() if key not in KNOWN},
        "progress": _progress(data),
    }


def _touched(row: Mapping[str, Any]) -> Json:
    names = {"station": str(row["station"]), "outputs": [str(one) for one in row["outputs"]]}
    return {**names, "by": str(row["by"]), "at": str(row["at"])}


def _progress(data: Mapping[str, Any]) -> Progress:
    """What was decided and begun; a document of schema 1 kept attempts with the results only."""
    progress = Progress.from_json(data)
    if data.get("attempts") is None:
        replaced = [row["station"] for row in data.get("history") or []]
        progress.attempts = dict(Counter([*replaced, *{row["station"]: None for row in data["results"]}]))
    return progress
