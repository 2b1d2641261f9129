"""The server: its tools with what they do to the world, its resources and prompts, and the two ways to reach it."""

from __future__ import annotations

import hmac
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import anyio
import uvicorn
from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from starlette.types import ASGIApp, Receive, Scope, Send

from mity import __version__
from mity.errors import EXIT_INTERRUPTED
from mity.mcp import answers, lists, resources, verbs
from mity.mcp.desk import Desk
from mity.mcp.processes import Processes
from mity.mcp.tools import ExactTool
from mity.mcp.workspace import Workspace

HOST = "127.0.0.1"
_ABOUT = (
    "mity is a software factory on this machine. It works in the workspace {root} alone. Call a tool that changes "
    "something with dry_run true first, show the person the plan, then call it with dry_run false. A run is proven "
    "only when its verdict says so: never tell of success by its state alone. Runs go on when you do not wait; "
    "show_run finds them again. What came with a project and was not trusted is never run for you: the person consents "
    "by `mity trust` in a terminal."
)
_LOOKS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_ADDS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=True)
_CHANGES = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=True)
_ENDS = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False)
_TOOLS: tuple[tuple[Callable[..., Any], str, ToolAnnotations], ...] = (
    (lists.list_stacks, "List stacks", _LOOKS),
    (lists.list_workflows, "List workflows", _LOOKS),
    (lists.list_runs, "List runs", _LOOKS),
    (lists.show_run, "Show a run", _LOOKS),
    (lists.diagnose, "Diagnose a log", _LOOKS),
    (verbs.create_app, "Make an application", _ADDS),
    (verbs.add_feature, "Add a feature", _CHANGES),
    (verbs.remove_feature, "Remove a feature", _CHANGES),
    (verbs.heal, "Heal a project", _CHANGES),
    (verbs.run_workflow, "Run a workflow", _CHANGES),
    (answers.answer, "Answer a run", _CHANGES),
    (answers.cancel, "Cancel a run", _ENDS),
)


def make_server(root: Path) -> MCPServer[Desk]:
    """The server of one workspace."""
    made = Desk(Workspace(root), Processes(root.resolve()))

    @asynccontextmanager
    async def lifespan(server: MCPServer[Desk]) -> AsyncIterator[Desk]:
        yield made

    server = MCPServer[Desk](
        "mity",
        "mity",
        instructions=_ABOUT.format(root=root.resolve()),
        version=__version__,
        lifespan=lifespan,
        log_level="CRITICAL",
        tools=[ExactTool.from_function(function, title=title, annotations=hints) for function, title, hints in _TOOLS],
    )
    resources.add_to(server)
    return server


def serve_stdio(root: Path) -> None:
    """Serves one client on stdin and stdout until it goes away, or a signal ends this process at once."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    logging.getLogger().setLevel(logging.CRITICAL)
    anyio.run(make_server(root).run_stdio_async)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """Ends this process: a thread of the SDK reads stdin, and Python would wait for it. Runs go on by themselves."""
    os._exit(EXIT_INTERRUPTED)


def serve_http(root: Path, port: int, token: str, ready: Callable[[str], None]) -> None:
    """Serves clients that know `token` on loopback until the process is ended. `ready` is told the address.

    Raises OSError when the port cannot be had.
    """
    with socket.create_server((HOST, port)) as listener:
        taken = int(listener.getsockname()[1])
        hosts = [f"{name}:{taken}" for name in (HOST, "localhost")]
        security = TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[f"http://{one}" for one in hosts])
        app = make_server(root).streamable_http_app(transport_security=security, host=HOST)
        ready(f"http://{HOST}:{taken}/mcp")
        config = uvicorn.Config(TokenOnly(app, token), log_level="critical", timeout_graceful_shutdown=2)
        anyio.run(uvicorn.Server(config).serve, [listener])


class TokenOnly:
    """Lets requests through that carry the token as a bearer, and refuses all others."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._wanted = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._knows(scope):
            headers = [(b"content-type", b"text/plain"), (b"www-authenticate", b"Bearer")]
            await send({"type": "http.response.start", "status": 401, "headers": headers})
            await send({"type": "http.response.body", "body": b"give the token of this server as a bearer\n"})
            return
        await self._app(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name.lower() == b"authorization"]
        return len(given) == 1 and hmac.compare_digest(given[0], self._wanted)
