"""The newest events of one run, read once for everybody who watches it and kept as text of bounded size."""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool

from mity.runs.tail import MOST_EVENTS, Tail

Json = dict[str, Any]
_POLL_S, _IDLE_POLL_S, _IDLE_S = 0.04, 0.25, 10.0
"""Seconds between two looks at the files: while events come, and when none came for some time."""
_CROWD_S = 2e-6
"""Seconds at least, times the square of the number of watchers: as sending costs processor time, many are told of more
events at once, so that a crowd takes less of the processor than a few do.
"""
_MOST_KEPT, _MOST_BYTES, _MOST_BATCHES = 1000, 1 << 20, 16


class Told:
    """An event as it is sent: its number, the row of the log, a message for programs, an item of the page's list.

    The last two are made of the row when somebody first wants them.
    """

    __slots__ = ("_item", "_make", "_message", "row", "seq")

    def __init__(self, row: Json, make: Callable[[str, Json], str]) -> None:
        self.row, self.seq = row, int(row["seq"])
        self._make = make
        self._message = self._item = ""

    def message(self) -> str:
        """What programs get."""
        self._message = self._message or self._make("message", self.row)
        return self._message

    def item(self) -> str:
        """What pages get."""
        self._item = self._item or self._make("item", self.row)
        return self._item

    @property
    def size(self) -> int:
        """About how much memory it takes, in characters."""
        return 3 * len(self.message())


class Feed:
    """What happens in a run. `tail` gives its events, `tell` makes what is sent of one, `marks` tell one state of the
    run's files from another.
    """

    def __init__(self, tail: Tail, tell: Callable[[Json], Told], marks: Callable[[], object]) -> None:
        self.watchers = self.pages = 0
        """How many watch, and how many of these are pages."""
        self.revision = 0
        """How often the files of the run were seen to have changed."""
        self._tail, self._tell, self._marks = tail, tell, marks
        self._kept: list[Told] = []
        self._seqs: list[int] = []
        self._size = 0
        self._dropped = 0
        self._batches: dict[tuple[int, bool], tuple[int, bytes]] = {}
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

    def batch(self, last: int, most: int, pages: bool) -> tuple[int, bytes] | None:
        """The first events behind number `last` as they are sent to programs or to pages, and the number of the last
        one of them; None where some are no longer kept. It is made once for all who got as far.
        """
        found = self._batches.get((last, pages))
        if found is None:
            rows = self.behind(last, most)
            if rows is None:
                return None
            found = (rows[-1].seq if rows else last, as_sent(rows, pages))
            if len(self._batches) < _MOST_BATCHES:
                self._batches[last, pages] = found
        return found

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
                await asyncio.sleep(max(_IDLE_POLL_S if idle else _POLL_S, _CROWD_S * self.watchers**2))

    def _look(self) -> tuple[object, list[Told]]:
        try:
            marks = self._marks()
            told = [self._tell(row) for row in self._tail.read(MOST_EVENTS)]
            for one in told:  # here, and not in the loop, which serves everybody
                one.message()
                if self.pages:
                    one.item()
            return marks, told
        except OSError:  # such as a file that just now may not be read: the next look says
            return None, []

    def _keep(self, told: list[Told]) -> None:
        self._batches.clear()
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


def as_sent(rows: list[Told], pages: bool) -> bytes:
    """Events as they are sent together to programs, or to pages, which put the newest on top; empty for none."""
    if not rows:
        return b""
    if not pages:
        return "".join(one.message() for one in rows).encode("utf-8", "replace")
    items = "".join(one.item() for one in reversed(rows))
    text = as_data(f'<hx-partial hx-target="#events" hx-swap="afterbegin">{items}</hx-partial>')
    return text.encode("utf-8", "replace")


def as_data(text: str) -> str:
    """A text as lines of a message."""
    return "".join(f"data: {line}\n" for line in text.splitlines())
