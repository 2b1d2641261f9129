"""Runs as resources, and prompts for what people ask of mity."""

from __future__ import annotations

import json
from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceError
from pydantic import Field

from mity.errors import MityError
from mity.mcp.desk import Desk, desk
from mity.mcp.shown import MOST_REPORT, clean_text
from mity.text.visible import visible_json

_JSON = "application/json"


def add_to(server: MCPServer[Desk]) -> None:
    """Adds the resources and the prompts to a server."""
    server.resource("run://{run_id}", title="A run", mime_type=_JSON)(run)
    server.resource("run://{run_id}/report", title="The report of a run", mime_type="text/markdown")(report)
    for function in (make_an_application, repair_a_project, explain_a_run):
        server.prompt()(function)


async def run(run_id: str, ctx: Context[Desk]) -> str:
    """A run: verdict, steps with their evidence, question."""
    try:
        return visible_json(json.dumps(desk(ctx).shown(run_id), indent=1, ensure_ascii=False))
    except MityError as error:
        raise ResourceError(clean_text(str(error))) from error


async def report(run_id: str, ctx: Context[Desk]) -> str:
    """The final report of a run, as Markdown."""
    try:
        found = desk(ctx).workspace.run(run_id)
        code, text = await desk(ctx).processes.say(["runs", "show", "--format=markdown", "--", run_id], found.folder)
    except MityError as error:
        raise ResourceError(clean_text(str(error))) from error
    if code:
        raise ResourceError(clean_text(text))
    return clean_text(text, MOST_REPORT)


What = Annotated[str, Field(description="What it is to be, in words.")]


def make_an_application(what: What) -> str:
    """Make an application and prove it."""
    return (
        f"Make this application with mity: {what}\n"
        "Choose a stack of list_stacks. Call create_app with dry_run true and tell me the plan in three lines. When I "
        "agree, call it with dry_run false. Add what it needs by add_feature, one feature at a time, the same way. "
        "Tell me the verdict of each run and the evidence for it; if it is not proven, say so and why."
    )


def repair_a_project(project: Annotated[str, Field(description="Its folder in the workspace.")]) -> str:
    """Repair a project that does not build, test or start."""
    return (
        f"Repair the project {project} with mity's heal, dry_run first. Tell me which repairs were kept and what they "
        "changed. If the run asks something, show me the question with its options; do not choose for me what destroys "
        "anything."
    )


def explain_a_run(run_id: Annotated[str, Field(description="Its id.")]) -> str:
    """Explain how a run ended."""
    return (
        f"Read run://{run_id} and run://{run_id}/report. Tell me in five sentences what ran, what is proven and what "
        "is not."
    )
