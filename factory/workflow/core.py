"""The core of a workflow: what a step runs, when, and what happens when it fails. Data, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from mity.text.patterns import regex
from mity.text.records import dataclass, field
from mity.workflow.parts import Action, Agent, Checkpoint, Edge, Evidence

_WORD = regex(r"\w+")


class Policy(StrEnum):
    """What may happen after a step failed; a chain of them is tried from left to right."""

    RETRY = "retry"
    HEAL = "heal"
    STEPS = "steps"
    ASK = "ask"
    SKIP = "skip"
    CONTINUE = "continue"
    ROLLBACK = "rollback"
    NOTIFY = "notify"
    ACT = "act"
    ABORT = "abort"


@dataclass(frozen=True, slots=True)
class Handler:
    """One link of a failure chain.

    `retries` and the backoff in seconds are of RETRY: run again up to `retries` times, after `initial_s`, then
    `factor` times as long each time, `most_s` at the most, each shortened by up to a half by chance with `jitter`.
    `steps` are of STEPS: they run, and with `retries` the step runs again behind them, in up to that many rounds; where
    they `may_fail`, one that fails is noted and the chain goes on. `message` is what NOTIFY tells and ASK asks, and may
    hold expressions. `action` is of ACT: done, and when it fails, noted.
    """

    policy: Policy
    retries: int = 2
    initial_s: float = 1.0
    factor: float = 2.0
    most_s: float = 60.0
    jitter: bool = True
    steps: tuple[Step, ...] = ()
    may_fail: bool = False
    message: str = ""
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """A list whose items something runs for: `items` is the list, or an expression that gives it.

    Within, expressions read the item by the name `variable`, and `index` from 0.
    """

    items: Any
    variable: str = "item"


@dataclass(frozen=True, slots=True)
class Step:
    """One unit of a workflow: an id unique in its workflow and one body.

    The body is `station`, `command`, `workflow`, `agent`, `checkpoint`, or `verify`: `true` or which of `test`, `lint`,
    `types`, and commands of the definition's own. `generate` names the output that holds a definition, which is checked
    and run behind the body.

    `inputs` go to the body; a value may hold `${{ }}` expressions when the step came from a file. `command` is text for
    `/bin/sh -e`, or words that are run without a shell. In a text each expression was replaced by a variable of the
    shell, and `values` holds the expression of each variable; only a text that is one `${{ project.… }}` and nothing
    else is a command by its value. Words may hold expressions. `cwd` is a path below the workspace.
    Without `sandbox` its commands run as they are in a project of others too.

    `runs_on` are labels that the worker of a queue must have which does the step, and may hold expressions.

    `condition` is an expression; when it is false the step is passed over. `on_failure` None leaves the chain to the
    station. `timeout_s` bounds each attempt, in seconds. `loop` runs the step for each item, at most `max_parallel` at
    once; with `fail_fast` the first final failure ends the others. `outputs` are the names that the step
    declares, `output_types` the types of those that have one.
    `evidence` and `ensure` (expressions) are conditions of its success. `healing` holds the members of `heal` where it
    is a mapping: `scopes`, `never`, `agent`, `limits`. `risky`, `undo`, `once` and `done_if` are as the language has
    them. In a state machine `next` are the edges to other states, tried in order, `failed` where a failure leads,
    `visits` how often the state may be entered, `final` `success` or `failure` where the run ends.

    `line` and `column` count from 1 in the file of the workflow (0: built in Python).
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
    agent: Agent | None = None
    checkpoint: Checkpoint | None = None
    verify: tuple[str, ...] = ()
    generate: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    cwd: str = ""
    loop: Loop | None = None
    max_parallel: int = 1
    fail_fast: bool = True
    outputs: tuple[str, ...] = ()
    evidence: Evidence | None = None
    ensure: tuple[str, ...] = ()
    healing: Mapping[str, Any] = field(default_factory=dict)
    on_success: tuple[Action, ...] = ()
    risky: bool = False
    undo: str = ""
    once: bool = False
    done_if: str = ""
    next: tuple[Edge, ...] = ()
    failed: Edge | None = None
    visits: int = 10
    final: str = ""
    output_types: Mapping[str, str] = field(default_factory=dict)
    sandbox: bool = True
    runs_on: tuple[str, ...] = ()

    @property
    def body_values(self) -> dict[str, str]:
        """The values that an attempt reads: without those that only `undo` does, which may read what the step gave."""
        command = (self.command,) if isinstance(self.command, str) else self.command
        words = {word for text in (*command, *self.verify, self.done_if) for word in _WORD.findall(text)}
        late = set(_WORD.findall(self.undo)) - words
        return {name: value for name, value in self.values.items() if name not in late}

    @property
    def probe(self) -> Step:
        """The step that asks, where this one would run, whether it was done."""
        return Step(
            "done-if", command=self.done_if, env=self.env, values=self.values, cwd=self.cwd, runs_on=self.runs_on
        )

    @property
    def body(self) -> str:
        """What the step runs, in a word: a station's name, `command`, `agent`, or the name of a workflow."""
        if self.checkpoint is not None:
            return "checkpoint"
        if self.agent is not None:
            return "agent"
        return self.station or self.workflow or ("verify" if self.verify else "command")


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps that belong together; at most `max_parallel` of them run at once (1: in order).

    With a `loop` its steps run in order for each item, and at most `max_parallel` items at once. `parallel` is an
    expression that says, when the stage is due, whether `max_parallel` counts (empty: it does). With `fail_fast` the
    first final failure ends what runs beside it. `timeout_s` bounds the running time of the stage.

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
    parallel: str = ""
    loop: Loop | None = None
    fail_fast: bool = True
    timeout_s: float | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a workflow is given by name: `string boolean number integer list object`. Without default it is required."""

    name: str
    type: str = "string"
    default: Any = None
    required: bool = True
    description: str = ""
    values: tuple[Any, ...] = ()
