"""mity triage"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.options import Flags, folder, session_options, workspace_option
from mity.cli.output import finish
from mity.cli.session import Session
from mity.cli.terminal import say, say_lines
from mity.operations.on_forge import prepare_on_forge
from mity.reviews.consent import consent_item, new_consent
from mity.runs.state import RunState
from mity.system.clone import remove_clones


@click.command("triage")
@click.argument("url")
@click.option("--dry-run", is_flag=True, help="Print labels and comment; write nothing.")
@workspace_option
@session_options
def command(url: str, dry_run: bool, workspace: Path | None, flags: Flags) -> int:
    """Sort the issue at URL in: its kind and priority by rules, as labels and one comment that later runs change.

    With a coding agent and --trust the report is reproduced: the agent writes a failing test in a fresh clone, which
    counts when it alone fails, by its own assertion. Nothing that the issue says is run.
    """
    session = Session(folder(workspace).resolve(), flags)
    app = session.app
    agent = bool(app.services.agent.preset or app.services.agent.command)
    consent = new_consent() if flags.trust else ""
    given = {"consent": consent, "reproduce": agent, "post": not dry_run}
    operation = prepare_on_forge("triage-issue", app.workspace, app.services.forges, url, "issue", given)
    session.ask_trust(app.beginning.untrusted(operation))
    if consent:
        app.services.consents.give([consent_item(app.workspace, url, consent)], keep=False)
    log = app.run(operation)
    if dry_run and log.state is RunState.COMPLETED and not flags.as_json:
        say(f"labels: {', '.join(log.context.get_output('labels', []))}")
        say_lines(str(log.context.get_output("comment", "")))
    code = finish(session, log)
    if code == 0:
        remove_clones([operation.context.output_path])
    return code
