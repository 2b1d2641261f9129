"""Server-sent events of one run, read from its files: whoever comes back with the last id gets what is behind it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mity.errors import MityError
from mity.runs.tail import Tail
from mity.web.feed import Feed, as_sent
from mity.web.sessions import Sessions
from mity.web.watching import Places, Watched, Watching
from mity.web.workspace import Workspace
from mity.web.workspaces import Workspaces

Json = dict[str, Any]
_PING_S = 15.0
_SLOW_S = 10.0
"""Seconds in which a client must take what was sent; it is dropped then, and comes back with its last id."""
_LASTS_S = 900.0
"""Seconds after which a stream ends: whoever comes back is looked at anew."""
_ASKED_S = 5.0
"""Seconds between two looks at whether the session still holds, and the workspace is where it was."""
_BATCH = 200
_PIECE = 32 << 10


class Streams:
    """All streams of one page. Each holds one batch of events, never more; what all watchers of a run see is shared."""

    def __init__(
        self, workspaces: Workspaces, watching: Watching, places: Places, sessions: Sessions, mark: str
    ) -> None:
        """`mark` stands in fragments where the form token of a session belongs."""
        self._workspaces = workspaces
        self._watching = watching
        self._places = places
        self._sessions = sessions
        self._mark = mark

    async def events(self, request: Request) -> Response:
        """The durable events of a run as JSON, each with its number as id."""
        return await self._stream(request, live=False)

    async def live(self, request: Request) -> Response:
        """The fragments of a run's page that changed, each time that something happened."""
        return await self._stream(request, live=True)

    async def _stream(self, request: Request, *, live: bool) -> Response:
        run = str(request.path_params["run"])
        user, cookie = request.scope["mity.user"], request.scope["mity.cookie"]
        try:
            place = self._place(request.path_params.get("workspace", ""), run)
        except MityError as error:
            return PlainTextResponse(f"{error}\n", 404)
        holder = user.name if self._sessions.by_password else cookie
        if not await self._places.come(holder):
            return PlainTextResponse("too many streams are open\n", 503, {"Retry-After": "10"})
        after = request.headers.get("last-event-id") or request.query_params.get("after", "0")
        last = int(after) if after.isascii() and after.isdecimal() and len(after) < 16 else 0
        role = user.role if live else ""
        return _Answer(lambda: self._messages(place, run, last, role, cookie), lambda: self._places.free(holder))

    def _place(self, name: str, run: str) -> Workspace:
        """The workspace of a run. Raises LogError when it has none of this id.

        It costs a look at a few files, and no thread: of those there are too few for hundreds who come back at once.
        """
        found = self._workspaces.of(name, run)
        found.document(run)
        return found

    async def _messages(self, place: Workspace, run: str, last: int, role: str, cookie: str) -> AsyncIterator[bytes]:
        """What is sent; pings while nothing happens. Programs, which have no role, get JSON."""
        with self._watching.of(place, run, role) as watched:
            one = _Watcher(watched, last, role, self._mark, self._sessions.form_token(cookie))
            yield b"retry: 500\n\n"
            end, ping, asked = time.monotonic() + _LASTS_S, 0.0, time.monotonic() + _ASKED_S
            while (clock := time.monotonic()) < end:
                if clock >= asked:
                    if not await run_in_threadpool(self._holds, cookie, place):
                        return
                    asked = clock + _ASKED_S
                news = watched.feed.news
                parts = await one.next()
                if not parts and clock >= ping:
                    parts = [b": ping\n\n"]
                for data in parts:  # in pieces, so that a connection holds no more than one of what all share
                    ping = clock + _PING_S
                    for start in range(0, len(data), _PIECE):
                        yield data[start : start + _PIECE] if len(data) > _PIECE else data
                if not parts:
                    await _until(news, min(ping, asked, end))

    def _holds(self, cookie: str, place: Workspace) -> bool:
        try:
            place.check(_ASKED_S / 2)
            return self._sessions.user(cookie) is not None
        except MityError:
            return False


class _Watcher:
    """What one client was told."""

    def __init__(self, watched: Watched, last: int, role: str, mark: str, token: str) -> None:
        self._feed: Feed = watched.feed
        self._watched = watched
        self._last = last
        self._role = role
        self._mark, self._token = mark, token
        self._behind: Tail | None = None
        self._sent: Mapping[str, str] = {}

    async def next(self) -> list[bytes]:
        """What is to be sent now, in parts; empty when there is nothing new."""
        found = self._feed.batch(self._last, _BATCH, bool(self._role))
        if found is None:
            found = await run_in_threadpool(self._older)
        else:
            self._behind = None
        last, batch = found
        self._last = max(self._last, last)
        parts = [batch] if batch else []
        if not self._role:
            return parts
        shown = self._watched.live.shown(self._role)
        fresh = [text for name, text in shown.items() if self._sent.get(name) is not text]
        parts += [text.replace(self._mark, self._token).encode("utf-8", "replace") for text in fresh]
        self._sent = shown
        return [f"id: {self._last}\n".encode(), *parts, b"\n"] if parts else []

    def _older(self) -> tuple[int, bytes]:
        """Events that the feed keeps no longer, read from the files."""
        self._behind = self._behind or self._watched.tail(self._last)
        try:
            rows = self._behind.read(_BATCH)
        except OSError:
            rows = []
        if not rows:  # they are in no file any more
            self._last = self._feed.dropped
        told = [self._watched.tell(row) for row in rows]
        return (told[-1].seq if told else self._last, as_sent(told, bool(self._role)))


class _Answer(Response):
    """A stream that ends when its client goes, or does not take what it is sent; `over` hears that it ended."""

    def __init__(self, messages: Callable[[], AsyncIterator[bytes]], over: Callable[[], None]) -> None:
        super().__init__(media_type="text/event-stream")
        self._messages = messages
        self._over = over
        self._sent_at: float | None = None
        del self.headers["content-length"]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        tasks = [asyncio.ensure_future(one) for one in (_gone(receive), self._send(send), self._slow())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._over()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _slow(self) -> None:
        """Ends when the client has not taken what it is sent; one clock, since each send would need one of its own."""
        while self._sent_at is None or time.monotonic() - self._sent_at < _SLOW_S:
            await asyncio.sleep(_SLOW_S / 4)

    async def _send(self, send: Any) -> None:
        messages = self._messages()
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async for data in messages:
                self._sent_at = time.monotonic()
                await send({"type": "http.response.body", "body": data, "more_body": True})
                self._sent_at = None
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OSError:
            return
        finally:
            await messages.aclose()  # type: ignore[attr-defined]


async def _until(news: asyncio.Event, end: float) -> None:
    """Waits until there is news, or the time `end` of the clock has come."""
    try:
        async with asyncio.timeout(max(0.0, end - time.monotonic())):
            await news.wait()
    except TimeoutError:
        return


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
