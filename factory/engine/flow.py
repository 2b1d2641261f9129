"""What a part of a run asks for while it is under way: a flow is a generator that yields requests."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Any

from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Attempt:
    """Calls `run`, beside other flows where there are any; the flow gets what it returns or raises.

    `cancel` makes `run` end soon, by raising StepCancelled; it is called from another thread.
    """

    run: Callable[[], Any]
    cancel: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Pause:
    """Waits; the flow gives its place in its group to another one meanwhile."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Quiet:
    """Waits until nothing else runs. Of several flows that wait for it the earliest in the definition goes first.

    A flow that will end in `ending` does not wait for those beside it that this ends anyway: they are ended at once,
    in each group of `within` for which it is fatal.
    """

    ending: Any = None
    within: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """Runs flows at once, at most `most` of them; the flow gets the list of their ends, in order.

    An end of which `fatal` is true ends the flows that run and keeps the others from starting; their end is
    `cancelled`. So does a time of more than `limit_s` seconds. `within` is the key of the step whose workflow they are
    part of; empty for the run's own.
    """

    flows: Iterable[Flow]
    most: int = 1
    fatal: Callable[[Any], bool] = lambda end: False
    cancelled: Any = None
    limit_s: float | None = None
    within: str = ""


Request = Attempt | Pause | Quiet | Together
Flow = Generator[Request, Any, Any]
