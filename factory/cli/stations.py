"""mity stations"""

from __future__ import annotations

import click

from mity.app import App
from mity.cli.json_text import print_json
from mity.cli.options import json_option
from mity.cli.output import table
from mity.system.files import current_folder


@click.command("stations")
@json_option
def command(as_json: bool) -> int:
    """List the stations that workflows are made of."""
    stations = list(App(current_folder()).registry)
    if as_json:
        rows = [
            {
                "name": s.name,
                "description": s.description,
                "inputs": {"required": s.inputs.required, "optional": s.inputs.optional},
                "outputs": {"keys": s.outputs.keys, "artefacts": s.outputs.artefacts},
                "dependencies": s.dependencies,
            }
            for s in stations
        ]
        print_json({"stations": rows})
        return 0
    lines = [(s.name, s.description, ", ".join(s.dependencies)) for s in stations]
    table(("station", "what it does", "after"), lines, "no station is installed")
    return 0
