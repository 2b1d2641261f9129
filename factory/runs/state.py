"""The states of a run and its verdict."""

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


class Status(StrEnum):
    """How one station ended."""

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNAVAILABLE = "unavailable"
    NEEDS_INPUT = "needs_input"

    @property
    def passed(self) -> bool:
        """True when the run may go on to the next station."""
        return self in (Status.DONE, Status.SKIPPED, Status.UNAVAILABLE)


class Verdict(StrEnum):
    """What a run is worth: proven only when every station is done and shows evidence."""

    PROVEN = "proven"
    UNPROVEN = "unproven"
    FAILED = "failed"
