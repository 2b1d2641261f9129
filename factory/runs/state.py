"""The states of a run, how it may move between them, and its verdict."""

from __future__ import annotations

from enum import StrEnum


class RunState(StrEnum):
    """Where a run stands. Every state but completed and cancelled can go on by `resume`."""

    PENDING = "pending"
    RUNNING = "running"
    PAUSED = "paused"
    WAITING_FOR_CHECKPOINT = "waiting_for_checkpoint"
    WAITING_FOR_INPUT = "waiting_for_input"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def can_resume(self) -> bool:
        """True when something is left to do."""
        return self not in (RunState.COMPLETED, RunState.CANCELLED)

    @property
    def waiting(self) -> bool:
        """True when the run waits for a person."""
        return self in (RunState.WAITING_FOR_INPUT, RunState.WAITING_FOR_CHECKPOINT)

    @property
    def ended(self) -> bool:
        """True when the run has a time of completion."""
        return self in (RunState.COMPLETED, RunState.FAILED, RunState.CANCELLED)

    def move(self, to: RunState) -> RunState:
        """`to`, when a run may go there from here. Raises ValueError otherwise."""
        if to is not self and to not in _MOVES[self]:
            raise ValueError(f"a run that is {self} cannot become {to}")
        return to


_STOPS = frozenset(RunState) - {RunState.PENDING, RunState.RUNNING}
_MOVES = {
    RunState.PENDING: frozenset({RunState.RUNNING, RunState.CANCELLED}),
    RunState.RUNNING: _STOPS,
    RunState.PAUSED: frozenset({RunState.RUNNING, RunState.CANCELLED}),
    RunState.WAITING_FOR_CHECKPOINT: frozenset({RunState.RUNNING, RunState.CANCELLED}),
    RunState.WAITING_FOR_INPUT: frozenset({RunState.RUNNING, RunState.CANCELLED}),
    RunState.FAILED: frozenset({RunState.RUNNING, RunState.CANCELLED}),
    RunState.COMPLETED: frozenset({RunState.RUNNING}),  # a part is run again: `resume --from`
    RunState.CANCELLED: frozenset({RunState.RUNNING}),
}


class Status(StrEnum):
    """How one step ended. Continued is a failure that the run goes on after because the workflow says so."""

    DONE = "done"
    FAILED = "failed"
    CONTINUED = "continued"
    SKIPPED = "skipped"
    UNAVAILABLE = "unavailable"
    NEEDS_INPUT = "needs_input"
    CANCELLED = "cancelled"

    @property
    def passed(self) -> bool:
        """True when the run may go on to the next step."""
        return self in (Status.DONE, Status.CONTINUED, Status.SKIPPED, Status.UNAVAILABLE)


class Verdict(StrEnum):
    """What a run is worth.

    Proven: every step that claims something shows evidence, and at least one does. Passed: every step succeeded and
    none claimed more than that it ran. Unproven: it finished, but something was skipped, unavailable or not shown.
    """

    PROVEN = "proven"
    PASSED = "passed"
    UNPROVEN = "unproven"
    FAILED = "failed"
