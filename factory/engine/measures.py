"""What the evidence of steps measured, those of loops and called workflows too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mity.evidence.found import metrics_of
from mity.runs.keys import NESTED
from mity.runs.log import ExecutionLog

_INSIDE = (NESTED, "[")


def measured(log: ExecutionLog, keys: Iterable[str]) -> dict[str, Any]:
    """What was measured by the steps of these keys, a later one in the order of the definition winning.

    What a step did for its items, and in a workflow that it called, counts when the step itself has ended: those that
    run beside each other must not change what a third one sees.
    """
    ended = {key for key in keys if key in log.results}
    found: dict[str, Any] = {}
    for key in log.stations if ended else ():
        heads = [key[:at] for at, sign in enumerate(key) if sign in _INSIDE]
        if key in log.results and not ended.isdisjoint((key, *heads)):
            found |= metrics_of(log.results[key].evidence)
    return found
