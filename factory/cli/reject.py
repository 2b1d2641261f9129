"""mity reject"""

from __future__ import annotations

from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.options import folder, workspace_of, workspace_option
from mity.cli.terminal import say
from mity.operations.answers import answer


@click.command("reject")
@click.argument("run", shell_complete=completing.open_runs)
@click.argument("step", default="")
@click.option("--reason", default="", metavar="TEXT", help="Why; the run's log keeps it.")
@workspace_option
def command(run: str, step: str, reason: str, workspace: Path | None) -> int:
    """Reject what a run shows at a checkpoint; `mity resume` then goes on as its definition says.

    STEP names the checkpoint where the run waits at several.
    """
    app = App(workspace_of(run) or folder(workspace))
    log, _ = app.find(run)
    key = answer(log, step, {"answer": "reject", "reason": reason}, lambda: app.digest(log.context))
    say(f"'{key}' is rejected: `mity resume {log.run_id}` goes on")
    return 0
