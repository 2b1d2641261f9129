"""A program that asks an agent by the Agent Client Protocol: `python -m mity.agents.coding.acp.client … -- COMMAND`.

The task is what stands on stdin; the current folder is the copy that the agent works in. What it does is printed as
JSON lines, which the dialect `acp` reads. The exit code is 0 when the turn ended by itself, else 1.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import acp
from acp import schema

from mity import __version__
from mity.agents.coding.acp import policy

_GRACE_S = 2.0
_LONGEST_ROW = 64 * 1024 * 1024
_LOOKED_FOR = ("allow_once", "reject_once", "reject_always")
# What cannot be refused by asking is left out of the session, where the agent can be told so.
_NARROW = {
    "claudeCode": {
        "options": {
            "tools": ["Read", "Edit", "Write", "Glob", "Grep"],
            "settingSources": ["user"],
            "strictMcpConfig": True,
        }
    }
}


def tell(event: str, **data: Any) -> None:
    """Prints one line for mity."""
    sys.stdout.write(json.dumps({"event": event, **data}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


class CopyClient:
    """The side of the protocol that owns the files: the folder `copy` and nothing else."""

    def __init__(self, copy: Path) -> None:
        self._copy = copy
        self._calls: dict[str, dict[str, Any]] = {}
        self._failed: set[str] = set()

    async def request_permission(
        self, session_id: str, tool_call: schema.ToolCallUpdate, options: list[schema.PermissionOption], **more: Any
    ) -> schema.RequestPermissionResponse:
        """Allows once what only looks and edits within the copy; anything else is refused."""
        call = self._known(tool_call)
        good = policy.allowed(self._copy, call)
        if not good:
            tell("refused", title=str(call.get("title") or call.get("kind") or "a tool"))
        kinds = _LOOKED_FOR[:1] if good else _LOOKED_FOR[1:]
        found = next((one for kind in kinds for one in options if one.kind == kind), None)
        if found is None:
            return schema.RequestPermissionResponse(outcome=schema.DeniedOutcome(outcome="cancelled"))
        return schema.RequestPermissionResponse(
            outcome=schema.AllowedOutcome(outcome="selected", option_id=found.option_id)
        )

    async def session_update(self, session_id: str, update: Any, **more: Any) -> None:
        """Tells what the agent says and does."""
        if isinstance(update, schema.AgentMessageChunk):
            if isinstance(update.content, schema.TextContentBlock):
                tell("text", text=update.content.text)
        elif isinstance(update, schema.ToolCallStart):
            self._known(update)
        elif isinstance(update, schema.ToolCallProgress):
            call = self._known(update)
            if call.get("status") == "failed" and update.tool_call_id not in self._failed:
                self._failed.add(update.tool_call_id)
                tell("call_failed")
        elif isinstance(update, schema.UsageUpdate) and update.cost is not None and update.cost.currency == "USD":
            tell("usage", cost_usd=update.cost.amount)

    async def read_text_file(
        self, session_id: str, path: str, line: int | None = None, limit: int | None = None, **more: Any
    ) -> schema.ReadTextFileResponse:
        """The text of a file of the copy."""
        try:
            return schema.ReadTextFileResponse(content=policy.read(self._copy, path, line, limit))
        except (OSError, ValueError) as error:
            raise self._refused(path, error) from error

    async def write_text_file(self, session_id: str, path: str, content: str, **more: Any) -> None:
        """Writes a file of the copy."""
        try:
            policy.write(self._copy, path, content)
        except OSError as error:
            raise self._refused(path, error) from error

    def _refused(self, path: str, error: OSError | ValueError) -> acp.RequestError:
        if isinstance(error, PermissionError):
            tell("refused", title=path)
        return acp.RequestError(-32603, str(error))

    def _known(self, update: Any) -> dict[str, Any]:
        """All that was said of a call of a tool so far; a call is told when it is first heard of.

        An agent need not announce one before it asks for permission or says how it went: Qwen does only where it
        does not ask.
        """
        new = update.tool_call_id not in self._calls
        call = self._calls.setdefault(update.tool_call_id, {})
        call.update(update.model_dump(mode="json", by_alias=True, exclude_none=True))
        if new:
            tell("call", title=call.get("title"), announced=isinstance(update, schema.ToolCallStart))
        return call


async def asked(command: Sequence[str], prompt: str, until: float) -> str:
    """Starts the agent, gives it the task and returns why its turn ended. Raises RequestError, OSError."""
    copy = Path.cwd()
    client: Any = CopyClient(copy)
    files = schema.FileSystemCapabilities(read_text_file=True, write_text_file=True)
    kept = {"stderr": None, "limit": _LONGEST_ROW, "shutdown_timeout": 1.0}
    async with acp.spawn_agent_process(
        client, command[0], *command[1:], env=dict(os.environ), cwd=copy, transport_kwargs=kept
    ) as (agent, process):
        work = asyncio.ensure_future(_turn(agent, copy, files, prompt, until))
        gone = asyncio.ensure_future(process.wait())
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done() or isinstance(work.exception(), ConnectionError):
            await asyncio.wait({gone}, timeout=_GRACE_S)
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError, acp.RequestError, ConnectionError):
                await work
            code = gone.result() if gone.done() else "a closed connection"
            raise OSError(f"{Path(command[0]).name} ended with {code} before its turn did")
        gone.cancel()
        return work.result()


async def _turn(agent: Any, copy: Path, files: schema.FileSystemCapabilities, prompt: str, until: float) -> str:
    await agent.initialize(
        acp.PROTOCOL_VERSION,
        client_capabilities=schema.ClientCapabilities(fs=files, terminal=False),
        client_info=schema.Implementation(name="mity", version=__version__),
    )
    session = await agent.new_session(cwd=str(copy), mcp_servers=[], **_NARROW)
    turn = asyncio.ensure_future(agent.prompt(session_id=session.session_id, prompt=[acp.text_block(prompt)]))
    _on_term(turn)
    left = max(until - time.time(), 0)
    done, _ = await asyncio.wait({turn}, timeout=max(left - 2 * _GRACE_S, left / 2))
    if not done:
        await agent.cancel(session.session_id)
        await asyncio.wait({turn}, timeout=_GRACE_S)
        turn.cancel()
        return "time"
    answer = turn.result()
    if answer.usage is not None:
        tell("usage", input_tokens=answer.usage.input_tokens, output_tokens=answer.usage.output_tokens)
    return str(answer.stop_reason)


def _on_term(turn: asyncio.Future[Any]) -> None:
    with contextlib.suppress(NotImplementedError, RuntimeError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, turn.cancel)


def main() -> int:
    """Asks once; how it ended is the last line."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--until", type=float, default=time.time() + 300, help="when it is ended, in seconds since 1970"
    )
    parser.add_argument("command", nargs="+")
    words = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the library logs every message that it does not know
    try:
        reason = asyncio.run(asked(words.command, sys.stdin.read(), words.until))
    except acp.RequestError as error:
        about = f" ({json.dumps(error.data, ensure_ascii=False)})" if error.data else ""
        tell("error", message=f"{error}{about}")
        return 1
    except (OSError, asyncio.CancelledError) as error:
        tell("error", message=str(error) or "cancelled")
        return 1
    tell("end", reason="completed" if reason == "end_turn" else reason)
    return 0


if __name__ == "__main__":
    sys.exit(main())
