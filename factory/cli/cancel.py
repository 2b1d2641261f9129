"""mity cancel"""

from __future__ import annotations

from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.options import folder, workspace_of, workspace_option
from mity.cli.terminal import say
from mity.operations.answers import end


@click.command("cancel")
@click.argument("run", shell_complete=completing.open_runs)
@workspace_option
def command(run: str, workspace: Path | None) -> int:
    """End a run: one that is under way does what it always does at its end, then stops."""
    app = App(workspace_of(run) or folder(workspace))
    log, _ = app.find(run)
    if end(log, held=app.store.held(log.run_id), pause=False):
        say(f"run {log.run_id} is asked to stop and will be cancelled")
    else:
        app.cancel(log)
        say(f"run {log.run_id} is cancelled")
    return 0
