"""The newest events of one run, read once for everybody who watches it and kept as text of bounded size."""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool

from mity.runs.tail import MOST_EVENTS, Tail
from mity.text.records import dataclass

Json = dict[str, Any]
_POLL_S, _IDLE_POLL_S, _IDLE_S = 0.04, 0.25, 10.0
"""Seconds between two looks at the files: while events come, and when none came for some time."""
_EACH_S = 0.0005
"""Seconds more for each watcher: as sending costs processor time, many are told of more events at once."""
_MOST_KEPT, _MOST_BYTES = 1000, 1 << 20


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it is sent: its number, the row of the log, a message for programs, an item of the page's list."""

    seq: int
    row: Json
    message: str
    item: str

    @property
    def size(self) -> int:
        """About how much memory it takes, in characters."""
        return 2 * len(self.message) + len(self.item)


class Feed:
    """What happens in a run. `tail` gives its events, `tell` makes what is sent of one, `marks` tell one state of the
    run's files from another.
    """

    def __init__(self, tail: Tail, tell: Callable[[Json], Told], marks: Callable[[], object]) -> None:
        self.watchers = 0
        self.revision = 0
        """How often the files of the run were seen to have changed."""
        self._tail, self._tell, self._marks = tail, tell, marks
        self._kept: list[Told] = []
        self._seqs: list[int] = []
        self._size = 0
        self._dropped = 0
        self._news = asyncio.Event()

    @property
    def news(self) -> asyncio.Event:
        """Is set as soon as something changes; to be taken before one looks what there is."""
        return self._news

    def wake(self) -> None:
        """Tells everybody who waits that something changed."""
        self._news.set()
        self._news = asyncio.Event()

    def behind(self, last: int, most: int) -> list[Told] | None:
        """The first events behind number `last`; None where some of them are no longer kept."""
        if last < self._dropped:
            return None
        start = bisect_right(self._seqs, last)
        return self._kept[start : start + most]

    @property
    def dropped(self) -> int:
        """The number of the newest event that is no longer kept."""
        return self._dropped

    def newest(self, most: int) -> list[Json]:
        """The last events as rows of the log, the oldest first."""
        return [one.row for one in self._kept[-most:]]

    async def follow(self) -> None:
        """Reads what comes, until it is cancelled."""
        seen: object = None
        changed_at = time.monotonic()
        while True:
            marks, told = await run_in_threadpool(self._look)
            if told or marks != seen:
                changed_at = time.monotonic()
                self.revision += 1
                seen = marks
                self._keep(told)
                self.wake()
            if len(told) < MOST_EVENTS:
                idle = time.monotonic() - changed_at > _IDLE_S
                await asyncio.sleep(max(_IDLE_POLL_S if idle else _POLL_S, _EACH_S * self.watchers))

    def _look(self) -> tuple[object, list[Told]]:
        try:
            marks = self._marks()
            return marks, [self._tell(row) for row in self._tail.read(MOST_EVENTS)]
        except OSError:  # such as a file that just now may not be read: the next look says
            return None, []

    def _keep(self, told: list[Told]) -> None:
        self._kept += told
        self._size += sum(one.size for one in told)
        many = 0
        while len(self._kept) - many > 1 and (len(self._kept) - many > _MOST_KEPT or self._size > _MOST_BYTES):
            self._size -= self._kept[many].size
            many += 1
        if many:
            self._dropped = self._kept[many - 1].seq
            del self._kept[:many]
        self._seqs = [one.seq for one in self._kept]
