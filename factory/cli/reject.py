"""mity reject"""

from __future__ import annotations

from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.engine_place import at_run, engine_option
from mity.cli.options import workspace_option
from mity.cli.terminal import say
from mity.operations.answers import answer


@click.command("reject")
@click.argument("run", shell_complete=completing.open_runs)
@click.argument("step", default="")
@click.option("--reason", default="", metavar="TEXT", help="Why; the run's log keeps it.")
@engine_option
@workspace_option
def command(run: str, step: str, reason: str, engine: str, workspace: Path | None) -> int:
    """Reject what a run shows at a checkpoint; `mity resume` then goes on as its definition says.

    STEP names the checkpoint where the run waits at several.
    """
    with at_run(engine, run, workspace, files=True) as (place, name, logs, _):
        app = App(place, logs=logs)
        log, _ = app.find(name)
        key = answer(log, step, {"answer": "reject", "reason": reason}, lambda: app.digest(log.context))
    say(f"'{key}' is rejected: `mity resume {log.run_id}` goes on")
    return 0
