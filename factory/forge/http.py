"""Talks to a forge: retries what may be repeated, looks again before it repeats what may not, says why it gave up."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from mity.forge.answer import Answer, limited, next_page, said
from mity.forge.errors import ForgeConflict, ForgeError, ForgeForbidden, ForgeMissing, ForgeUnreachable
from mity.forge.wire import Unsure, Wire, shown
from mity.text.records import dataclass, field

Found = TypeVar("Found")

_PAGES = 200
_GRAPHQL = "/graphql"
_HOPS = 3
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0
_OUT_OF_ORDER = frozenset({429, 500, 502, 503, 504})
_REFUSALS: Mapping[int, type[ForgeError]] = {
    401: ForgeForbidden,
    403: ForgeForbidden,
    404: ForgeMissing,
    405: ForgeConflict,
    406: ForgeConflict,
    409: ForgeConflict,
    410: ForgeMissing,
    412: ForgeConflict,
    423: ForgeConflict,
}


@dataclass(slots=True)
class Patience:
    """How long a call may wait for a forge in all, in seconds, and how it waits.

    `held` are the moments before which forges want no request, by host: what one call is told holds for all others.
    """

    seconds: float = 120.0
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time
    chance: Callable[[], float] = field(default=random.random)
    held: dict[str, float] = field(default_factory=dict)


class Client:
    """The API of one forge below the address `api`; `headers` hold the token, which no other host is sent.

    `hint` is what a person can do who has no token or a wrong one.
    """

    def __init__(self, api: str, headers: Mapping[str, str], hint: str, patience: Patience | None = None) -> None:
        self.api = api.rstrip("/")
        self.host = urlsplit(api).netloc
        self._headers = {"User-Agent": "mity", "Accept": "application/json", **headers}
        self._hint = hint
        self._patience = patience or Patience()
        self._wire = Wire(api)

    def get(
        self,
        path: str,
        query: Mapping[str, Any] | None = None,
        accept: str = "",
        kind: type[object] = dict,
    ) -> Any:
        """The JSON below `path`, which is of a `kind`, or the text when `accept` asks for one. Raises ForgeError."""
        answer = self._insist("GET", self._url(path, query), None, {"Accept": accept} if accept else {})
        return answer.data if accept else self._of_kind(kind, path, self._plain(path, answer))

    def find(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """The same, None where there is nothing. Raises ForgeError."""
        try:
            return self.get(path, query)
        except ForgeMissing:
            return None

    def pages(self, path: str, query: Mapping[str, Any] | None = None) -> list[Any]:
        """The rows of all pages. Raises ForgeError, also for more pages than anybody reads."""
        rows: list[Any] = []
        url = self._url(path, {**(query or {}), "page": 1})
        for page in range(2, _PAGES + 2):
            answer = self._insist("GET", url, None, {})
            found = self._of_kind(list, path, self._plain(path, answer))
            rows += [self._of_kind(dict, path, row) for row in found]
            following = next_page(answer)
            if not found or following is None:
                return rows
            numbered = self._url(path, {**(query or {}), "page": page})
            # Behind a proxy a forge may name itself otherwise than it was asked.
            url = following if following.startswith(f"{self.api}/") else numbered
        raise ForgeError(f"{self.host} has more than {_PAGES} pages for {path}: more than mity reads")

    def put(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, conflicts: frozenset[int] = frozenset()
    ) -> Any:
        """A write that does the same when it is repeated: PUT, PATCH to a value, DELETE. Raises ForgeError.

        `conflicts` are statuses which mean ForgeConflict here, beside the usual ones.
        """
        return self._plain(path, self._insist(method, self._url(path), body, {}, conflicts=conflicts))

    def create(
        self, path: str, body: Mapping[str, Any], look: Callable[[], Found | None], read: Callable[[Any], Found]
    ) -> Found:
        """Posts what must be there once; `look` finds it where an earlier call has made it. Raises ForgeError."""
        deadline, tries = self._patience.clock() + self._patience.seconds, 0
        while True:
            if (found := look()) is not None:
                return found
            try:
                return read(self._plain(path, self._insist("POST", self._url(path), body, {}, deadline)))
            except Unsure as error:
                tries += 1
                self._wait(tries, deadline, error.wanted_s, error)

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The data of a GraphQL query, which changes nothing. Raises ForgeError."""
        url = f"{self.api.removesuffix('/v3')}{_GRAPHQL}"
        told = self._plain(
            _GRAPHQL, self._insist("POST", url, {"query": query, "variables": dict(variables or {})}, {})
        )
        if not isinstance(told, dict) or not isinstance(told.get("data"), dict):
            raise ForgeError(f"{self.host} refused a query{said(Answer(200, {}, told))}")
        return told["data"]

    def rest(self, seconds: float) -> None:
        """Waits as long as a forge needs for work of its own."""
        self._patience.pause(seconds)

    def _insist(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
        until: float = 0.0,
        conflicts: frozenset[int] = frozenset(),
    ) -> Answer:
        """Asks until there is an answer that counts."""
        deadline = until or self._patience.clock() + self._patience.seconds
        once = method == "POST" and not url.endswith(_GRAPHQL)
        tries = 0
        while True:
            wait = 0.0
            self._hold(deadline)
            try:
                answer = self._ask(method, url, body, headers)
            except ForgeUnreachable as error:
                if isinstance(error, Unsure) and once:
                    raise
                why: ForgeUnreachable = error
            else:
                later, wait = limited(answer, self._patience.clock())
                if later and wait:
                    self._patience.held[self.host] = self._patience.clock() + wait
                if not later and answer.status not in _OUT_OF_ORDER:
                    return self._judged(method, url, answer, conflicts)
                why = ForgeUnreachable(f"{self.host} answered {answer.status} to {shown(method, url)}{said(answer)}")
                if not later and once:
                    raise Unsure(str(why), wait)
            tries += 1
            self._wait(tries, deadline, wait, why)

    def _hold(self, deadline: float) -> None:
        """Waits as long as the forge wants nobody to ask, a moment longer so that not all ask at once.

        Raises ForgeUnreachable when there is no time for it.
        """
        now = self._patience.clock()
        left = self._patience.held.get(self.host, 0.0) - now
        if left > 0 and now + left > deadline:
            asks = f"{self.host} limits requests, and wants to be asked again in {left:.0f} s"
            raise ForgeUnreachable(f"{asks}: go on with `mity resume` then")
        if left > 0:
            self._patience.pause(left + self._patience.chance())

    def _wait(self, tries: int, deadline: float, wanted: float, why: ForgeUnreachable) -> None:
        """Pauses before the next try. Raises `why` when there is no time for one."""
        doubled = min(_FIRST_PAUSE_S * 2 ** min(tries - 1, 10), _LONGEST_PAUSE_S)
        pause = max(wanted, doubled * (0.5 + self._patience.chance() / 2))
        if self._patience.clock() + pause > deadline:
            when = f", and wants to be asked again in {wanted:.0f} s" if wanted else ""
            raise ForgeUnreachable(f"{why}{when}: tried {tries} times; go on with `mity resume` when it is back")
        self._patience.pause(pause)

    def _ask(self, method: str, url: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]) -> Answer:
        """One request, with redirects within the host. Raises ForgeUnreachable."""
        sent = {**self._headers, **headers}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        for _ in range(_HOPS + 1):
            answer = self._wire.send(method, url, data, sent)
            if answer.status not in (301, 302, 307, 308):
                return answer
            target = urljoin(url, answer.headers.get("location", ""))
            if urlsplit(target)[:2] != urlsplit(url)[:2]:
                raise ForgeError(f"{self.host} sends {shown(method, url)} on to another host, which is not asked")
            url = target
        raise ForgeError(f"{self.host} sends {shown(method, url)} on in a circle")

    def _judged(self, method: str, url: str, answer: Answer, conflicts: frozenset[int]) -> Answer:
        """The answer when it is a good one. Raises the ForgeError that its status means."""
        if answer.status < 300:
            return answer
        kind = ForgeConflict if answer.status in conflicts else _REFUSALS.get(answer.status, ForgeError)
        hint = f"; {self._hint}" if answer.status in (401, 403, 404) else ""
        raise kind(f"{self.host} refused {shown(method, url)} with {answer.status}{said(answer)}{hint}")

    def _of_kind(self, kind: type, path: str, data: Any) -> Any:
        if not isinstance(data, kind):
            wanted = "list" if kind is list else "object"
            raise ForgeError(f"{self.host} gave no {wanted} for {path}: is it the forge that it was taken for?")
        return data

    def _plain(self, path: str, answer: Answer) -> Any:
        """The JSON of an answer. Raises ForgeError for text, such as the page of a login before the forge."""
        if isinstance(answer.data, str):
            raise ForgeError(f"{self.host} answered {path} with a page instead of JSON: does a login stand before it?")
        return answer.data

    def _url(self, path: str, query: Mapping[str, Any] | None = None) -> str:
        return f"{self.api}{path}{f'?{urlencode(query)}' if query else ''}"
