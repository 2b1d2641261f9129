"""Tools that only look: stacks, workflows, runs, one run, and the diagnosis of a log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from mity.errors import MityError
from mity.mcp.arguments import LogText, Project, RunId
from mity.mcp.desk import Desk, desk
from mity.mcp.shown import clean, clean_text
from mity.runs.store import LogStore
from mity.system.scratch import Scratch

Json = dict[str, Any]
_NEWEST = 50


async def list_stacks(ctx: Context[Desk]) -> Json:
    """The kinds of application that mity can make, and those that it only recognises and heals."""
    return await desk(ctx).ask(["stacks", "--json"], desk(ctx).workspace.root)


async def list_workflows(ctx: Context[Desk], project: Project = ".") -> Json:
    """The workflows that run_workflow can run in a project: its own, those that mity ships, those of packages."""
    return await desk(ctx).ask(["workflow", "list", "--json"], folder(ctx, project))


async def list_runs(
    ctx: Context[Desk], newest: Annotated[int, Field(ge=1, le=_NEWEST, description="How many.")] = 20
) -> Json:
    """The newest runs of the workspace and of the projects in it: state, verdict, and which can go on."""
    workspace = desk(ctx).workspace
    rows: list[Json] = []
    try:
        for home in workspace.homes():
            for row in LogStore(home).runs()[-newest:]:
                rows.append({**row, "project": workspace.shown(home), "under_way": LogStore(home).held(row["run_id"])})
    except MityError as error:
        raise ToolError(clean_text(str(error))) from error
    rows.sort(key=lambda row: str(row.get("started_at", "")))
    return clean({"runs": rows[-newest:]})


async def show_run(ctx: Context[Desk], run_id: RunId) -> Json:
    """One run: its verdict, the evidence of each step, what it asks, and what to do next."""
    try:
        return desk(ctx).shown(run_id)
    except MityError as error:
        raise ToolError(clean_text(str(error))) from error


async def diagnose(
    ctx: Context[Desk],
    log: LogText,
    stack: Annotated[str, Field(max_length=100, description="The stack that the log comes from, when known.")] = "",
) -> Json:
    """What broke in the output of a command, which lines say so, and what mity would do about it."""
    with Scratch("mcp") as scratch:
        path = scratch / "log.txt"
        path.write_text(log, encoding="utf-8", errors="replace")
        words = ["diagnose", "--json", *([f"--stack={stack}"] if stack else []), "--", str(path)]
        told = await desk(ctx).ask(words, desk(ctx).workspace.root)
    return {name: value for name, value in told["diagnoses"][0].items() if name != "file"}


def folder(ctx: Context[Desk], project: str) -> Path:
    """The folder of a project. Raises ToolError when it is none, or outside of the workspace."""
    try:
        return desk(ctx).workspace.project(project)
    except MityError as error:
        raise ToolError(clean_text(str(error))) from error
