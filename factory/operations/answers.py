"""Answers to the checkpoints of a run, from any process: checked by what was shown, left for the run to take up."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from mity.changes.edited import edited
from mity.engine.checkpoints import ANSWER, QUESTION, WAITING
from mity.engine.person import login
from mity.errors import BusyError, UsageError
from mity.runs.asking import ASKS, named
from mity.runs.events import utc_now
from mity.runs.inbox import CANCEL, PAUSE, Inbox
from mity.runs.keys import RECOVERY
from mity.runs.log import ExecutionLog
from mity.suggest import did_you_mean
from mity.workflow.core import Parameter, Step
from mity.workflow.parameters import converted, wanted
from mity.workflow.parts import Checkpoint

T = TypeVar("T")
_SHOWN = 3


def waiting_keys(log: ExecutionLog) -> list[str]:
    """The keys of the checkpoints at which a run waits, those that it stopped at first; none of one that is over."""
    if not log.state.can_resume:
        return []
    found = [str(one.evidence.get(ASKS, key)) for key, one in log.results.items() if WAITING in one.evidence]
    under_way = [key for key in log.progress.waiting_since if key not in found]
    return [*found, *(key for key in under_way if key not in log.progress.approvals)]


def waiting_at(log: ExecutionLog, step: str = "") -> str:
    """The key of the checkpoint that is meant: the only one that waits, or `step`. Raises UsageError."""
    known = waiting_keys(log)
    if step:
        wanted = named(log, step, known) or [one for one in known if one == f"{step}{RECOVERY}"]
        if len(wanted) != 1:
            raise UsageError(f"run {log.run_id} waits at no checkpoint '{step}': {did_you_mean(step, known)}")
        return wanted[0]
    if not known:
        raise UsageError(f"run {log.run_id} waits at no checkpoint: it is {log.state.value.replace('_', ' ')}")
    if len(known) > 1:
        raise UsageError(f"run {log.run_id} waits at several checkpoints: name one of {', '.join(known)}")
    return known[0]


def answered(log: ExecutionLog) -> str:
    """Who answered which checkpoint, or which one expired, for a run that has not taken it up; else empty."""
    inbox = Inbox(log.context.workspace, log.run_id)
    for key in waiting_keys(log):
        if (given := inbox.read(f"{ANSWER}-{key}")) is not None:
            return f"{given.get('by', '')} answered '{key}': {given.get('answer', '')}"
        if _expired(log, key):
            return f"'{key}' expired"
    return ""


def _expired(log: ExecutionLog, key: str) -> bool:
    limit_s = checkpoint_of(log, key).timeout_s
    return limit_s is not None and time.time() >= log.progress.waiting_since.get(key, 0.0) + limit_s


def answer(
    log: ExecutionLog,
    step: str,
    given: Mapping[str, Any],
    tree: Callable[[], str],
    *,
    anyway: bool = False,
    by: str = "",
) -> str:
    """Leaves an answer for the run; the key of the checkpoint.

    `given` has `answer` (approve or reject) and `changes`, `reason`, `inputs`; `tree` gives the digest of the files as
    they are now; `by` is who answers, by default the user that this process runs as. Raises UsageError for a checkpoint
    that is not there, expired or answered already, for a person who may not answer it, inputs that do not fit, and,
    but with `anyway`, for an approval by a log that somebody edited or of files that changed since they were shown.
    """
    key = waiting_at(log, step)
    checkpoint = checkpoint_of(log, key)
    if _expired(log, key):
        raise UsageError(f"checkpoint '{key}' of run {log.run_id} expired: `mity resume {log.run_id}` goes on")
    approves = given["answer"] == "approve"
    if approves and log.edited and not anyway:
        raise UsageError(
            f"the log of run {log.run_id} is not as mity wrote it, so what is approved may not be what was shown: "
            f"look at `mity runs show {log.run_id}`, then approve with --anyway, or run it anew"
        )
    by = by or login()
    if checkpoint.approvers and by not in checkpoint.approvers:
        raise UsageError(f"'{by}' may not answer checkpoint '{key}': {', '.join(checkpoint.approvers)} may")
    shown = str((log.progress.shown.get(key) or {}).get("tree", ""))
    if approves and not anyway and shown != tree():
        raise UsageError(
            f"files changed since checkpoint '{key}' was reached{_named(log)}, so what is approved is not what was "
            "shown: look at them, then approve with --anyway"
        )
    inputs = _inputs(checkpoint, given.get("inputs") or {}) if approves else {}
    Inbox(log.context.workspace, log.run_id).post(
        f"{ANSWER}-{key}", {**given, "inputs": inputs, "by": by, "at": utc_now(), "anyway": anyway}
    )
    return key


def _named(log: ExecutionLog) -> str:
    """Some of the files that changed, in brackets; empty where none is known by name."""
    names = edited(log.context.output_path)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f" ({', '.join(names[:_SHOWN])}{more})" if names else ""


def ask(log: ExecutionLog, step: str, text: str, by: str = "") -> str:
    """Leaves a question about a checkpoint, which its answer will hold; the key of it. Raises UsageError."""
    key = waiting_at(log, step)
    asked = {"text": text, "by": by or login(), "at": utc_now()}
    Inbox(log.context.workspace, log.run_id).post(f"{QUESTION}-{key}-{secrets.token_hex(4)}", asked)
    return key


def asked(log: ExecutionLog, key: str) -> list[str]:
    """What was asked about a checkpoint since it waits, in order, each with who asked."""
    inbox, begin = Inbox(log.context.workspace, log.run_id), f"{QUESTION}-{key}-"
    told = [inbox.read(name) or {} for name in inbox.names() if name.startswith(begin)]
    return [f"{one.get('text', '')} ({one.get('by', '')})" for one in told]


def end(log: ExecutionLog, *, held: bool, pause: bool, by: str = "") -> bool:
    """Asks the process that works on a run to pause or to cancel it; False when no process does. Raises UsageError."""
    if log.state.ended:
        raise UsageError(f"run {log.run_id} is {log.state.value} already")
    if not held:
        return False
    Inbox(log.context.workspace, log.run_id).post(PAUSE if pause else CANCEL, {"by": by or login(), "at": utc_now()})
    return True


def once_more_if_taken(act: Callable[[], T]) -> T:
    """What `act` does to a run that nobody worked on; once more where somebody took the run at that moment.

    The second time it is asked of whoever has it. Raises what `act` raises.
    """
    try:
        return act()
    except BusyError:
        return act()


def checkpoint_of(log: ExecutionLog, key: str) -> Checkpoint:
    """What the checkpoint of a key is, by the run's definition."""
    return _step(log, key).checkpoint or Checkpoint()


def _step(log: ExecutionLog, key: str) -> Step:
    """The step of a key, in the run's workflow or in one that it calls."""
    if key.endswith(RECOVERY):
        return Step(key)
    id = key.rpartition(">")[2].partition("[")[0].partition("#")[0]
    steps = [step for one in (log.workflow, *log.workflows.values()) for step in one.steps() if step.id == id]
    return steps[0] if steps else Step(id)


def _inputs(checkpoint: Checkpoint, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a checkpoint's inputs. Raises UsageError."""
    for name in given:
        if name not in checkpoint.inputs:
            raise UsageError(f"this checkpoint asks for no '{name}': {did_you_mean(name, checkpoint.inputs)}")
    values = {}
    for name, row in checkpoint.inputs.items():
        parameter = Parameter(name, str(row.get("type", "string")), values=tuple(row.get("values") or ()))
        if name not in given and "default" not in row:
            raise UsageError(f"this checkpoint needs '{name}': give --set {name}=VALUE")
        value = given.get(name, row.get("default"))
        try:
            values[name] = converted(parameter, value)
        except ValueError as error:
            raise UsageError(f"'{name}' must be {wanted(parameter, value)}, not {value!r}") from error
    return values
