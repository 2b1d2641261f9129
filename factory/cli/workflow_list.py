"""mity workflow list"""

from __future__ import annotations

import click

from mity.cli.options import json_option
from mity.cli.output import print_json, table
from mity.operations.show_workflow import entries
from mity.system.files import current_folder
from mity.workflow.library import Library


@click.command("list")
@json_option
def command(as_json: bool) -> int:
    """List the workflows in sight: those of this workspace, then those that mity ships."""
    rows = entries(Library(current_folder()))
    if as_json:
        print_json({"workflows": rows})
        return 0
    lines = [(row["name"], row["title"], row["file"] or "shipped", _remark(row)) for row in rows]
    table(("workflow", "title", "file", ""), lines, "there is no workflow")
    return 0


def _remark(row: dict[str, object]) -> str:
    found = [word for word in ("abstract", "shadowed") if row[word]]
    return ", ".join("shadowed by the workspace's own" if word == "shadowed" else word for word in found)
