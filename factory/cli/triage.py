"""mity triage"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.engine_place import Placing, placing_options
from mity.cli.on_forge import run_on_forge
from mity.cli.options import Flags, folder, session_options, workspace_option
from mity.cli.session import Session
from mity.cli.terminal import say, say_lines
from mity.operations.on_forge import prepare_on_forge
from mity.reviews.consent import new_consent
from mity.runs.log import ExecutionLog


@click.command("triage")
@click.argument("url")
@click.option("--dry-run", is_flag=True, help="Print labels and comment; write nothing.")
@placing_options
@workspace_option
@session_options
def command(url: str, dry_run: bool, placing: Placing, workspace: Path | None, flags: Flags) -> int:
    """Sort the issue at URL in: its kind and priority by rules, as labels and one comment that later runs change.

    With a coding agent and --trust the report is reproduced: the agent writes a failing test in a fresh clone, which
    counts when it alone fails, by its own assertion. Nothing that the issue says is run.
    """
    session = Session(folder(workspace).resolve(), flags, logs=placing.logs)
    app = session.app
    agent = bool(app.services.agent.preset or app.services.agent.command)
    consent = new_consent() if flags.trust else ""
    given = {"consent": consent, "reproduce": agent, "post": not dry_run}
    operation = prepare_on_forge("triage-issue", app.workspace, app.services.forges, url, "issue", given)
    return run_on_forge(session, placing, operation, _print if dry_run and not flags.as_json else None)


def _print(log: ExecutionLog) -> None:
    """Labels and comment as they would be written."""
    say(f"labels: {', '.join(log.context.get_output('labels', []))}")
    say_lines(str(log.context.get_output("comment", "")))
