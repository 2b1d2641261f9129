"""The fragments of a run's page as they are now, rendered once for all users of a role, at a bounded cost."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool

from mity.web.feed import Feed

Json = dict[str, Any]
Fragments = Mapping[str, str]
Render = Callable[[str, list[Json]], Fragments]
"""The fragments for a role, by their names, given the newest events; in the place of the form token stands a mark."""
_PACE_S, _LOOK_S, _IDLE_S = 0.25, 1.0, 5.0
"""Seconds between two renderings: at least, and at most while a run is under way, and else: no event tells of the last
lines of a step."""
_SHARE = 4
"""Rendering and sending rest so many times as long as they take."""
_BYTES_A_SECOND = 50e6
_EVENTS = 100


class Live:
    """What the page of a run shows. `under_way` says whether somebody works on the run."""

    def __init__(self, feed: Feed, render: Render, under_way: Callable[[], bool]) -> None:
        self._feed = feed
        self._render = render
        self._under_way = under_way
        self._roles: Counter[str] = Counter()
        self._shown: dict[str, Fragments] = {}
        self._wanted = asyncio.Event()

    def join(self, role: str) -> None:
        """Somebody of a role watches."""
        self._roles[role] += 1
        if self._roles[role] == 1:
            self._wanted.set()

    def leave(self, role: str) -> None:
        """Somebody of a role watches no more."""
        self._roles[role] -= 1
        if not self._roles[role]:
            del self._roles[role]
            self._shown.pop(role, None)

    def shown(self, role: str) -> Fragments:
        """The fragments as they were rendered last: the same texts while nothing changed; none before the first."""
        return self._shown.get(role, {})

    async def follow(self) -> None:
        """Renders when something changed, until it is cancelled."""
        while True:
            self._wanted.clear()
            if not self._roles:
                await self._wanted.wait()
                continue
            began, revision = time.monotonic(), self._feed.revision
            under_way = await run_in_threadpool(self._under_way)
            size = 0
            for role in list(self._roles):
                size += self._roles[role] * self._take(role, await run_in_threadpool(self._fragments, role))
            cost = time.monotonic() - began + size / _BYTES_A_SECOND
            await self._rest(revision, max(_PACE_S, _SHARE * cost), _LOOK_S if under_way else _IDLE_S)

    async def _rest(self, revision: int, least_s: float, most_s: float) -> None:
        """Waits until there is something to render: a change, or the time; or at once for somebody of a new role."""
        now = time.monotonic()
        soonest, latest = now + least_s, now + max(least_s, most_s)
        while (now := time.monotonic()) < latest and not self._wanted.is_set():
            news = self._feed.news
            changed = self._feed.revision != revision
            if changed and now >= soonest:
                return
            await _first((soonest if changed else latest) - now, self._wanted, *(() if changed else (news,)))

    def _fragments(self, role: str) -> Fragments:
        return self._render(role, self._feed.newest(_EVENTS))

    def _take(self, role: str, found: Fragments) -> int:
        """Keeps what changed; how many characters that is."""
        if role not in self._roles:
            return 0
        old = self._shown.get(role, {})
        fresh = {name: text for name, text in found.items() if old.get(name) != text}
        if fresh:
            self._shown[role] = {**found, **{name: text for name, text in old.items() if name not in fresh}}
            self._feed.wake()
        return sum(map(len, fresh.values()))


async def _first(limit_s: float, *events: asyncio.Event) -> None:
    """Waits until one of the events is set, or the time is over."""
    waits = [asyncio.ensure_future(one.wait()) for one in events]
    try:
        await asyncio.wait(waits, timeout=max(limit_s, 0.0), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
