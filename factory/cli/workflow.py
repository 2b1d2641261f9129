"""mity workflow: its verbs"""

from __future__ import annotations

import click

from mity.cli.lazy import LazyGroup

VERBS = {
    "validate": ("workflow_validate", "Check definitions: every mistake of all files at once."),
    "list": ("workflow_list", "List the workflows in sight, and which of them win."),
    "show": ("workflow_show", "Show a workflow with all that it extends."),
    "graph": ("workflow_graph", "Draw the stages and steps of a workflow."),
    "schema": ("workflow_schema", "Print the JSON Schema of definitions, for editors."),
}


@click.group("workflow", cls=LazyGroup, table=VERBS)
def command() -> None:
    """Check, list, show and draw workflow definitions."""
