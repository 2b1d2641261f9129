"""mity pause"""

from __future__ import annotations

from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.options import folder, workspace_of, workspace_option
from mity.cli.terminal import say
from mity.operations.answers import end


@click.command("pause")
@click.argument("run", shell_complete=completing.open_runs)
@workspace_option
def command(run: str, workspace: Path | None) -> int:
    """Pause a run that is under way in another process; `mity resume` goes on with it."""
    app = App(workspace_of(run) or folder(workspace))
    log, _ = app.find(run)
    if end(log, held=app.store.held(log.run_id), pause=True):
        say(f"run {log.run_id} is asked to stop and will be paused")
    else:
        say(f"run {log.run_id} is not under way: it is {log.state.value.replace('_', ' ')}")
    return 0
