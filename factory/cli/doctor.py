"""mity doctor"""

from __future__ import annotations

import click

from mity.app import App
from mity.cli import completing
from mity.cli.json_text import print_json
from mity.cli.options import json_option
from mity.cli.output import table
from mity.cli.terminal import say
from mity.stacks.requirement import Requirement
from mity.system.files import current_folder
from mity.system.tools import Tool

GIT = Requirement(tool="git", version=">=2.20", get={"debian": "apt install git", "macos": "brew install git"})


@click.command("doctor")
@click.option("--stack", default="", shell_complete=completing.stacks, help="Only what this stack needs.")
@click.option("--fix", is_flag=True, help="Bring what a package registry carries into mity's own cache.")
@json_option
def command(stack: str, fix: bool, as_json: bool) -> int:
    """Check the tools on this machine: what is there, what is missing, how to get it.

    Exit code 0 when every required tool is there, else 1.
    """
    app = App(current_folder(), asks_here=False)
    rows = _rows(app, stack)
    if fix:
        missing = [tool for _, tool in rows if not tool.ready]
        app.toolbox.fetch_all(missing, lambda line: say(line, err=True))
        rows = _rows(app, stack)
    missing = [tool for _, tool in rows if not tool.ready and not tool.optional]
    if as_json:
        listed = [
            {
                "for": owner,
                "tool": tool.name,
                "ready": tool.ready,
                "optional": tool.optional,
                "version": tool.version,
                "path": tool.path,
                "wanted": tool.wanted,
                "fetchable": tool.fetchable,
                "problem": "" if tool.ready else tool.problem,
            }
            for owner, tool in rows
        ]
        print_json({"tools": listed, "ready": not missing})
    else:
        lines = [
            (
                owner,
                tool.name,
                tool.version or ("–" if tool.optional else "missing"),
                tool.path or tool.problem,
            )
            for owner, tool in rows
        ]
        table(("for", "tool", "version", "where, or how to get it"), lines, "")
    return 1 if missing else 0


def _rows(app: App, stack: str) -> list[tuple[str, Tool]]:
    """Each tool, with the stack that it is for."""
    folders = [app.catalogue.get(stack)] if stack else app.catalogue.all()
    listed = [(one.stack.id, tool) for one in folders for tool in app.services.tools(one.stack).values()]
    return [("mity", app.toolbox.resolve(GIT)), *listed]
