"""Real clients of the Model Context Protocol, by its SDK: of `mity mcp` as a process, or of a server in this one.

The SDK takes a second to load, so only the tests that talk by it do so, not every worker while it collects.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from harness import Mity

if TYPE_CHECKING:
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters
    from mcp.types import ElicitRequestParams, ElicitResult

T = TypeVar("T")


@dataclass
class Person:
    """Who sits before the client: says `answers` in turn when asked, None for a refusal; `asked` is what was asked."""

    answers: list[dict[str, Any] | None]
    asked: list[ElicitRequestParams] = field(default_factory=list)

    async def __call__(self, context: Any, params: ElicitRequestParams) -> ElicitResult:
        from mcp.types import ElicitResult

        self.asked.append(params)
        said = self.answers.pop(0)
        return ElicitResult(action="decline") if said is None else ElicitResult(action="accept", content=said)


class Talk:
    """A client that is connected."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.progress: list[tuple[float, float | None, str | None]] = []

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """What a tool returns, which must be no error."""
        done = await self.client.call_tool(tool, arguments, progress_callback=self._hear)
        assert not done.is_error, done.content
        made: dict[str, Any] = done.structured_content
        return made

    async def refused(self, tool: str, **arguments: Any) -> str:
        """The text of the error that a tool must end in."""
        done = await self.client.call_tool(tool, arguments)
        assert done.is_error, done.structured_content
        return str(done.content[0].text)

    async def read(self, address: str) -> str:
        """The text of a resource."""
        return str((await self.client.read_resource(address)).contents[0].text)

    async def _hear(self, progress: float, total: float | None, message: str | None) -> None:
        self.progress.append((progress, total, message))


def parameters(mity: Mity, workspace: Path | None = None) -> StdioServerParameters:
    """How a client starts `mity mcp` for a workspace."""
    from mcp.client.stdio import StdioServerParameters

    line = mity.argv("mcp", *(("--output", str(workspace)) if workspace else ()))
    return StdioServerParameters(command=line[0], args=line[1:], env=mity.env, cwd=mity.workspace)


def server_of(workspace: Path) -> Any:
    """The server of `mity mcp` for a workspace, in this process."""
    from mity.mcp.server import make_server

    return make_server(workspace)


def talk(
    server: Any, story: Callable[[Talk], Awaitable[T]], *, person: Person | None = None, legacy: bool = False
) -> T:
    """Runs a story with a client of a server."""
    from mcp import Client

    async def run() -> T:
        more: dict[str, Any] = {"elicitation_callback": person} if person else {}
        async with Client(server, mode="legacy" if legacy else "auto", **more) as client:
            return await story(Talk(client))

    return asyncio.run(run())


def as_configuration(mity: Mity) -> Mapping[str, Any]:
    """What coding agents are told of the server, in the form of their settings."""
    return {"mcpServers": {"mity": {"command": sys.executable, "args": ["-m", "mity", "mcp"], "env": dict(mity.env)}}}


def dumped(value: Any) -> str:
    """Data as a text in which words are looked for."""
    return json.dumps(value, ensure_ascii=False)
