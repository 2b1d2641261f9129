"""mity workflow list"""

from __future__ import annotations

import click

from mity.cli.json_text import print_json
from mity.cli.options import json_option
from mity.cli.output import table
from mity.dsl.installed import installed
from mity.operations.show_workflow import entries
from mity.system.files import current_folder
from mity.workflow.library import Library


@click.command("list")
@json_option
def command(as_json: bool) -> int:
    """List the workflows in sight: those of this workspace, those that mity ships, those of installed packages."""
    rows = entries(Library(current_folder(), installed))
    if as_json:
        print_json({"workflows": rows})
        return 0
    lines = [(row["name"], row["title"], row["package"] or row["file"] or "shipped", _remark(row)) for row in rows]
    table(("workflow", "title", "file", ""), lines, "there is no workflow")
    return 0


def _remark(row: dict[str, object]) -> str:
    found = ["abstract"] if row["abstract"] else []
    if row["shadowed"]:
        found.append("shadowed by one of the same name" if row["package"] else "shadowed by the workspace's own")
    return ", ".join(found)
