"""The execution log: the record of one run, as data. `mity.runs.store` keeps it on disk."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.runs.state import RunState, Status, Verdict
from mity.workflow.model import Workflow

SCHEMA = 1
Json = dict[str, Any]


def utc_now() -> str:
    """The present time in UTC as RFC 3339, to the millisecond."""
    now = datetime.datetime.now(datetime.UTC)
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(slots=True)
class ExecutionLog:
    """What a run was asked to do, what it has done, and how it stands.

    `stations` are step ids in the order they run; `results` holds the latest result of each, in the order they
    finished; results that a later execution replaced are in `history`. `sequence` counts the events that were made
    durable; `extra` keeps unknown fields.
    """

    run_id: str
    workflow: Workflow
    stations: list[str]
    context: WorkflowContext
    state: RunState = RunState.PENDING
    results: dict[str, StationResult] = field(default_factory=dict)
    history: list[Json] = field(default_factory=list)
    started_at: str = field(default_factory=utc_now)
    completed_at: str | None = None
    error: str | None = None
    help_text: list[str] = field(default_factory=list)
    sequence: int = 0
    extra: Json = field(default_factory=dict)

    @property
    def current_station_index(self) -> int:
        """Index in `stations` of the first one that has not passed; their number when all have."""
        return next((i for i, s in enumerate(self.stations) if not self._passed(s)), len(self.stations))

    def _passed(self, station: str) -> bool:
        result = self.results.get(station)
        return result is not None and result.status.passed

    def remaining(self) -> list[str]:
        """The steps that have not passed, in order."""
        return [station for station in self.stations if not self._passed(station)]

    def record(self, station: str, result: StationResult) -> None:
        """Takes in the result of a finished step; an earlier one of the same step goes to the history."""
        self.drop(station)
        self.results[station] = result
        self.context.adopt(result.outputs)

    def drop(self, station: str) -> None:
        """Moves a step's result to the history, so that the step runs again."""
        old = self.results.pop(station, None)
        if old is not None:
            self.history.append({"station": station, "result": old.to_json()})

    def can_resume(self) -> bool:
        """True when something is left to do."""
        return self.state.can_resume

    def failed_station(self) -> str | None:
        """The step that stopped the run, if one did."""
        stopped = (Status.FAILED, Status.NEEDS_INPUT)
        return next((name for name, result in self.results.items() if result.status in stopped), None)

    @property
    def verdict(self) -> Verdict | None:
        """What the run is worth, or None while it is not at an end."""
        if self.state is RunState.COMPLETED:
            proven = all(station in self.results and self.results[station].proven for station in self.stations)
            return Verdict.PROVEN if proven else Verdict.UNPROVEN
        return Verdict.FAILED if self.state in (RunState.FAILED, RunState.CANCELLED) else None

    def head(self) -> Json:
        """Everything but `results` and `history`, as it stands in the document."""
        verdict = self.verdict
        return {
            **self.extra,
            "schema": SCHEMA,
            "run_id": self.run_id,
            "workflow_id": self.workflow.id,
            "workflow_name": self.workflow.name,
            "state": self.state.value,
            "verdict": verdict.value if verdict else None,
            "current_station_index": self.current_station_index,
            "stations": self.stations,
            "started_at": self.started_at,
            "completed_at": self.completed_at,
            "error": self.error,
            "help": self.help_text,
            "sequence": self.sequence,
            "workflow": self.workflow.to_json(),
            "context": self.context.to_json(),
        }

    def to_json(self) -> Json:
        """The whole document."""
        rows = [{"station": name, "result": result.to_json()} for name, result in self.results.items()]
        return {**self.head(), "results": rows, "history": self.history}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ExecutionLog:
        """Reads what `to_json` wrote, keeping unknown fields.

        Raises KeyError, TypeError, ValueError or DefinitionError when the data is something else.
        """
        log = cls(
            run_id=str(data["run_id"]),
            workflow=Workflow.from_json(data["workflow"]),
            stations=[str(station) for station in data["stations"]],
            context=WorkflowContext.from_json(data["context"]),
            state=RunState(data["state"]),
            results={row["station"]: StationResult.from_json(row["result"]) for row in data["results"]},
            history=list(data.get("history") or []),
            started_at=str(data["started_at"]),
            completed_at=data.get("completed_at"),
            error=data.get("error"),
            help_text=[str(text) for text in data.get("help") or []],
            sequence=int(data.get("sequence") or 0),
            extra={key: value for key, value in data.items() if key not in _KNOWN},
        )
        log.context.run_id = log.run_id
        return log


_KNOWN = frozenset(
    {"schema", "run_id", "workflow_id", "workflow_name", "state", "verdict"}
    | {"current_station_index", "stations", "started_at", "completed_at", "error", "help"}
    | {"workflow", "context", "results", "history", "sequence"}
)
