"""The page as one ASGI application: which address leads where, and which role it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from mity.errors import MityError, StorageError
from mity.system.runner import Runner
from mity.web.actions import Actions
from mity.web.asked import Asked, Page, endpoint, read_form
from mity.web.guard import Guard, Proxy
from mity.web.launch import Launcher
from mity.web.pages import Pages
from mity.web.rendering import HERE, Rendering, html
from mity.web.sessions import Sessions, TooMany
from mity.web.steering import Steering
from mity.web.stream import Streams
from mity.web.watching import Places, Watching
from mity.web.workspace import Workspace

_COOKIE_S = 12 * 3600


class Site:
    """The page of a workspace. `folder` is where it keeps its own; `secure` tells that browsers come by HTTPS."""

    def __init__(self, workspace: Path, folder: Path, sessions: Sessions, *, cookie: str, secure: bool) -> None:
        self._sessions = sessions
        self._cookie = cookie
        self._secure = secure
        self._place = place = Workspace(workspace)
        self._rendering = Rendering(sessions, str(workspace))
        launcher = Launcher(workspace, folder, Runner())
        actions = Actions(place, folder, launcher)
        self._pages = Pages(place, self._rendering, actions, launcher)
        self._steering = Steering(place, self._rendering, actions)
        watching = Watching(place, self._rendering, self._pages.fragments)
        self._streams = Streams(watching, Places(), sessions, self._rendering.token_mark)

    def application(self, hosts: Sequence[str], scheme: str, proxy: Proxy) -> Callable[..., Any]:
        """What a server runs; `hosts` are the values of Host that it takes, `proxy` is who may name users."""
        app = Starlette(routes=self.routes(), exception_handlers={404: _absent, Exception: _broken})
        return Guard(app, hosts, scheme, self._sessions, self._cookie, proxy)

    def prepare(self) -> None:
        """Does what the first page would wait for: reads the runs once, which remembers them, and the templates."""
        self._rendering.load()
        with suppress(StorageError):  # the page says it to whoever asks for it
            self._place.store.runs()

    def routes(self) -> list[Route | Mount]:
        """Every address of the page, with the methods that it knows."""
        shown, done = self._pages, self._steering
        seen: list[tuple[str, Page]] = [("/", shown.runs), ("/runs/{run}", shown.run), ("/runs/{run}/step", shown.step)]
        seen += [("/runs/{run}/value", shown.artefact), ("/compare", shown.compared)]
        seen += [("/statistics", shown.statistics), ("/workflows", done.workflows), ("/triggers", done.triggers)]
        seen += [("/workflows/{name}", done.workflow)]
        posted: list[tuple[str, Page, str]] = [
            ("/runs/{run}/checkpoint", done.checkpoint, "approve"),
            ("/runs/{run}/question", done.question, "approve"),
            ("/runs/{run}/pause", done.pause, "run"),
            ("/runs/{run}/cancel", done.cancel, "run"),
            ("/runs/{run}/resume", done.resume, "run"),
            ("/runs/{run}/replay", done.replay, "run"),
            ("/workflows/{name}", done.start, "run"),
            ("/leave", self._leave, "see"),
        ]
        return [
            Route("/enter", self._enter, methods=["GET"]),
            Route("/login", self._log_in, methods=["GET", "POST"]),
            Route("/favicon.ico", _icon, methods=["GET"]),
            Mount("/static", StaticFiles(directory=HERE / "static")),
            Route("/runs/{run}/events", self._streams.events, methods=["GET"]),
            Route("/runs/{run}/live", self._streams.live, methods=["GET"]),
            *(Route(path, self._endpoint(page, "see"), methods=["GET"]) for path, page in seen),
            *(Route(path, self._endpoint(page, role), methods=["POST"]) for path, page, role in posted),
        ]

    def _endpoint(self, page: Page, role: str) -> Callable[[Request], Any]:
        return endpoint(page, role, self._sessions, self._pages.failed)

    def _enter(self, request: Request) -> Response:
        """Takes the token of the printed link; what answers leads away from it."""
        try:
            cookie = self._sessions.enter(request.query_params.get("token", ""))
        except TooMany:
            return PlainTextResponse("too many wrong links were tried: wait a minute\n", 429)
        if cookie is None:
            return PlainTextResponse("this link is not valid any more: `mity serve` prints a new one\n", 403)
        return self._let_in(cookie)

    async def _log_in(self, request: Request) -> Response:
        if not self._sessions.by_password:
            return PlainTextResponse("open the link that `mity serve` printed\n", 404)
        if request.method == "GET":
            return html(self._rendering.fragment("login.html", {"wrong": ""}))
        form = await read_form(request) or {}
        try:
            cookie = await run_in_threadpool(self._sessions.log_in, form.get("name", ""), form.get("password", ""))
        except TooMany:
            return PlainTextResponse("too many tries failed: wait a minute\n", 429)
        except MityError as error:
            return PlainTextResponse(f"{error}\n", 500)
        if cookie is None:
            return html(self._rendering.fragment("login.html", {"wrong": "no user has this name and password"}), 403)
        return self._let_in(cookie)

    def _leave(self, asked: Asked) -> Response:
        self._sessions.leave(asked.cookie)
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(self._cookie, httponly=True, samesite="strict", secure=self._secure)
        return answer

    def _let_in(self, cookie: str) -> Response:
        answer = RedirectResponse("/", 303)
        answer.set_cookie(
            self._cookie, cookie, max_age=_COOKIE_S, httponly=True, samesite="strict", secure=self._secure
        )
        return answer


def _icon(request: Request) -> Response:
    return FileResponse(HERE / "static" / "icon.svg", media_type="image/svg+xml")


def _absent(request: Request, error: Exception) -> Response:
    return PlainTextResponse("there is no such page\n", 404)


def _broken(request: Request, error: Exception) -> Response:
    return PlainTextResponse("this is a bug in mity: the terminal of `mity serve` has more\n", 500)
