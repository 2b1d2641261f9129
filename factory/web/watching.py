"""Who watches which run: one feed for each run that is watched, and a bounded number of places for watchers."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mity.errors import LogError
from mity.runs.tail import Tail
from mity.text.records import dataclass
from mity.text.visible import visible_json
from mity.web.feed import Feed, Told, as_data
from mity.web.kept import Key
from mity.web.live import Fragments, Live
from mity.web.rendering import Rendering
from mity.web.workspace import Workspace

Json = dict[str, Any]
MOST_STREAMS, MOST_OF_ONE = 600, 64
"""Streams that are open at once: in all, and of one session or named user, who so keeps nobody else out."""
_FREED_S, _AGAIN_S = 5.0, 0.1
"""Seconds that somebody waits for a place, and between two looks."""
Shown = Callable[[Workspace, str, str, list[Json]], Fragments]
"""What the page of a run of a workspace shows to a role, given its newest events."""


class Places:
    """The places for streams: each holder has some, and there are not more than so many in all."""

    def __init__(self, most: int = MOST_STREAMS, most_of_one: int = MOST_OF_ONE) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._held: Counter[str] = Counter()

    def take(self, holder: str) -> bool:
        """Takes a place; False when none is left for this holder."""
        if self._held.total() >= self._most or self._held[holder] >= self._most_of_one:
            return False
        self._held[holder] += 1
        return True

    async def come(self, holder: str, limit_s: float = _FREED_S) -> bool:
        """Takes a place, and waits for one until the limit; False when there was none.

        Who comes back at once is often here before the end of the stream that it had is noticed.
        """
        end = time.monotonic() + limit_s
        while not self.take(holder):
            if time.monotonic() >= end:
                return False
            await asyncio.sleep(_AGAIN_S)
        return True

    def free(self, holder: str) -> None:
        """Gives a place back."""
        self._held[holder] -= 1
        if not self._held[holder]:
            del self._held[holder]


@dataclass(slots=True)
class Watched:
    """A run that somebody watches. `tail` reads its events behind a number, `tell` makes what is sent of one."""

    feed: Feed
    live: Live
    tail: Callable[[int], Tail]
    tell: Callable[[Json], Told]
    tasks: tuple[asyncio.Task[None], ...] = ()


class Watching:
    """All runs that are watched now. To be used within one event loop."""

    def __init__(self, rendering: Rendering, shown: Shown) -> None:
        self._rendering = rendering
        self._shown = shown
        self._watched: dict[Key, Watched] = {}

    @contextmanager
    def of(self, place: Workspace, run: str, role: str) -> Iterator[Watched]:
        """A run while somebody watches it; with a role, they see its page."""
        key = (place.path, run)
        watched = self._watched.get(key) or self._begin(place, run)
        watched.feed.watchers += 1
        if role:
            watched.feed.pages += 1
            watched.live.join(role)
        try:
            yield watched
        finally:
            watched.feed.watchers -= 1
            if role:
                watched.feed.pages -= 1
                watched.live.leave(role)
            if not watched.feed.watchers:
                del self._watched[key]
                for task in watched.tasks:
                    task.cancel()

    def _begin(self, place: Workspace, run: str) -> Watched:
        path = place.store.path(run)
        feed = Feed(Tail(path), self._told, lambda: place.marks(path))
        live = Live(feed, lambda role, rows: self._fragments(place, run, role, rows), lambda: _under_way(place, run))
        made = Watched(feed, live, lambda after: Tail(path, after), self._told)
        made.tasks = (asyncio.ensure_future(feed.follow()), asyncio.ensure_future(live.follow()))
        self._watched[place.path, run] = made
        return made

    def _fragments(self, place: Workspace, run: str, role: str, rows: list[Json]) -> Fragments:
        try:
            found = self._shown(place, run, role, rows)
        except LogError:
            return {}
        opening = '<hx-partial hx-target="#{}" hx-swap="innerMorph">'
        return {name: as_data(f"{opening.format(name)}{text}</hx-partial>") for name, text in found.items()}

    def _told(self, row: Json) -> Told:
        return Told(row, self._made)

    def _made(self, form: str, row: Json) -> str:
        """What is sent of an event: the `message` for programs, or the `item` of the page's list."""
        if form == "item":
            return self._rendering.fragment("events.html", {"events": [row]})
        shown = {name: value for name, value in row.items() if name != "chain"}
        data = visible_json(json.dumps(self._rendering.redactor.data(shown), ensure_ascii=False))
        return f"id: {row['seq']}\ndata: {data}\n\n"


def _under_way(place: Workspace, run: str) -> bool:
    try:
        return place.under_way(run, place.log(run).state.value)
    except LogError:
        return False
