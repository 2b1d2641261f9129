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


@dataclass(frozen=True, slots=True)
class Again:
    """Steps that had passed must run again: what is pending is looked for anew."""


AGAIN = Again()
End = Stop | Goto | Again | None
"""How a part of a run ended: it must stop, it goes on elsewhere, steps must run again, or it passed."""
