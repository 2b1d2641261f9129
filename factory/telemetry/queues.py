"""The queues of an engine as two gauges, which are looked at each time that metrics are sent."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from opentelemetry.metrics import CallbackOptions, Observation

from mity.errors import MityError

if TYPE_CHECKING:
    from opentelemetry.metrics import Meter

Count = Callable[[], Mapping[str, tuple[int, int]]]
"""By the name of each queue that has runs, how many wait and how many are leased. Raises MityError."""
QUEUE_NAME = "mity.queue.name"
_log = logging.getLogger("opentelemetry.mity")
_MOST = 500


class Queues:
    """Tells what `count` says of each queue; one that had runs, and `own` from the beginning, is told of as empty."""

    def __init__(self, meter: Meter, count: Count, own: str) -> None:
        self._count = count
        self._counted: Mapping[str, tuple[int, int]] = {}
        self._told = {0, 1}
        self._known = {own: None}
        self._turn = threading.Lock()
        for place, (name, what) in enumerate((("waiting", "Runs that are due."), ("leased", "Runs with a worker."))):
            meter.create_observable_gauge(f"mity.queue.{name}", [self._telling(place)], "{run}", what)

    def _telling(self, place: int) -> Callable[[CallbackOptions], Iterable[Observation]]:
        def tell(options: CallbackOptions) -> Iterable[Observation]:
            try:
                found = self._look(place)
            except MityError as error:
                _log.warning("the engine does not tell of its queues: %s", error)
                return []
            return [Observation(found.get(name, (0, 0))[place], {QUEUE_NAME: name}) for name in self._known]

        return tell

    def _look(self, place: int) -> Mapping[str, tuple[int, int]]:
        """The numbers that one of the gauges tells: both tell of the same look, and each of a look once."""
        with self._turn:
            if place in self._told:
                self._counted, self._told = self._count(), set()
                self._known |= dict.fromkeys([*self._counted][: _MOST - len(self._known)])
            self._told.add(place)
            return self._counted
