"""Server-sent events of one run, read from its files: whoever comes back with the last id gets what is behind it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mity.errors import MityError
from mity.redaction import Redactor
from mity.runs.tail import Tail
from mity.text.visible import visible_json
from mity.web.workspace import Workspace

Json = dict[str, Any]
_POLL_S, _PING_S = 0.25, 15.0
_LOOK_S, _IDLE_S = 1.0, 5.0
"""Seconds between two looks at what no event tells, such as the last lines of a step: under way, and else."""
_SLOW_S = 10.0
"""Seconds in which a client must take what was sent; it is dropped then, and comes back with its last id."""
_LASTS_S = 900.0
"""Seconds after which a stream ends: whoever comes back is looked at anew."""
_MOST_CLIENTS = 64
_BATCH = 200

Parts = Callable[[str, list[Json]], list[str]]
"""The fragments of a run's page that changed: of its id, after these events."""


class Streams:
    """All streams of one page, so many at most. Each holds one batch of events, never more."""

    def __init__(self, place: Workspace, redactor: Redactor) -> None:
        self._place = place
        self._redactor = redactor
        self._open = 0

    async def events(self, request: Request) -> Response:
        """The durable events of a run as JSON, each with its number as id."""
        return await self._stream(request, lambda run, rows: [])

    async def _stream(self, request: Request, parts: Parts, *, as_json: bool = True) -> Response:
        run = str(request.path_params["run"])
        try:
            path = self._place.document(run)
        except MityError as error:
            return PlainTextResponse(f"{error}\n", 404)
        if self._open >= _MOST_CLIENTS:
            return PlainTextResponse("too many streams are open\n", 503, {"Retry-After": "10"})
        after = request.headers.get("last-event-id") or request.query_params.get("after", "0")
        tail = Tail(path, int(after) if after.isascii() and after.isdecimal() and len(after) < 16 else 0)
        return _Answer(self, self._messages(run, tail, parts, as_json=as_json))

    async def live(self, request: Request, parts: Parts) -> Response:
        """The fragments of a run's page that changed, each time that something happened."""
        return await self._stream(request, parts, as_json=False)

    async def _messages(self, run: str, tail: Tail, parts: Parts, *, as_json: bool) -> AsyncIterator[str]:
        """What is sent, as text; pings while nothing happens."""
        path, marks, look, ping = self._place.store.path(run), None, 0.0, 0.0
        yield "retry: 500\n\n"
        end = time.monotonic() + _LASTS_S
        while (clock := time.monotonic()) < end:
            now = await run_in_threadpool(self._place.marks, path)
            rows = await run_in_threadpool(tail.read, _BATCH)
            text = "".join(f"id: {row['seq']}\ndata: {self._json(row)}\n\n" for row in rows) if as_json else ""
            if not as_json and (rows or now != marks or clock >= look):
                text = _message(tail.last, await run_in_threadpool(parts, run, rows))
                look = time.monotonic() + (_LOOK_S if now[1] else _IDLE_S)
            ping = clock + _PING_S if text or not ping else ping
            if text:
                yield text
            elif clock >= ping:
                ping = clock + _PING_S
                yield ": ping\n\n"
            marks = now
            if len(rows) < _BATCH:
                await asyncio.sleep(_POLL_S)

    def _json(self, row: Json) -> str:
        shown = {name: value for name, value in row.items() if name != "chain"}
        return visible_json(json.dumps(self._redactor.data(shown), ensure_ascii=False))

    def opened(self, by: int) -> None:
        """Counts the streams that are open."""
        self._open += by


class _Answer(Response):
    """A stream that ends when its client goes, or does not take what it is sent."""

    def __init__(self, streams: Streams, messages: AsyncIterator[str]) -> None:
        super().__init__(media_type="text/event-stream")
        self._streams = streams
        self._messages = messages
        del self.headers["content-length"]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self._streams.opened(1)
        gone = asyncio.ensure_future(_gone(receive))
        sending = asyncio.ensure_future(self._send(send))
        try:
            await asyncio.wait((gone, sending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._streams.opened(-1)
            gone.cancel()
            sending.cancel()
            await asyncio.gather(gone, sending, return_exceptions=True)

    async def _send(self, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        try:
            async for text in self._messages:
                body = {"type": "http.response.body", "body": text.encode("utf-8", "replace"), "more_body": True}
                await asyncio.wait_for(send(body), _SLOW_S)
        except (TimeoutError, OSError):
            return


def _message(last: int, parts: list[str]) -> str:
    """Fragments as one message; nothing where there are none."""
    lines = "".join(f"data: {line}\n" for part in parts for line in part.splitlines())
    return f"id: {last}\n{lines}\n" if lines else ""


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
