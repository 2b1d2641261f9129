"""mity workflow graph"""

from __future__ import annotations

import click

from mity.app import App
from mity.cli.terminal import say, say_lines
from mity.system.files import current_folder
from mity.workflow.graph import mermaid, svg, tree


@click.command("graph")
@click.argument("workflow")
@click.option("--format", "form", type=click.Choice(("tree", "mermaid", "svg")), default="tree", help="Default: tree.")
def command(workflow: str, form: str) -> int:
    """Draw the stages and steps of a workflow, or the states and edges of a state machine.

    \b
    mity workflow graph release --format svg > release.svg
    """
    app = App(current_folder())
    found = app.library.find(workflow, app.registry)
    if form == "svg":
        say_lines(svg(found))
    for line in {"tree": tree, "mermaid": mermaid}[form](found) if form != "svg" else ():
        say(line)
    return 0
