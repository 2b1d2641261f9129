"""Places where work waits for one of several servers, first come first served: the arithmetic of a simulation.

A queue of that kind needs no list of events: who comes next is served by whoever is free first (the recursion of Kiefer
and Wolfowitz), which takes a second for a million arrivals.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Served:
    """What became of arrivals, in seconds: when each began to be served and when it left, in the order of arrival."""

    arrivals: Sequence[float]
    begins: Sequence[float]
    ends: Sequence[float]
    servers: int

    @property
    def waits(self) -> list[float]:
        """How long each waited before it was served."""
        return [begin - arrival for begin, arrival in zip(self.begins, self.arrivals, strict=True)]

    @property
    def mean_wait(self) -> float:
        """The mean of the waits."""
        return sum(self.waits) / len(self.arrivals)

    def utilisation(self, since: float, until: float) -> float:
        """The share of the servers' time between two moments in which they served."""
        busy = sum(
            max(0.0, min(end, until) - max(begin, since)) for begin, end in zip(self.begins, self.ends, strict=True)
        )
        return busy / (self.servers * (until - since))

    def mean_present(self, since: float, until: float) -> float:
        """The mean number of those who wait or are served, by counting who comes and goes."""
        steps = sorted([(at, 1) for at in self.arrivals] + [(at, -1) for at in self.ends])
        present, area, last = 0, 0.0, since
        for at, change in steps:
            if at > since:
                area += present * (min(at, until) - last)
                last = min(at, until)
            present += change
            if at >= until:
                break
        return (area + present * max(0.0, until - last)) / (until - since)


def served(arrivals: Sequence[float], services: Sequence[float], servers: int) -> Served:
    """Serves arrivals, which are in order, each for its time of service."""
    free = [0.0] * servers
    begins, ends = [], []
    for arrival, service in zip(arrivals, services, strict=True):
        begin = max(arrival, free[0])
        end = begin + service
        heapq.heapreplace(free, end)
        begins.append(begin)
        ends.append(end)
    return Served(arrivals, begins, ends, servers)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def erlang_wait(rate: float, mean_service: float, servers: int) -> float:
    """The mean wait with random arrivals and exponential services, by Erlang's second formula."""
    load = rate * mean_service
    if load >= servers:
        return math.inf
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    waits = blocked / (1 - load / servers * (1 - blocked))
    return waits * mean_service / (servers - load)
