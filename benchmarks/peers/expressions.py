"""Expressions that mity and CEL read alike, and how many of them are evaluated in a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.peers.probe import Probe

EXPRESSIONS = (
    "d.a == 'x' && d.n > 3",
    "d.n < 10 || d.list[1] == 2",
    "!(d.flag && d.a != 'y') ? d.n : d.list[0]",
    "d.map.inner.value == 'deep' && d.map.count >= 7",
)
NAMES: dict[str, Any] = {
    "d": {
        "a": "x",
        "n": 5,
        "flag": True,
        "list": [1, 2, 3],
        "map": {"inner": {"value": "deep"}, "count": 7},
    }
}


def evaluations(probe: Probe, evaluate: Sequence[Callable[[], Any]]) -> None:
    """Evaluates all of them N times; the figure is `each_us`, for one."""
    for one in evaluate:
        one()
    probe.start()
    began = time.perf_counter()
    for _ in range(probe.count):
        for one in evaluate:
            one()
    probe.more["each_us"] = 1e6 * (time.perf_counter() - began) / (probe.count * len(evaluate))
    probe.stop()
