"""mity workflow schema"""

from __future__ import annotations

import click

from mity.cli.json_text import print_json
from mity.workflow.schema import schema


@click.command("schema")
def command() -> int:
    """Print the JSON Schema of definitions, draft 2020-12, for editors and other tools.

    \b
    mity workflow schema > .mity/workflow.schema.json
    """
    print_json(schema())
    return 0
