"""mity ask"""

from __future__ import annotations

from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.engine_place import at_run, engine_option
from mity.cli.options import workspace_option
from mity.cli.terminal import say
from mity.operations.answers import ask


@click.command("ask")
@click.argument("run", shell_complete=completing.open_runs)
@click.argument("question")
@click.option("--step", default="", help="The checkpoint, where the run waits at several.")
@engine_option
@workspace_option
def command(run: str, question: str, step: str, engine: str, workspace: Path | None) -> int:
    """Ask something about what a run shows at a checkpoint; whoever answers it sees the question."""
    with at_run(engine, run, workspace) as (place, name, logs, _):
        log, _ = App(place, logs=logs).find(name)
        key = ask(log, step, question)
    say(f"noted for whoever answers '{key}'")
    return 0
