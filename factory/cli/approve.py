"""mity approve"""

from __future__ import annotations

from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.engine_place import at_run, engine_option
from mity.cli.options import workspace_option
from mity.cli.terminal import say
from mity.errors import EXIT_WAITING, UsageError
from mity.operations.answers import answer
from mity.operations.comment_answers import answer_by_comment
from mity.operations.run_workflow import pairs
from mity.runs.log import ExecutionLog


@click.command("approve")
@click.argument("run", shell_complete=completing.open_runs)
@click.argument("step", default="")
@click.option("--changes", default="", metavar="TEXT", help="Approve with changes: what is to be done on the way.")
@click.option("--set", "inputs", multiple=True, metavar="NAME=VALUE", help="A value that the checkpoint asks for.")
@click.option("--anyway", is_flag=True, help="Approve although files changed since then, or the log was edited.")
@click.option(
    "--from-comments",
    is_flag=True,
    help="Take the answer from the comments at the run's issue or pull request: /approve, or /reject REASON.",
)
@engine_option
@workspace_option
def command(
    run: str,
    step: str,
    changes: str,
    inputs: tuple[str, ...],
    anyway: bool,
    from_comments: bool,
    engine: str,
    workspace: Path | None,
) -> int:
    """Approve what a run shows at a checkpoint; `mity resume` then goes on with it.

    STEP names the checkpoint where the run waits at several.
    """
    if from_comments and (changes or inputs):
        raise UsageError("--from-comments takes the answer from a comment: leave out --changes and --set")
    given = {"answer": "approve", "changes": changes, "inputs": pairs(inputs, "--set")}
    with at_run(engine, run, workspace, files=True) as (place, name, logs, _):
        app = App(place, logs=logs)
        log, _ = app.find(name)
        if from_comments:
            return _from_comments(app, log, step, anyway=anyway)
        key = answer(log, step, given, lambda: app.digest(log.context), anyway=anyway)
    say(f"'{key}' is approved: `mity resume {log.run_id}` goes on")
    return 0


def _from_comments(app: App, log: ExecutionLog, step: str, *, anyway: bool) -> int:
    """Answers as a comment says; the exit code says whether one did."""
    found = answer_by_comment(
        log, step, app.config.notify, app.services.forges, lambda: app.digest(log.context), anyway=anyway
    )
    for line in found.ignored:
        say(f"passed over: {line}", err=True)
    if found.comment is None:
        say(f"'{found.key}' waits: no comment that counts says /approve or /reject yet")
        return EXIT_WAITING
    word = "approved" if found.approves else "rejected"
    say(f"'{found.key}' is {word} by {found.comment.author}: `mity resume {log.run_id}` goes on")
    return 0
