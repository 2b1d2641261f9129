"""One request as the pages see it: who asks, what for, and the form that came with it."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from mity.errors import EXIT_BUSY, LogError, MityError, UsageError
from mity.text.records import dataclass, field
from mity.trust.item import UntrustedError
from mity.web.sessions import Sessions
from mity.web.users import User
from mity.web.workspace import Workspace

_MOST_FIELDS = 300
_BY_ITSELF = "seen"
"""The field of addresses that a page asks for again and again to follow what happens."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked for. `form` has the last value of each field of a form that was sent; `places` are the
    workspaces that are meant, none where it is not known which.
    """

    user: User
    cookie: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    fragment: bool = False
    places: Sequence[Workspace] = ()

    @property
    def place(self) -> Workspace:
        """The workspace of a page that is of one."""
        return self.places[0]

    def number(self, name: str, default: int = 0) -> int:
        """A number of the address, which is not negative; `default` when it has none."""
        text = self.query.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else default


Page = Callable[[Asked], Response]
Failed = Callable[[Asked, int, MityError], Response]


Find = Callable[[Asked], Sequence[Workspace]]
"""The workspaces that a request means. Raises LogError."""


def endpoint(
    page: Page, role: str, sessions: Sessions, find: Find, failed: Failed, hands: Executor
) -> Callable[[Request], object]:
    """What Starlette calls for a page that users of a role may ask for, about the workspaces that `find` tells;
    `failed` shows what mity refuses. `hands` make what a person asked for, and not what a page asks for by itself.
    """

    async def asked(request: Request) -> Response:
        user, cookie = request.scope["mity.user"], request.scope["mity.cookie"]
        if not user.may(role):
            return PlainTextResponse(f"this needs the role '{role}', and {user.name} has '{user.role}'\n", 403)
        form: dict[str, str] = {}
        if request.method == "POST":
            found = await read_form(request)
            if found is None:
                return PlainTextResponse("the form is cut off, too large, or none\n", 400)
            form = found
            if not _same(form.pop("form_token", ""), sessions.form_token(cookie)):
                return PlainTextResponse("this form is not of this session: load the page again\n", 403)
        fragment = "hx-request" in request.headers
        one = Asked(user, cookie, request.path_params, dict(request.query_params), form, fragment)
        if fragment and _BY_ITSELF in one.query:
            return await run_in_threadpool(_answered, page, one, find, failed)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(hands, _answered, page, one, find, failed)

    return asked


async def read_form(request: Request) -> dict[str, str] | None:
    """The fields of a form, as browsers send those without files; None when it is cut off or none.

    None as well for one with a NUL, which no word of a command can hold.
    """
    try:
        body = await request.body()
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except (ClientDisconnect, ValueError):
        return None
    return None if any("\0" in text for field in fields for text in field) else dict(fields)


def _answered(page: Page, one: Asked, find: Find, failed: Failed) -> Response:
    try:
        one = replace(one, places=find(one))
        return page(one)
    except LogError as error:
        return failed(one, 404, error)
    except UntrustedError as error:
        return failed(one, 403, error)
    except UsageError as error:
        return failed(one, 400, error)
    except MityError as error:
        return failed(one, 409 if error.exit_code == EXIT_BUSY else 500, error)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
