"""Points where a person approves or rejects: the run waits without a process, and goes on with the answer."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from typing import Any

from mity.command import Command, Outcome
from mity.engine.choice import Choice, Decide
from mity.engine.flow import Flow, Quiet
from mity.engine.frame import Frame
from mity.engine.person import login
from mity.engine.plan import PlannedStep
from mity.engine.scope import RunScope
from mity.errors import MityError
from mity.runs import events
from mity.runs.inbox import Inbox
from mity.runs.log import ExecutionLog
from mity.runs.question import Effect, NeedsInput, Option
from mity.runs.recorder import Recorder
from mity.runs.result import Execution, StationResult
from mity.workflow.durations import spoken
from mity.workflow.parts import Checkpoint

ANSWER, QUESTION = "answer", "question"
"""What begins the names of messages about a checkpoint."""
APPROVE = Option("approve", "go on", effect=Effect.RERUN)
REJECT = Option("reject", "do not go on from here", effect=Effect.RERUN)
WAITING = "checkpoint"
"""The member of evidence that says that a step waits at a checkpoint."""


class Checkpoints:
    """The checkpoints of one run; `inbox` is where answers from other processes arrive."""

    def __init__(self, recorder: Recorder, scope: RunScope, inbox: Inbox, decide: Decide) -> None:
        self._recorder = recorder
        self._scope = scope
        self._inbox = inbox
        self._decide = decide
        self._shown: dict[str, tuple[str, str]] = {}

    def flow(self, frame: Frame, step: PlannedStep, checkpoint: Checkpoint) -> Flow:
        """The result of a checkpoint: done when it was approved, failed when not, else the question."""
        log = frame.log
        try:
            message = frame.text(checkpoint.message) or f"Approve '{step.step.id}'?"
        except MityError as error:
            return StationResult.failed(str(error))
        self._show(log, step, message)
        if (answer := self.answered(frame, step)) is not None:
            return _result(answer, message)
        if (expired := self._expired(frame, step, checkpoint)) is not None:
            return _result(expired, message)
        yield Quiet()
        choice = self._decide(step.key, self._question(message, step, checkpoint))
        if choice is not None:
            return _result(self.take(step, choice), message)
        question = self._question(message, step, checkpoint)
        return StationResult.needs_input(question, {WAITING: True, "message": message})

    def show_again(self) -> None:
        """Shows the checkpoints that wait the files as the run leaves them, where only its own steps changed these."""
        log, progress = self._recorder.log, self._recorder.log.progress
        waiting = [key for key in self._shown if key in progress.waiting_since and key not in progress.approvals]
        tree = self._scope.shown(log.context) if waiting else ""
        for key in waiting:
            if tree != progress.shown[key].get("tree"):
                (address, message), since = self._shown[key], progress.waiting_since[key]
                self._recorder.emit(events.CHECKPOINT_WAITING, address, key, since=since, message=message, tree=tree)

    def _show(self, log: ExecutionLog, step: PlannedStep, message: str) -> None:
        """Records what a checkpoint shows when it begins to wait."""
        tree = self._scope.shown(log.context)
        if step.key not in log.progress.waiting_since:
            now = time.time()
            self._recorder.emit(
                events.CHECKPOINT_WAITING, step.address, step.key, since=now, message=message, tree=tree
            )
        if log.progress.shown.get(step.key, {}).get("tree") == tree:  # else it was changed while the run was stopped
            self._shown[step.key] = (step.address, message)

    def take(self, step: PlannedStep, choice: Choice) -> Mapping[str, Any]:
        """Records the answer that a person gave to this process."""
        answer = {"answer": choice.word, "changes": choice.text, "by": choice.by or login(), "at": events.utc_now()}
        self._recorder.emit(events.ANSWERED, step.address, step.key, **answer)
        return answer

    def answered(self, frame: Frame, step: PlannedStep) -> Mapping[str, Any] | None:
        """The answer to a checkpoint, recorded before it is taken; None while there is none."""
        known = frame.log.progress.approvals.get(step.key)
        name = f"{ANSWER}-{step.key}"
        if known is None and (message := self._inbox.read(name)) is not None:
            questions = self._questions(step.key)
            known = {**message, "questions": questions}
            self._recorder.emit(events.ANSWERED, step.address, step.key, **known)
        if known is not None:
            self._inbox.drop(name)
        return known

    def _questions(self, key: str) -> list[str]:
        """What was asked about a checkpoint, in order."""
        begin = f"{QUESTION}-{key}-"
        asked = [self._inbox.read(name) or {} for name in self._inbox.names() if name.startswith(begin)]
        return [str(one.get("text", "")) for one in asked]

    def _expired(self, frame: Frame, step: PlannedStep, checkpoint: Checkpoint) -> Mapping[str, Any] | None:
        """The answer that the passing of time gives."""
        since = frame.log.progress.waiting_since.get(step.key, time.time())
        if checkpoint.timeout_s is None or time.time() < since + checkpoint.timeout_s:
            return None
        answer = {"answer": checkpoint.on_timeout, "expired": True, "at": events.utc_now()}
        self._recorder.emit(events.ANSWERED, step.address, step.key, **answer)
        return answer

    def _question(self, message: str, step: PlannedStep, checkpoint: Checkpoint) -> NeedsInput:
        since = self._recorder.log.progress.waiting_since.get(step.key, time.time())
        limit = _limit(since, checkpoint.timeout_s) if checkpoint.timeout_s is not None else ""
        return NeedsInput(f"{step.key}: {message}{limit}", (), (), (APPROVE, REJECT), "reject")


def _limit(since: float, timeout_s: float) -> str:
    """When a checkpoint that began to wait at `since` expires; the same text whenever it is asked for."""
    said = f"; it expires after {spoken(timeout_s)}"
    try:
        return f"{said}, on {time.strftime('%Y-%m-%d %H:%M', time.localtime(since + timeout_s))}"
    except (OverflowError, ValueError, OSError):  # further away than calendars go
        return said


def approved(answer: Mapping[str, Any]) -> bool:
    """Whether an answer lets the run go on."""
    return answer.get("answer") == APPROVE.choice


def _result(answer: Mapping[str, Any], message: str) -> StationResult:
    """The result of a checkpoint; its evidence is what expressions see as `checkpoint`."""
    yes, expired = approved(answer), bool(answer.get("expired"))
    changes, by = str(answer.get("changes") or ""), str(answer.get("by") or "")
    seen = {
        "approved": yes,
        "approved_with_changes": yes and bool(changes),
        "changes": changes,
        "rejected": not yes,
        "reason": str(answer.get("reason") or ""),
        "questions": list(answer.get("questions") or ()),
        "inputs": dict(answer.get("inputs") or {}),
        "by": by,
        "at": str(answer.get("at") or ""),
        "expired": expired,
        "message": message,
    }
    who = f" by {by}" if by else " because its time was over" if expired else ""
    said = f"{'approved' if yes else 'rejected'}{who}"
    if yes:
        done = StationResult.done(f"{said}: {changes}" if changes else said, seen)
    else:
        why = f"{said}: {seen['reason']}" if seen["reason"] else said
        done = StationResult.failed(why, seen, Execution(Outcome(Command(()), 0), problem=why))
    return dataclasses.replace(done, claims=False)
