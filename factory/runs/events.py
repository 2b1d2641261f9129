"""What happens in a run, as one stream: each event has a number, a time, an address and data.

A line of the journal is an event, the execution log is the fold of them, and listeners hear the same objects.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from mity.text.records import dataclass, field

Json = dict[str, Any]

RUN_STATE = "run.state"
"""The run begins, goes on or stops. Data: `state`, `error`, `completed_at`; `by`, who began it or went on with it."""
RUN_PLANNED = "run.planned"
"""What the run consists of. Data: `stations`, all keys; `results` of those that have ended. Not journalled."""
STEP_STARTED = "step.started"
"""An attempt of a step begins. Data: `attempt` (from 1), `description`. Journalled without fsync."""
STEP_RETRY = "step.retry"
"""An attempt failed and another one follows. Data: `attempt`, `message`, `wait_s`, `at` (in seconds since 1970)."""
STEP_FINISHED = "step.finished"
"""A step ended. Data: `result`, a StationResult as JSON."""
STEPS_ADDED = "step.expanded"
"""Steps became known: those of the items of a loop, the next state of a machine. Data: `keys`; `behind`, the key of the
step that they stand behind (empty: at the end); `gone`, keys that an earlier decision had added; `items` of a loop;
`edge`, the state that the address led to."""
WORKFLOW_GENERATED = "workflow.generated"
"""The body of a step gave a workflow, which runs next. Data: `workflows`, the definitions of it and of those that it
calls; `keys` of its steps; `outputs` of the body."""
TRIGGERED = "workflow.triggered"
"""An action triggered a workflow: its run is owed. Data: `workflow`, `inputs`, and `run`, the id that it will have."""
TRIGGER_ENDED = "trigger.ended"
"""The run of a triggered workflow is owed no more. Data: `run`, its id; `how`: `begun`, or why it was not."""
CONDITION = "condition.judged"
"""A condition was judged. Data: `text`, `value`, `reads` (what it read, by dotted name)."""
CHECKPOINT_WAITING = "checkpoint.waiting"
"""A checkpoint waits for a person. Data: `since`, in seconds since 1970; `message`; `tree`, the digest of the files."""
STEP_REWOUND = "step.rewound"
"""Steps will run again. Data: `steps`, their keys; the results go to the history; `addresses` where what was decided
is decided anew. With `proofs` only files changed: what was repaired stays repaired, and is told with the next
result."""
ANSWERED = "checkpoint.answered"
"""A question was answered. Data: `choice`, `text`, `run`, `by`; of a checkpoint `answer` (approve or reject),
`changes`, `reason`, `inputs`, `questions`, `by`, `at`, `expired`."""
FIX_KEPT = "fix.kept"
"""A repair helped and is about to become final. Data: `attempt`, whose
`change` is the owner of its change set."""
ROLLED_BACK = "rollback.finished"
"""Files were put back. Data: `stage`, or the fix that was on trial; `whole`, true for a stage; `aside` (paths whose
last content was kept). Where the changes of steps were taken back: `point`, how many of them stand; `steps`, the keys
of those whose results do not hold any more; `left`, those of them whose effects were not taken back."""
STEP_CHANGED = "step.changed"
"""What a step changed in the project. Data: `steps`, the keys of those that ran meanwhile, whose changes nobody can
tell apart; `files`, the first of them with `path` and `kind`, and `created`, `changed`, `deleted`, how many there are;
`head` and `branch`, before and after; `tree`, the id of the object that holds all of it."""
ARTIFACT = "artifact.saved"
"""A step kept a value for later steps of the run. Data: `artifacts`, the value by its name."""
PROGRESS = "progress"
"""A step told how far it is. Data: `text`; `percent`, a number from 0 to 100 or null."""
DEBUG_SET = "debug.set"
"""A person at the debugger gave outputs of a step other values. Data: `outputs`, `by`, `at`."""
COMMAND = "command.started"
"""A command begins. Data: `line`. Not journalled."""
COMMAND_ENDED = "command.finished"
"""A command ended. Data: `exit_code`, null when it never started; `timed_out`; `duration_s`; `summary`, how it ended.
Not journalled."""
OUTPUT = "command.output"
"""A command printed a line. Data: `text`. Not journalled."""
NOTE = "note"
"""Something worth telling. Data: `text`. Not journalled."""

TRANSIENT = frozenset({RUN_PLANNED, COMMAND, COMMAND_ENDED, OUTPUT, NOTE})
"""Kinds that only listeners hear."""
UNSYNCED = frozenset({STEP_STARTED, STEP_RETRY, CONDITION, PROGRESS})
"""Kinds that are written without fsync: they survive a kill, not a power cut."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    `seq` counts the events of a run from 1; `time` is UTC in RFC 3339; `address` names the step (`stage/step`, or
    `stage/step>stage/step` within a sub-workflow) and is empty for the run itself; `key` is the name of the step in
    the log; `data` is plain JSON data whose members depend on `kind`; `run` is the id of the run, which
    its journal does not repeat.
    """

    seq: int
    time: str
    kind: str
    address: str = ""
    key: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    run: str = ""

    def to_json(self) -> Json:
        """Plain JSON data, as it is in the journal."""
        row: Json = {"seq": self.seq, "time": self.time, "kind": self.kind}
        if self.key:
            row |= {"address": self.address, "station": self.key}
        return {**row, **self.data}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Event:
        """Reads what `to_json` wrote, and lines of schema 1. Raises KeyError, TypeError or ValueError."""
        data = {name: value for name, value in row.items() if name not in _ENVELOPE}
        key = str(row.get("station") or row.get("forget") or "")
        kind = row.get("kind")
        if kind is None:  # schema 1 knew two kinds, by their members
            kind = STEP_REWOUND if "forget" in row else STEP_FINISHED if "result" in row else NOTE
            data = {"steps": [key]} if kind == STEP_REWOUND else data
        return cls(int(row["seq"]), str(row.get("time", "")), str(kind), str(row.get("address", key)), key, data)


_ENVELOPE = frozenset({"seq", "time", "kind", "address", "station", "chain"})
Listener = Callable[[Event], None]


def utc_now() -> str:
    """The present time in UTC as RFC 3339, to the millisecond."""
    now = datetime.datetime.now(datetime.UTC)
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_time(text: str | None) -> datetime.datetime:
    """The time that a log tells, in UTC when it names no zone. Raises ValueError for a text that is none."""
    found = datetime.datetime.fromisoformat(text or "")
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
