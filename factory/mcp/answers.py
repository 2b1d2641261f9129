"""Tools for runs that wait or go on: answer a question or a checkpoint, cancel. Clients that can ask the person do."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from mcp.server.elicitation import AcceptedElicitation
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.resolve import Elicit, ElicitationResult, Resolve
from pydantic import BaseModel, Field, JsonValue, create_model

from mity.errors import MityError
from mity.mcp.arguments import WAIT_S, Inputs, RunId, Text, WaitS
from mity.mcp.asked import as_text, proposal
from mity.mcp.desk import Desk, desk
from mity.mcp.shown import clean_text, question
from mity.mcp.workspace import FoundRun
from mity.runs.store import LogStore

Json = dict[str, Any]
_RETRY = "retry"


class Reply(BaseModel):
    """An answer: one of the choices, and words where the choice takes some.

    `asked` is the question that a person was shown; None where nobody was asked.
    """

    asked: ClassVar[Json | None] = None
    choice: str
    text: str = Field("", max_length=4_000, description="For `help` and checkpoints: what to do, or why not.")


async def reply_of(ctx: Context[Desk], run_id: RunId, choice: str = "", text: str = "") -> Reply | Elicit[Reply]:
    """The reply: what was given, or what the person says. A checkpoint is the person's wherever a client can ask."""
    found = _found(ctx, run_id)
    asked = question(found)
    can_ask = bool(ctx.client_capabilities and ctx.client_capabilities.elicitation)
    if not asked:
        return Reply(choice=choice or _RETRY, text=text)
    if choice and not (can_ask and asked["kind"] == "checkpoint"):
        return Reply(choice=choice, text=text)
    if not can_ask:
        raise ToolError(as_text(run_id, asked))
    words: list[JsonValue] = [str(one["choice"]) for one in asked["options"]]
    shape: type[Reply] = create_model(
        "Reply", __base__=Reply, choice=(str, Field(json_schema_extra={"enum": [*words]}, description="What to do."))
    )
    shape.asked = asked
    return Elicit("\n".join([as_text(run_id, asked), *proposal(choice, text)]), shape)


async def answer(
    ctx: Context[Desk],
    run_id: RunId,
    reply: Annotated[ElicitationResult[Reply], Resolve(reply_of)],
    choice: Annotated[str, Field(max_length=100, description="One of the run's choices; empty: ask the person.")] = "",
    text: Annotated[Text, Field(description="For `help`: how to fix it. Of a checkpoint: changes, or why not.")] = "",
    inputs: Inputs = (),
    wait_s: WaitS = WAIT_S,
) -> Json:
    """Answer the question or the checkpoint that a run waits with, and go on with the run.

    Without a choice the person is asked, where the client can do so. A run that failed or was interrupted and asks
    nothing goes on with the choice `retry`.
    """
    if not isinstance(reply, AcceptedElicitation):
        raise ToolError(f"run {run_id} still waits: the person gave no answer")
    found, said = _found(ctx, run_id), reply.data
    asked = question(found)
    if said.asked is not None and said.asked != asked:
        raise ToolError(f"run {run_id} asks something else by now, so the answer was not taken: call show_run")
    if asked and asked["kind"] == "checkpoint":
        if said.choice not in ("approve", "reject"):
            raise ToolError(f"a checkpoint is answered by approve or reject, not by '{said.choice}'")
        return await _checkpoint(ctx, found, str(asked["step"]), said, inputs, wait_s)
    words = [] if not asked and said.choice == _RETRY else [f"--choose={said.choice}"]
    words += [f"--step={asked['step']}"] if asked else []
    words += [f"--help-text={said.text}"] if said.text else []
    return await desk(ctx).run(["resume", "--json", *words, "--", run_id], found.folder, wait_s, ctx)


async def _checkpoint(ctx: Context[Desk], found: FoundRun, step: str, said: Reply, inputs: Inputs, wait_s: int) -> Json:
    """Approves or rejects, then goes on unless a process is at it, which hears of it by itself."""
    run_id = found.log.run_id
    option = "changes" if said.choice == "approve" else "reason"
    words = [said.choice, *([f"--{option}={said.text}"] if said.text else [])]
    words += [f"--set={one}" for one in inputs] if said.choice == "approve" else []
    await desk(ctx).tell([*words, "--", run_id, step], found.folder)
    if LogStore(found.folder).held(run_id):
        return desk(ctx).shown(run_id)
    return await desk(ctx).run(["resume", "--json", "--", run_id], found.folder, wait_s, ctx)


async def cancel(ctx: Context[Desk], run_id: RunId) -> Json:
    """End a run: one that is under way does what it always does at its end, then stops. It cannot be resumed."""
    found = _found(ctx, run_id)
    await desk(ctx).tell(["cancel", "--", run_id], found.folder)
    return desk(ctx).shown(run_id)


def _found(ctx: Context[Desk], run_id: str) -> FoundRun:
    try:
        return desk(ctx).workspace.run(run_id)
    except MityError as error:
        raise ToolError(clean_text(str(error))) from error
