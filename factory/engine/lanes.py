"""Flows under way: what each waits for, and the groups of those that run at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mity.engine.flow import Attempt, Flow, Together


@dataclass(eq=False, slots=True)
class Lane:
    """A flow under way. `turn` grows whenever it stops waiting, so that what comes later for a past wait is known."""

    flow: Flow
    group: Group | None
    place: tuple[int, ...]
    turn: int = 0
    attempt: Attempt | None = None
    inner: Group | None = None
    holds: bool = True
    cancelled: bool = False


@dataclass(eq=False, slots=True)
class Group:
    """Flows that run at once for the flow of `owner`; `waiting` have begun and want their place back."""

    owner: Lane
    asked: Together
    source: Iterator[Flow]
    ends: dict[int, Any] = field(default_factory=dict)
    lanes: dict[int, Lane] = field(default_factory=dict)
    waiting: deque[Lane] = field(default_factory=deque)
    active: int = 0
    begun: int = 0
    closed: bool = False
    exhausted: bool = False


def close_flows(lane: Lane) -> None:
    """Closes a flow and those that it waits for, the innermost first."""
    for inner in list(lane.inner.lanes.values()) if lane.inner else ():
        close_flows(inner)
    lane.flow.close()
