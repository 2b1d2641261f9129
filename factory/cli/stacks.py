"""mity stacks"""

from __future__ import annotations

import click

from mity.app import App, current_folder
from mity.cli.options import json_option
from mity.cli.output import print_json, table


@click.command("stacks")
@json_option
def command(as_json: bool) -> int:
    """List the kinds of application mity can make."""
    stacks = [item.stack for item in App(current_folder()).catalogue.all()]
    if as_json:
        rows = [{"id": s.id, "title": s.title, "language": s.language, "version": s.version} for s in stacks]
        print_json({"stacks": rows})
        return 0
    lines = [(s.id, s.title, " ".join(r.tool + r.version for r in s.requires if not r.optional)) for s in stacks]
    table(("stack", "what it is", "needs"), lines, "no stack is installed")
    return 0
