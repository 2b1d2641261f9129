"""mity ask"""

from __future__ import annotations

from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.options import folder, workspace_of, workspace_option
from mity.cli.terminal import say
from mity.operations.answers import ask


@click.command("ask")
@click.argument("run", shell_complete=completing.open_runs)
@click.argument("question")
@click.option("--step", default="", help="The checkpoint, where the run waits at several.")
@workspace_option
def command(run: str, question: str, step: str, workspace: Path | None) -> int:
    """Ask something about what a run shows at a checkpoint; whoever answers it sees the question."""
    log, _ = App(workspace_of(run) or folder(workspace)).find(run)
    key = ask(log, step, question)
    say(f"noted for whoever answers '{key}'")
    return 0
