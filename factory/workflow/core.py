"""The core of a workflow: what a step runs, when, and what happens when it fails. Data, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Policy(StrEnum):
    """What may happen after a step failed; a chain of them is tried from left to right."""

    RETRY = "retry"
    HEAL = "heal"
    STEPS = "steps"
    ASK = "ask"
    SKIP = "skip"
    ROLLBACK = "rollback"
    ABORT = "abort"


@dataclass(frozen=True, slots=True)
class Handler:
    """One link of a failure chain.

    `retries` and the backoff in seconds are of RETRY: run again up to `retries` times, after `initial_s`, then
    `factor` times as long each time, `most_s` at the most. `steps` are of STEPS: they run, and with `retries` the step
    runs again behind them, in up to that many rounds.
    """

    policy: Policy
    retries: int = 2
    initial_s: float = 1.0
    factor: float = 2.0
    most_s: float = 60.0
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One unit of a workflow: an id unique in its workflow and one body, `station`, `command` or `workflow`.

    `inputs` go to the body; a value may hold `${{ }}` expressions when the step came from a file. `command` is text for
    `/bin/sh -e`, or words that are run without a shell. `condition` is an expression; when it is false the step is
    passed over. `on_failure` None leaves the chain to the station. `timeout_s` bounds each attempt, in seconds. `line`
    and `column` count from 1 in the file of the workflow (0: built in Python).
    """

    id: str
    station: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    command: str | tuple[str, ...] = ""
    workflow: str = ""
    condition: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float | None = None
    on_failure: tuple[Handler, ...] | None = None
    description: str = ""
    line: int = 0
    column: int = 0

    @property
    def body(self) -> str:
        """What the step runs, in a word: a station's name, `command`, or the name of a workflow."""
        return self.station or self.workflow or "command"


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps that belong together; at most `max_parallel` of them run at once (1: in order).

    A stage with an `atomic` name is kept as a whole or not at all, together with its neighbours of that name: whatever
    stops the run within it, a kill too, the files of the project are put back, and a resume starts it again.
    """

    steps: tuple[Step, ...]
    max_parallel: int = 1
    name: str = ""
    condition: str = ""
    atomic: str = ""
    description: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a workflow is given by name: `string boolean number integer list object`. Without default it is required."""

    name: str
    type: str = "string"
    default: Any = None
    required: bool = True
    description: str = ""
    values: tuple[Any, ...] = ()
