"""Limits of time of a run, a stage or a call: running time without waits, also over resumes."""

from __future__ import annotations

from collections.abc import Iterable

from mity.engine.end import Cut, Stop
from mity.engine.flow import Flow, Together
from mity.runs.events import read_time
from mity.runs.keys import NESTED
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState

_INSIDE = (NESTED, "[", "#")


def limited(flow: Flow, limit_s: float | None, what: str, spent_s: float = 0.0, stage: str = "") -> Flow:
    """A flow that has so many seconds, of which `spent_s` are gone, or all there are.

    One that was cut off has failed: `what` says who in its error, `stage` where.
    """
    if limit_s is None:
        return (yield from flow)
    late = Stop(RunState.FAILED, f"{what} took longer than its timeout, {limit_s:g} s", stage=stage)
    (end,) = yield Together([flow], cancelled=late, limit_s=max(limit_s - spent_s, 0.0))
    return late if isinstance(end, Cut) else end


def spent_s(log: ExecutionLog, keys: Iterable[str] | None = None) -> float:
    """The seconds in which steps ran that have passed: all of them, or those of `keys` and what is inside of them.

    Time in which several ran counts once; waiting for a person, what failed and what a kill ended do not count.
    """
    heads = None if keys is None else tuple(keys)
    inside = tuple(f"{key}{sign}" for key in heads or () for sign in _INSIDE)
    spans = []
    for key, result in log.results.items():
        counts = heads is None or key in heads or key.startswith(inside)
        if counts and result.started_at and result.status.passed:
            begun = read_time(result.started_at).timestamp()
            spans.append((begun, begun + result.duration_s))
    total, until = 0.0, float("-inf")
    for begun, ended in sorted(spans):
        total += max(ended - max(begun, until), 0.0)
        until = max(until, ended)
    return total
