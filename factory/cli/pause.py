"""mity pause"""

from __future__ import annotations

from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.engine_place import at_run, engine_option
from mity.cli.options import workspace_option
from mity.cli.terminal import say
from mity.operations.answers import end


@click.command("pause")
@click.argument("run", shell_complete=completing.open_runs)
@engine_option
@workspace_option
def command(run: str, engine: str, workspace: Path | None) -> int:
    """Pause a run that is under way in another process; `mity resume` goes on with it.

    What its steps are doing is ended; a step that had not come to its end begins anew then.
    """
    with at_run(engine, run, workspace) as (place, name, logs, held):
        app = App(place, logs=logs)
        log, _ = app.find(name)
        asked = end(log, held=held or app.store.held(log.run_id), pause=True)
    if asked:
        say(f"run {log.run_id} is asked to stop and will be paused")
    else:
        say(f"run {log.run_id} is not under way: it is {log.state.value.replace('_', ' ')}")
    return 0
