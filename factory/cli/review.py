"""mity review"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.options import Flags, folder, session_options, workspace_option
from mity.cli.output import finish
from mity.cli.session import Session
from mity.cli.terminal import say, say_lines
from mity.operations.on_forge import prepare_on_forge
from mity.reviews.consent import consent_item, new_consent
from mity.runs.log import ExecutionLog
from mity.system.clone import remove_clones


@click.command("review")
@click.argument("url")
@click.option("--approve", is_flag=True, help="Approve a pull request in which there is no error.")
@click.option("--dry-run", is_flag=True, help="Print the review; post nothing.")
@workspace_option
@session_options
def command(url: str, approve: bool, dry_run: bool, workspace: Path | None, flags: Flags) -> int:
    """Review the pull request at URL: findings at the lines that it changes, each with its evidence, none twice.

    Secrets and Ruff's findings are looked for always; linters, type checkers and tests that run code of the repository
    only with --trust, in a clone. Errors ask for changes, anything else is a comment.
    """
    session = Session(folder(workspace).resolve(), flags)
    app = session.app
    agent = bool(app.services.agent.preset or app.services.agent.command)
    consent = new_consent() if flags.trust else ""
    given = {"consent": consent, "opinion": agent, "approve": approve, "post": not dry_run}
    operation = prepare_on_forge("review-pull-request", app.workspace, app.services.forges, url, "pull", given)
    session.ask_trust(app.untrusted(operation))
    if consent:
        app.services.consents.give([consent_item(app.workspace, url, consent)], keep=False)
    log = app.run(operation)
    if dry_run and not flags.as_json:
        _print(log)
    code = finish(session, log)
    if code == 0:
        remove_clones([operation.context.output_path])
    return code


def _print(log: ExecutionLog) -> None:
    """The review as it would be posted."""
    if review := log.context.get_output("review"):
        say(f"verdict: {review['verdict']}")
        say_lines(review["body"])
        for one in review["comments"]:
            say()
            say(f"{one['path']}:{one['line']}")
            say_lines(one["body"].partition("\n\n<!--")[0])
