"""Tools that change projects. Each starts `mity VERB` in a process of its own; `--trust` is a word none of them has."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from mity.mcp.arguments import (
    WAIT_S,
    AgentNamed,
    AppNamed,
    Branch,
    DryRun,
    Duration,
    FieldWords,
    Parameters,
    Project,
    Settings,
    Stack,
    Station,
    Template,
    Text,
    WaitS,
)
from mity.mcp.desk import Desk, desk
from mity.mcp.lists import folder
from mity.system.files import inside
from mity.workflow.sources import file_and_name, is_path

Json = dict[str, Any]
_SHARED = re.compile(r"\s*(?:[\w.+-]+\+)?file:", re.IGNORECASE)
"""Addresses that are folders of this machine."""


async def create_app(
    ctx: Context[Desk],
    name: AppNamed,
    stack: Stack = "",
    template: Template = "",
    ref: Annotated[str, Field(max_length=200, description="Branch, tag or commit of the template.")] = "",
    settings: Settings = (),
    dry_run: DryRun = True,
    wait_s: WaitS = WAIT_S,
) -> Json:
    """Make an application in the workspace and prove that it works: scaffolded, built, tested, launched, committed."""
    root = desk(ctx).workspace.root
    check_template(root, template)
    options = [*_option("stack", stack), *_option("template", template), *_option("ref", ref)]
    options += [f"--set={one}" for one in settings]
    return await _do(ctx, "create-app", options, [name], root, dry_run, wait_s, template)


async def add_feature(
    ctx: Context[Desk],
    project: Project,
    title: Annotated[Text, Field(description="The name of a resource that `fields` describe, or a feature in words.")],
    fields: FieldWords = (),
    plural: Annotated[str, Field(max_length=100, description="Its plural, when English would not find it.")] = "",
    branch: Branch = "",
    agent: AgentNamed = "",
    dry_run: DryRun = True,
    wait_s: WaitS = WAIT_S,
) -> Json:
    """Add a feature to an application; it lands only when every proof still holds. In words it takes a coding agent."""
    options = [f"--field={one}" for one in fields]
    options += [*_option("plural", plural), *_option("branch", branch), *_option("agent", agent)]
    return await _do(ctx, "add-feature", options, [title], folder(ctx, project), dry_run, wait_s)


async def remove_feature(
    ctx: Context[Desk],
    project: Project,
    name: Annotated[str, Field(min_length=1, max_length=100, description="The feature's name.")],
    branch: Branch = "",
    dry_run: DryRun = True,
    wait_s: WaitS = WAIT_S,
) -> Json:
    """Take a feature away again: its files, its routes, its table. Refused when one of its files was edited."""
    return await _do(ctx, "remove-feature", _option("branch", branch), [name], folder(ctx, project), dry_run, wait_s)


async def heal(
    ctx: Context[Desk],
    project: Project,
    station: Station = "",
    stack: Stack = "",
    agent: AgentNamed = "",
    dry_run: DryRun = True,
    wait_s: WaitS = WAIT_S,
) -> Json:
    """Build, test and launch a project, repairing what breaks. A repair stays only if the same command gets further."""
    options = [*_option("station", station), *_option("stack", stack), *_option("agent", agent)]
    return await _do(ctx, "heal", options, ["."], folder(ctx, project), dry_run, wait_s)


async def run_workflow(
    ctx: Context[Desk],
    workflow: Annotated[
        str, Field(min_length=1, max_length=500, description="A name of list_workflows, or a file of the project.")
    ],
    project: Project = ".",
    parameters: Parameters = (),
    timeout: Duration = "",
    until: Annotated[str, Field(max_length=200, description="Stop behind this step.")] = "",
    agent: AgentNamed = "",
    dry_run: DryRun = True,
    wait_s: WaitS = WAIT_S,
) -> Json:
    """Run a workflow in a project: its stages and steps, as its definition says."""
    home = folder(ctx, project)
    if is_path(workflow):
        check_file(desk(ctx).workspace.root, home, workflow, dry_run)
    options = [f"--param={one}" for one in parameters]
    options += [*_option("timeout", timeout), *_option("until", until), *_option("agent", agent)]
    return await _do(ctx, "run", options, [workflow], home, dry_run, wait_s)


async def _do(
    ctx: Context[Desk],
    verb: str,
    options: Sequence[str],
    arguments: Sequence[str],
    home: Path,
    dry_run: bool,
    wait_s: int,
    subject: str = "",
) -> Json:
    """Runs a verb, or shows what it would do. What a client gave stands in one word with its option, or behind `--`."""
    if any("\0" in one for one in (*options, *arguments)):
        raise ToolError("an argument has a character that no command line can hold")
    if dry_run:
        return await desk(ctx).ask([verb, "--json", "--dry-run", *options, "--", *arguments], home, subject)
    return await desk(ctx).run([verb, "--json", *options, "--", *arguments], home, wait_s, ctx, subject)


def _option(name: str, value: str) -> list[str]:
    return [f"--{name}={value}"] if value else []


def check_file(root: Path, home: Path, workflow: str, dry_run: bool) -> None:
    """Raises ToolError for a file of a workflow outside of the workspace, and for one that nobody is asked about.

    Who types the path of a file has chosen it; a client's path is no such choice, and mity asks a person about the
    files of a project's `.mity` alone.
    """
    file = home / file_and_name(workflow)[0]
    if not inside(root, file):
        raise ToolError(
            f"{workflow} is outside of the workspace: name a workflow of list_workflows, or a file within it"
        )
    if not dry_run and not inside(home / ".mity", file):
        raise ToolError(
            f"nobody is asked before {workflow} runs, as it is not in .mity/workflows: "
            f"move it there, or let a person run it in a terminal: mity run {shlex.quote(workflow)}"
        )


def check_template(root: Path, template: str) -> None:
    """Raises ToolError for a template in a folder outside of the workspace, however the folder is named."""
    place = root / _expanded(template)
    remote = template.startswith("gh:") or "://" in template
    if not template or (remote and not _there(place) and not _SHARED.match(template)):
        return
    if _SHARED.match(template) or not inside(root, place):
        raise ToolError(f"the template {template} is outside of the workspace: copy it there, or name its repository")


def _expanded(name: str) -> Path:
    """A folder as mity reads its name: `~` is a home. Raises ToolError for a name that no folder can have."""
    try:
        return Path(name.strip()).expanduser()
    except (RuntimeError, ValueError) as error:
        raise ToolError(f"the template {name} names no folder: {error}") from error


def _there(place: Path) -> bool:
    try:
        return place.exists()
    except (OSError, ValueError):  # too long, a NUL
        return False
