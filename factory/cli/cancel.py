"""mity cancel"""

from __future__ import annotations

from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.engine_place import at_run, engine_option
from mity.cli.engine_runs import cancel_in
from mity.cli.options import workspace_option
from mity.cli.terminal import say
from mity.operations.answers import end, once_more_if_taken
from mity.runs.events import NOTE, Event


@click.command("cancel")
@click.argument("run", shell_complete=completing.open_runs)
@engine_option
@workspace_option
def command(run: str, engine: str, workspace: Path | None) -> int:
    """End a run: one that is under way does what it always does at its end, then stops."""
    if engine:
        run_id, asked = once_more_if_taken(lambda: cancel_in(engine, run, workspace, _tell))
    else:
        with at_run("", run, workspace) as (place, name, logs, _):
            app = App(place, _tell, logs=logs)
            log, _ = app.find(name)
            run_id, asked = log.run_id, end(log, held=app.store.held(log.run_id), pause=False)
            if not asked:
                app.cancel(log)
    say(f"run {run_id} is asked to stop and will be cancelled" if asked else f"run {run_id} is cancelled")
    return 0


def _tell(event: Event) -> None:
    if event.kind == NOTE:
        say(str(event.data["text"]))
