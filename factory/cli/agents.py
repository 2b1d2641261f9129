"""mity agents"""

from __future__ import annotations

from typing import Any

import click

from mity.app import App
from mity.cli.json_text import print_json
from mity.cli.options import json_option
from mity.cli.terminal import say
from mity.system.files import current_folder


@click.command("agents")
@json_option
def command(as_json: bool) -> int:
    """List the specialists, the kinds of error that are routed to them, and the fixes they know."""
    agents = App(current_folder()).agents
    rows: list[dict[str, Any]] = [
        {
            "name": one.name,
            "description": one.description,
            "errors": [kind.value for kind, name in agents.routes.items() if name == one.name],
            "fixes": [{"id": rule.id, "title": rule.title} for rule in one.rules],
        }
        for one in agents.specialists.values()
    ]
    if as_json:
        print_json({"agents": rows})
        return 0
    for row in rows:
        say(row["name"], bold=True, end="")
        say(f"  {row['description']}  ({', '.join(row['errors'])})")
        for fix in row["fixes"]:
            say(f"  {fix['id']:<28} {fix['title']}")
    return 0
