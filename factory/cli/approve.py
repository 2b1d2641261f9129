"""mity approve"""

from __future__ import annotations

from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.options import folder, workspace_of, workspace_option
from mity.cli.terminal import say
from mity.operations.answers import answer
from mity.operations.run_workflow import pairs


@click.command("approve")
@click.argument("run", shell_complete=completing.open_runs)
@click.argument("step", default="")
@click.option("--changes", default="", metavar="TEXT", help="Approve with changes: what is to be done on the way.")
@click.option("--set", "inputs", multiple=True, metavar="NAME=VALUE", help="A value that the checkpoint asks for.")
@click.option("--anyway", is_flag=True, help="Approve although files changed since the checkpoint was reached.")
@workspace_option
def command(run: str, step: str, changes: str, inputs: tuple[str, ...], anyway: bool, workspace: Path | None) -> int:
    """Approve what a run shows at a checkpoint; `mity resume` then goes on with it.

    STEP names the checkpoint where the run waits at several.
    """
    app = App(workspace_of(run) or folder(workspace))
    log, _ = app.find(run)
    given = {"answer": "approve", "changes": changes, "inputs": pairs(inputs, "--set")}
    key = answer(log, step, given, lambda: app.digest(log.context), anyway=anyway)
    say(f"'{key}' is approved: `mity resume {log.run_id}` goes on")
    return 0
