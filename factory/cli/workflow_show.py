"""mity workflow show"""

from __future__ import annotations

import click

from mity.app import App
from mity.cli.json_text import print_json
from mity.cli.options import json_option
from mity.cli.terminal import say, say_lines
from mity.operations.show_workflow import as_yaml, lines
from mity.system.files import current_folder


@click.command("show")
@click.argument("workflow")
@click.option("--yaml", "yaml", is_flag=True, help="The definition with all that it extends, as YAML.")
@json_option
def command(workflow: str, yaml: bool, as_json: bool) -> int:
    """Show a workflow with all that it extends: parameters, stages, steps, conditions, what follows on failures.

    WORKFLOW is a name or the path of a file.
    """
    app = App(current_folder())
    found = app.library.find(workflow, app.registry)
    if as_json:
        print_json(found.to_json())
    elif yaml:
        say_lines(as_yaml(app.library.document(workflow)).rstrip("\n"))
    else:
        for line in lines(found):
            say(line)
    return 0
