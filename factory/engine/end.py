"""How a part of a run ends."""

from __future__ import annotations

from dataclasses import replace

from mity.runs.state import RunState
from mity.text.records import dataclass


class StepCancelled(BaseException):
    """A step was ended from outside. No Exception, so that no station takes it for a failure of its own."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The run ends or waits here; `step` and `stage` name where."""

    state: RunState
    error: str | None = None
    step: str = ""
    stage: str = ""

    @property
    def failed(self) -> bool:
        """Whether something failed for good."""
        return self.state is RunState.FAILED


@dataclass(frozen=True, slots=True)
class Goto:
    """The run goes on at the step `key`."""

    key: str


@dataclass(frozen=True, slots=True)
class Again:
    """Steps that had passed must run again: what is pending is looked for anew."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What ran here was ended because of something beside it."""


AGAIN = Again()
CUT = Cut()
End = Stop | Goto | Again | Cut | None
"""How a part of a run ended: it must stop, it goes on elsewhere, steps must run again, it was cut off, or it passed."""


def joined(ends: list[End]) -> End:
    """The end of parts that ran at the same time, in the order of the definition: what matters most of theirs."""
    failed = [one for one in ends if isinstance(one, Stop) and one.failed]
    if len(failed) > 1:
        errors = "; ".join(dict.fromkeys(one.error or "" for one in failed))
        return Stop(RunState.FAILED, errors, failed[0].step, failed[0].stage)
    others = [one for one in ends if one is not None and not isinstance(one, Cut)]
    return next(iter([*failed, *others]), CUT if any(isinstance(one, Cut) for one in ends) else None)


def ended_by(stop: Stop, failure: Stop | None) -> Stop:
    """How a workflow ended that `stop` cut off from outside: an earlier failure of its own stays its error.

    A person who ended it is no error.
    """
    if failure is not None:
        return replace(failure, state=stop.state)
    return Stop(stop.state, stop.error if stop.failed else None)
