"""The execution log: the record of one run, the fold of its events. `mity.runs.store` keeps it on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mity.redaction import hide
from mity.runs.context import SOURCE, WorkflowContext
from mity.runs.events import utc_now
from mity.runs.keys import NESTED, is_inner
from mity.runs.log_members import SCHEMA, members_of
from mity.runs.progress import Progress
from mity.runs.required_proof import unshown
from mity.runs.result import StationResult
from mity.runs.state import RunState, Status, Verdict
from mity.runs.worth import doubts, verdict
from mity.text.records import dataclass, field
from mity.workflow.model import Workflow

HARD, SOFT = "hard", "soft"
"""How a change of a step was undone: with its commits, or its files alone."""
Json = dict[str, Any]


@dataclass(slots=True)
class ExecutionLog:
    """What a run was asked to do, what it has done, and how it stands.

    `stations` are the keys of its steps in the order of the definition, those of sub-workflows and of the items of a
    loop behind the step that they belong to; `results` holds the latest result of each, in the order they finished;
    results that a later execution replaced are in `history`. `progress` is what was decided and begun. `answers` are
    those that no execution has taken up yet, `fixes` the repairs that were kept for a step that has not ended yet.
    `workflows` are the definitions of the sub-workflows. `changes` is what steps changed in the project, in order.
    `touched` are outputs that a person at the debugger gave other values: a run with any proves nothing.
    `triggered` are runs of other workflows that it owes or owed, as `mity.runs.triggered` has them.
    `sequence` is the number of the last durable event; `extra` keeps unknown fields, and `begun`: who began
    the run and went on with it, and when. A log that somebody `edited` proves nothing any more. `standing`, which no
    document keeps, are steps that do not run again although they have not passed: a process died behind them, and
    nobody asked for another attempt.
    """

    run_id: str
    workflow: Workflow
    stations: list[str]
    context: WorkflowContext
    state: RunState = RunState.PENDING
    results: dict[str, StationResult] = field(default_factory=dict)
    history: list[Json] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)
    answers: dict[str, Json] = field(default_factory=dict)
    workflows: dict[str, Workflow] = field(default_factory=dict)
    fixes: dict[str, list[Json]] = field(default_factory=dict)
    rolled_back: str = ""
    changes: list[Json] = field(default_factory=list)
    touched: list[Json] = field(default_factory=list)
    triggered: list[Json] = field(default_factory=list)
    started_at: str = field(default_factory=utc_now)
    completed_at: str | None = None
    error: str | None = None
    help_text: list[str] = field(default_factory=list)
    sequence: int = 0
    edited: bool = False
    extra: Json = field(default_factory=dict)
    standing: set[str] = field(default_factory=set)
    _places: dict[str, int] = field(default_factory=dict)
    _furthest: int = -1
    _reached: int = 0

    @property
    def current_station_index(self) -> int:
        """Index in `stations` of the first one that has not passed; their number when all have."""
        while self._reached < len(self.stations) and self.passed(self.stations[self._reached]):
            self._reached += 1
        return self._reached

    def passed(self, station: str) -> bool:
        """True when the run may go on behind this step."""
        result = self.results.get(station)
        return result is not None and result.status.passed

    def knows(self, keys: Sequence[str]) -> bool:
        """Whether all of these are keys of steps of the run."""
        return all(self._place(key) < len(self.stations) for key in keys)

    def remaining(self) -> list[str]:
        """The steps that have not passed, in order."""
        return [station for station in self.stations if not self.passed(station)]

    def record(self, station: str, result: StationResult) -> None:
        """Takes in the result of a finished step; an earlier one of the same step goes to the history."""
        self.drop(station)
        self.results[station] = result.with_fixes(self.fixes.pop(station, []))
        self.answers.pop(station, None)
        if not is_inner(station):
            self._merge(station, result.outputs)

    @property
    def attempts(self) -> dict[str, int]:
        """How many executions of each step began."""
        return self.progress.attempts

    def add(self, keys: Sequence[str], behind: str = "") -> None:
        """Takes in steps that became known under way: behind `behind` and what that step runs, or as the last ones."""
        new = [key for key in keys if key not in set(self.stations)]
        at = self.stations.index(behind) + 1 if behind else len(self.stations)
        while at < len(self.stations) and self.stations[at].startswith((f"{behind}{NESTED}", f"{behind}[")):
            at += 1
        self.stations[at:at] = new
        self._places.clear()
        self._furthest = max((self._place(name) for name in self.results if not is_inner(name)), default=-1)

    def forget_generated(self, key: str) -> None:
        """Lets go of the workflow that the step `key` generated, and of its steps; results must be dropped before."""
        for name in [one for one in self.workflows if one.startswith(f"{key}{NESTED}")]:
            del self.workflows[name]
        self.progress.given.pop(key, None)
        self.remove([one for one in self.stations if one.startswith(f"{key}{NESTED}")])

    def remove(self, keys: Sequence[str]) -> None:
        """Lets go of steps that an earlier decision had added and that have no result."""
        if not keys:
            return
        gone = set(keys) - set(self.results)
        self.stations[:] = [one for one in self.stations if one not in gone]
        self._places.clear()
        self._reached = 0
        self._furthest = max((self._place(name) for name in self.results if not is_inner(name)), default=-1)

    def latest(self, station: str) -> StationResult | None:
        """The result of a step, also of one that will run again."""
        rows = (row["result"] for row in reversed(self.history) if row["station"] == station)
        before = next(rows, None) if station not in self.results else None
        return StationResult.from_json(before) if before else self.results.get(station)

    def drop(self, station: str) -> None:
        """Moves a step's result to the history, so that the step runs again."""
        self.standing.discard(station)
        old = self.results.pop(station, None)
        if old is not None:
            self._reached = min(self._reached, self._place(station))
            self.history.append({"station": station, "result": old.to_json()})

    def _merge(self, station: str, outputs: Mapping[str, Any]) -> None:
        """Outputs of one name come from the last step in definition order, whichever step ended last."""
        place = self._place(station)
        if place < self._furthest and outputs:
            later = self.stations[place + 1 : self._furthest + 1]
            taken = {
                name for one in later if one in self.results and not is_inner(one) for name in self.results[one].outputs
            }
            outputs = {name: value for name, value in outputs.items() if name not in taken}
        self._furthest = max(self._furthest, place)
        self.context.merge_outputs(outputs)

    def _place(self, station: str) -> int:
        if not self._places:
            self._places.update({name: place for place, name in enumerate(self.stations)})
        return self._places.get(station, len(self.stations))

    def can_resume(self) -> bool:
        """True when something is left to do, if only to begin the run of a workflow that it triggered."""
        return self.state.can_resume or any(not row["ended"] for row in self.triggered)

    def failed_station(self) -> str | None:
        """The step that stopped the run, if one did: the innermost where a sub-workflow stopped it."""
        stopped = (Status.FAILED, Status.NEEDS_INPUT)
        found = [name for name in self.stations if name in self.results and self.results[name].status in stopped]
        return next(
            (name for name in found if not any(one.startswith((f"{name}{NESTED}", f"{name}[")) for one in found)), None
        )

    @property
    def of_a_file(self) -> bool:
        """Whether the workflow is a user's own, read from a file: what its steps change is recorded."""
        return SOURCE in self.context.metadata

    @property
    def verdict(self) -> Verdict | None:
        """What the run is worth, or None while it is not at an end."""
        found = verdict(self.state, self.edited, self.stations, self.results)
        good = found in (Verdict.PROVEN, Verdict.PASSED)
        return Verdict.UNPROVEN if good and (self.progress.undone or self.touched or self._unshown()) else found

    def doubts(self) -> list[str]:
        """Why a run whose steps have passed is not proven, in sentences; empty when it is."""
        undone = [
            f"{name} was taken back after it had passed" for name in self.stations if name in self.progress.undone
        ]
        touched = [
            f"{', '.join(row['outputs'])} of {row['station']} is what {row['by'] or 'somebody'} set at the debugger"
            for row in self.touched
        ]
        unshown = [f"{name} shows no evidence, and a proof is required" for name in self._unshown()]
        return [*doubts(self.edited, self.stations, self.results), *undone, *touched, *unshown]

    def _unshown(self) -> list[str]:
        return unshown(self.workflow, self.workflows, self.stations, self.results)

    def definitions(self) -> Json:
        """The workflow and those that it calls: the part of the document that stays the same for the whole run."""
        return {
            "workflow": self.workflow.to_json(),
            "workflows": {name: one.to_json() for name, one in self.workflows.items()},
        }

    def head(self) -> Json:
        """Everything but the definitions, `results` and `history`, as it is in the document."""
        verdict = self.verdict
        return {
            "schema": SCHEMA,
            **self.extra,
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
            **self.progress.to_json(),
            "answers": self.answers,
            "rolled_back": self.rolled_back,
            **({"fixes": self.fixes} if self.fixes else {}),
            **({"changes": self.changes} if self.changes else {}),
            **({"touched": self.touched} if self.touched else {}),
            **({"triggered": hide(self.triggered)} if self.triggered else {}),
            **({"edited": True} if self.edited else {}),
            "sequence": self.sequence,
            "context": self.context.to_json(),
        }

    def to_json(self) -> Json:
        """The whole document."""
        rows = [{"station": name, "result": result.to_json()} for name, result in self.results.items()]
        return {**self.head(), **self.definitions(), "results": rows, "history": self.history}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ExecutionLog:
        """Reads what `to_json` wrote, of schema 1 too, keeping unknown fields.

        Raises KeyError, TypeError, ValueError or DefinitionError when the data is something else.
        """
        log = cls(**members_of(data))
        log.context.run_id = log.run_id
        return log
