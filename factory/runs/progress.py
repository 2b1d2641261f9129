"""What a run has decided and begun besides the results of its steps: read again by a resume, never decided twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from mity.runs.keys import RECOVERY
from mity.text.records import dataclass, field

Json = dict[str, Any]


@dataclass(slots=True)
class Progress:
    """Decisions and beginnings of one run, by address or by the key of a step.

    `attempts` counts the executions that began; `tries` those since the step's last result; `retry_at` is when the next
    one is due, in seconds since 1970; `waiting_since` when a checkpoint began to wait, `shown` what it
    showed then, `approvals` the answer to it. `conditions` holds the value of
    each condition that was judged, by address, `lists` the items of each loop, `edges` where each visit of a state led
    to. `resumes` counts how often the run went on. `ended_at` is how many changes of steps there were when a step
    ended, `begun_at` when one began before which files can go back; `undone` holds the steps whose files were put back
    since they ended, and whether their effects were taken back too. `given` holds the outputs of the body of each step
    whose workflow was generated.
    """

    attempts: dict[str, int] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)
    retry_at: dict[str, float] = field(default_factory=dict)
    waiting_since: dict[str, float] = field(default_factory=dict)
    shown: dict[str, Json] = field(default_factory=dict)
    approvals: dict[str, Json] = field(default_factory=dict)
    conditions: dict[str, Json] = field(default_factory=dict)
    lists: dict[str, Any] = field(default_factory=dict)
    edges: dict[str, str] = field(default_factory=dict)
    resumes: dict[str, int] = field(default_factory=dict)
    begun_at: dict[str, int] = field(default_factory=dict)
    ended_at: dict[str, int] = field(default_factory=dict)
    undone: dict[str, bool] = field(default_factory=dict)
    given: dict[str, Json] = field(default_factory=dict)

    def started(self) -> None:
        """The run begins or goes on."""
        if self.attempts:
            self.resumes["run"] = self.resumes.get("run", 0) + 1

    def begun(self, key: str, attempt: int) -> None:
        """An execution of a step began."""
        self.attempts[key] = attempt
        self.tries[key] = self.tries.get(key, 0) + 1
        self.retry_at.pop(key, None)

    def ended(self, key: str) -> None:
        """A step has a result."""
        self.tries.pop(key, None)
        self.retry_at.pop(key, None)
        self.undone.pop(key, None)
        for waited in (self.waiting_since, self.shown, self.approvals):
            waited.pop(key, None)
            waited.pop(f"{key}{RECOVERY}", None)

    def taken_back(self, key: str) -> None:
        """A step is to run again: where it stood among the changes does not count any more."""
        for stood in (self.begun_at, self.ended_at, self.undone):
            stood.pop(key, None)

    def forget(self, addresses: Iterable[str]) -> None:
        """What was decided at these addresses is to be decided anew."""
        for address in addresses:
            for decided in (self.conditions, self.lists, self.edges):
                decided.pop(address, None)

    def to_json(self) -> Json:
        """Plain JSON data without what is empty; `attempts` always."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in found.items() if value or name == "attempts"}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Progress:
        """Reads what `to_json` wrote, from a document or a part of it. Raises TypeError or ValueError."""
        made = cls()
        for each in fields(cls):
            getattr(made, each.name).update({str(key): value for key, value in (data.get(each.name) or {}).items()})
        return made


MEMBERS = frozenset(each.name for each in fields(Progress))
