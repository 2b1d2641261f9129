"""Parts of steps and workflows that are data of their own: actions, checkpoints, evidence, edges, gates. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.text.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Action:
    """Something done at the end of a step or of the run.

    `kind` is `notification` (`text`), `create_issue` (`text`, its title), `trigger_workflow` (`workflow`, `inputs`),
    `step` (`step`, the name of a step in `Workflow.recovery`), or `unknown` (`text`, a name that nothing in sight has).
    """

    kind: str
    text: str = ""
    workflow: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    step: str = ""


@dataclass(frozen=True, slots=True)
class Agent:
    """What a coding agent is asked: a `prompt` with expressions, or a file that holds it.

    `scopes` are globs of what it may change, empty: what rules and laws leave. `budget` has the members of `[agent]`.
    """

    prompt: str = ""
    prompt_file: str = ""
    name: str = ""
    scopes: tuple[str, ...] = ()
    budget: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A point where a person approves or rejects.

    `timeout_s` counts from the first wait; what happens then is `on_timeout`, `reject` or `approve`. `inputs` are asked
    for as well: name to `type`, `values` and `default`. Only `approvers`, if any are named, may answer.
    """

    message: str = ""
    timeout_s: float | None = None
    on_timeout: str = "reject"
    inputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    approvers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a step must leave to have succeeded: globs of report files, newer than the attempt; empty: not asked for.

    `changed` are globs of which the step must have changed a file; `commit` demands a new commit.
    """

    junit: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()
    sarif: tuple[str, ...] = ()
    artefacts: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    commit: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A way to another state, taken when the expression `condition` holds (empty: always), at most `visits` times."""

    to: str
    condition: str = ""
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition that is judged whenever a name it reads changed, and what is then done, once.

    `then` is an action, or empty where the run is to `end`: `abort_workflow` or `pause_workflow`.
    """

    condition: str
    then: Action | None = None
    end: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Gate:
    """A bound for a metric; `level` is `error` or `warning`."""

    metric: str
    least: float | None = None
    most: float | None = None
    level: str = "error"


@dataclass(frozen=True, slots=True)
class RollbackPlan:
    """Where files can go back to: `strategy`, and step ids behind or before which a point is kept."""

    strategy: str = ""
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    cleanup: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Concurrency:
    """Runs of one `group` (a text with expressions) go one at a time; `busy` is `wait` or `refuse`."""

    group: str
    busy: str = "wait"
