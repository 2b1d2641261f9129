"""What tools work with: the workspace, the processes of mity, and how a client waits for a run."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anyio
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError

from mity.errors import LogError, MityError
from mity.mcp.processes import Job, Processes, progress
from mity.mcp.shown import CONSENT, clean, clean_text, outline
from mity.mcp.workspace import Workspace
from mity.runs.store import LogStore
from mity.text.records import dataclass

Json = dict[str, Any]
_LOOK_S = 0.3
_BIT = 0.001
"""By how much a run is further that has begun another step while none ended."""
_BEGINS_S = 30.0
"""Seconds in which a run begins, on a machine that has much to do."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The server's workspace and its processes."""

    workspace: Workspace
    processes: Processes

    async def ask(self, words: Sequence[str], home: Path, subject: str = "") -> Json:
        """What a verb that starts no run says. Raises ToolError."""
        try:
            return clean(self._checked(await self.processes.ask(words, home), subject or str(home)))
        except MityError as error:
            raise ToolError(clean_text(str(error))) from error

    async def tell(self, words: Sequence[str], home: Path) -> None:
        """Runs a verb that says what it did in words and starts no run. Raises ToolError when it did not."""
        try:
            code, said = await self.processes.say(words, home)
        except MityError as error:
            raise ToolError(clean_text(str(error))) from error
        if code:
            raise ToolError(clean_text(said.removeprefix("mity: ")))

    async def run(self, words: Sequence[str], home: Path, wait_s: int, ctx: Context[Desk], subject: str = "") -> Json:
        """Starts a verb that runs a workflow, and waits for its end; the run as it is then. Raises ToolError."""
        try:
            job = self.processes.start(words, home)
            await self._wait(job, wait_s, ctx)
            run_id = job.run_id
            if not run_id:
                if job.running:
                    return {"state": "starting", "next": "the run has not begun yet: call list_runs in a moment"}
                return clean(self._checked(job.result(), subject or str(home)))
            return self.shown(run_id)
        except MityError as error:
            raise ToolError(clean_text(str(error))) from error

    def shown(self, run_id: str) -> Json:
        """A run as clients see it. Raises LogError, UsageError."""
        found = self.workspace.run(run_id)
        return outline(found, self.workspace, held=LogStore(found.folder).held(run_id))

    async def _wait(self, job: Job, wait_s: int, ctx: Context[Desk]) -> None:
        """Waits for the end of a job, at most `wait_s` seconds, and tells the client how far it is.

        It waits longer for the id of the run alone: without it a client could neither look nor cancel.
        """
        began, told, last = time.monotonic(), (-1, 0, ""), -1.0
        while job.running and (
            (waited := time.monotonic() - began) < wait_s or (waited < _BEGINS_S and not job.run_id)
        ):
            await anyio.sleep(_LOOK_S)
            now = _progress(job)
            if now is not None and now != told:
                told = now
                done, whole, under_way = now
                last = max(float(done), last + _BIT)  # the protocol has it rise each time
                await ctx.report_progress(last, whole, clean_text(f"{job.run_id}: {under_way or 'ends'}"))

    def _checked(self, told: Json, subject: str) -> Json:
        """A result, or the ToolError that it tells of; `subject` is what a person would consent to."""
        if "error" not in told or "run_id" in told:
            return told
        said = str(told["error"]).replace(", or give --trust", "")
        if untrusted := told.get("untrusted"):
            lines = [f"  {line}" for one in untrusted for line in one["would_run"]][:30]
            said = "\n".join([said, *lines, CONSENT.format(subject=shlex.quote(subject))])
        raise ToolError(clean_text(said, 8_000))


def desk(ctx: Context[Desk]) -> Desk:
    """What the tool that `ctx` is of works with."""
    found: Desk = ctx.request_context.lifespan_context
    return found


def _progress(job: Job) -> tuple[int, int, str] | None:
    if not (run_id := job.run_id):
        return None
    try:
        return progress(job.home, run_id)
    except LogError:
        return None
