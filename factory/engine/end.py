"""How a part of a run ends."""

from __future__ import annotations

from dataclasses import dataclass

from mity.runs.state import RunState


@dataclass(frozen=True, slots=True)
class Stop:
    """The run ends or waits here."""

    state: RunState
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Goto:
    """The run goes on at the step `key`."""

    key: str


End = Stop | Goto | None
"""How a part of a run ended: it must stop, it goes on elsewhere, or it passed."""
