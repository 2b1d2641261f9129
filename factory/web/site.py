"""The page as one ASGI application: which address leads where, and which role it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from mity.errors import LogError, MityError, StorageError
from mity.system.runner import Runner
from mity.web.asked import Asked, Find, Page, endpoint, read_form
from mity.web.guard import Guard, Proxy
from mity.web.launch import Launcher
from mity.web.listing import Listing
from mity.web.pages import Pages
from mity.web.rendering import HERE, Rendering, html
from mity.web.resources import hands
from mity.web.sessions import Sessions, TooMany
from mity.web.steering import Steering
from mity.web.stream import Streams
from mity.web.watching import Places, Watching
from mity.web.workspace import Workspace
from mity.web.workspaces import Workspaces

_COOKIE_S = 12 * 3600


class Site:
    """The page of workspaces; `secure` tells that browsers come by HTTPS."""

    def __init__(self, workspaces: Workspaces, sessions: Sessions, *, cookie: str, secure: bool) -> None:
        self._sessions = sessions
        self._cookie = cookie
        self._secure = secure
        self._workspaces = workspaces
        self._rendering = Rendering(sessions, workspaces)
        launcher = Launcher(Runner())
        self._hands = hands()
        self._listing = Listing(self._rendering)
        self._pages = Pages(self._rendering, launcher)
        self._steering = Steering(self._rendering, launcher)
        watching = Watching(self._rendering, self._pages.fragments)
        self._streams = Streams(workspaces, watching, Places(), sessions, self._rendering.token_mark)

    def application(self, hosts: Sequence[str], scheme: str, proxy: Proxy) -> Callable[..., Any]:
        """What a server runs; `hosts` are the values of Host that it takes, `proxy` is who may name users."""
        app = Starlette(routes=self.routes(), exception_handlers={404: _absent, Exception: _broken})
        app.router.redirect_slashes = False  # it would lead browsers to http, also where a proxy ends https
        return Guard(app, hosts, scheme, self._sessions, self._cookie, proxy)

    def prepare(self) -> None:
        """Does what the first page would wait for: reads the runs once, which remembers them, and the templates."""
        self._rendering.load()
        for one in self._workspaces.all():
            with suppress(LogError, StorageError):  # the page says it to whoever asks for it
                one.rows()

    def routes(self) -> list[Route | Mount]:
        """Every address of the page, with the methods that it knows.

        Those of a workspace are there twice: below its name, and without one for links to a page that has only one.
        """
        return [
            Route("/enter", self._enter, methods=["GET"]),
            Route("/login", self._log_in, methods=["GET", "POST"]),
            Route("/favicon.ico", _icon, methods=["GET"]),
            Mount("/static", StaticFiles(directory=HERE / "static")),
            Route("/leave", self._endpoint(self._leave, "see", self._all), methods=["POST"]),
            *self._of_workspaces("", self._all),
            *self._of_workspaces("/workspaces/{workspace}", self._one),
        ]

    def _of_workspaces(self, base: str, many: Find) -> list[Route]:
        """The addresses below a base; `many` tells what is meant where several workspaces may be."""
        shown, done, lists = self._pages, self._steering, self._listing
        seen: list[tuple[str, Page]] = [("/runs/{run}", shown.run), ("/runs/{run}/step", shown.step)]
        seen += [("/runs/{run}/value", shown.artefact), ("/runs/{run}/search", shown.search)]
        seen += [("/compare", shown.compared)]
        seen += [("/workflows", done.workflows), ("/triggers", done.triggers), ("/workflows/{name}", done.workflow)]
        posted: list[tuple[str, Page, str]] = [
            ("/runs/{run}/checkpoint", done.checkpoint, "approve"),
            ("/runs/{run}/question", done.question, "approve"),
            ("/runs/{run}/pause", done.pause, "run"),
            ("/runs/{run}/cancel", done.cancel, "run"),
            ("/runs/{run}/resume", done.resume, "run"),
            ("/runs/{run}/replay", done.replay, "run"),
            ("/workflows/{name}", done.start, "run"),
        ]
        return [
            Route(base or "/", self._endpoint(lists.runs, "see", many), methods=["GET"]),
            Route(f"{base}/statistics", self._endpoint(lists.statistics, "see", many), methods=["GET"]),
            Route(f"{base}/runs/{{run}}/events", self._streams.events, methods=["GET"]),
            Route(f"{base}/runs/{{run}}/live", self._streams.live, methods=["GET"]),
            *(Route(base + path, self._endpoint(page, "see", self._one), methods=["GET"]) for path, page in seen),
            *(
                Route(base + path, self._endpoint(page, role, self._one), methods=["POST"])
                for path, page, role in posted
            ),
        ]

    def _endpoint(self, page: Page, role: str, find: Find) -> Callable[[Request], Any]:
        return endpoint(page, role, self._sessions, find, self._pages.failed, self._hands)

    def _one(self, asked: Asked) -> Sequence[Workspace]:
        return (self._workspaces.of(asked.path.get("workspace", ""), asked.path.get("run", "")),)

    def _all(self, asked: Asked) -> Sequence[Workspace]:
        return self._workspaces.all()

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
