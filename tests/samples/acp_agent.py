"""An agent that speaks the Agent Client Protocol and plays a role: `python acp_agent.py ROLE`."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import acp
from acp import schema

ROLE = sys.argv[1]
OPTIONS = [
    schema.PermissionOption(option_id="yes", name="Allow", kind="allow_once"),
    schema.PermissionOption(option_id="no", name="Reject", kind="reject_once"),
]


class Player:
    """Does what its role says, by the files and permissions of its client."""

    def __init__(self) -> None:
        self.cancelled = asyncio.Event()

    def on_connect(self, conn: Any) -> None:
        self.client = conn

    async def initialize(self, protocol_version: int, **more: Any) -> schema.InitializeResponse:
        if ROLE == "keyless":
            raise acp.RequestError.auth_required()
        return schema.InitializeResponse(protocol_version=protocol_version)

    async def new_session(self, cwd: str, **more: Any) -> schema.NewSessionResponse:
        self.copy = Path(cwd)
        return schema.NewSessionResponse(session_id="one")

    async def cancel(self, session_id: str, **more: Any) -> None:
        self.cancelled.set()

    async def prompt(self, prompt: list[Any], session_id: str, **more: Any) -> schema.PromptResponse:
        reason: Any = "end_turn"
        if ROLE == "edits":
            await self.edit(str(self.copy / "calc.py"))
        elif ROLE == "asks":
            for kind, path in (("edit", self.copy / "calc.py"), ("execute", self.copy / "x"), ("edit", "/etc/hosts")):
                await self.say(f"{kind} {'allowed' if await self.may(kind, str(path)) else 'refused'}. ")
            await self.edit(str(self.copy / "calc.py"))
        elif ROLE == "outside":
            for path in ("/etc/mity-was-here", str(self.copy.parent / "beside")):
                try:
                    await self.client.write_text_file(session_id="one", path=path, content="x")
                except acp.RequestError as error:
                    await self.say(str(error))
        elif ROLE == "sleeps":
            await self.cancelled.wait()
            Path(sys.argv[2]).write_text("cancelled")
            reason = "cancelled"
        elif ROLE == "refuses":
            reason = "refusal"
        elif ROLE == "dies":
            sys.exit(3)
        return schema.PromptResponse(stop_reason=reason)

    async def may(self, kind: Any, path: str) -> bool:
        call = schema.ToolCallUpdate(
            tool_call_id=f"{kind}-{path}", kind=kind, title=kind, locations=[schema.ToolCallLocation(path=path)]
        )
        answer = await self.client.request_permission(session_id="one", tool_call=call, options=OPTIONS)
        return getattr(answer.outcome, "option_id", "") == "yes"

    async def edit(self, path: str) -> None:
        found = await self.client.read_text_file(session_id="one", path=path)
        text = found.content.replace("a - b", "a + b")
        await self.client.write_text_file(session_id="one", path=path, content=text)

    async def say(self, text: str) -> None:
        await self.client.session_update(session_id="one", update=acp.update_agent_message_text(text))


if __name__ == "__main__":
    asyncio.run(acp.run_agent(Player()))
