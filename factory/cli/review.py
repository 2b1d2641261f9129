"""mity review"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mity.cli.engine_place import Placing, placing_options
from mity.cli.on_forge import run_on_forge
from mity.cli.options import Flags, folder, session_options, workspace_option
from mity.cli.session import Session
from mity.cli.terminal import say, say_lines
from mity.errors import UsageError
from mity.operations.on_forge import prepare_on_forge
from mity.reviews.consent import new_consent
from mity.runs.log import ExecutionLog


@click.command("review")
@click.argument("url")
@click.option("--answer", is_flag=True, help="Answer the open remarks of reviewers instead: by commits, by replies.")
@click.option("--approve", is_flag=True, help="Approve a pull request in which there is no error.")
@click.option("--dry-run", is_flag=True, help="Print the review; post nothing.")
@placing_options
@workspace_option
@session_options
def command(
    url: str, answer: bool, approve: bool, dry_run: bool, placing: Placing, workspace: Path | None, flags: Flags
) -> int:
    """Review the pull request at URL: findings at the lines that it changes, each with its evidence, none twice.

    Secrets and Ruff's findings are looked for always; linters, type checkers and tests that run code of the repository
    only with --trust, in a clone. Errors ask for changes, anything else is a comment.

    With --answer the coding agent meets the open remarks of people who may push, one by one: what the tests prove is
    pushed, and each remark is answered once. It needs --trust, because the tests of the repository run.
    """
    session = Session(folder(workspace).resolve(), flags, logs=placing.logs)
    app = session.app
    agent = bool(app.services.agent.preset or app.services.agent.command)
    consent = new_consent() if flags.trust else ""
    given: dict[str, Any]
    if answer:
        _check_answer(approve=approve, dry_run=dry_run, agent=agent, trust=flags.trust)
        workflow, given = "answer-review", {"consent": consent}
    else:
        workflow = "review-pull-request"
        given = {"consent": consent, "opinion": agent, "approve": approve, "post": not dry_run}
    operation = prepare_on_forge(workflow, app.workspace, app.services.forges, url, "pull", given)
    return run_on_forge(session, placing, operation, _print if dry_run and not flags.as_json else None)


def _check_answer(*, approve: bool, dry_run: bool, agent: bool, trust: bool) -> None:
    """Raises UsageError where `--answer` lacks something, or is given with what belongs to a review."""
    if approve or dry_run:
        raise UsageError(f"--answer and {'--approve' if approve else '--dry-run'} do not go together")
    if not agent:
        raise UsageError("--answer asks a coding agent: name one with --agent, or under [agent] in .mity/config.toml")
    if not trust:
        raise UsageError("--answer proves changes by the tests of the repository, which is its code: give --trust")


def _print(log: ExecutionLog) -> None:
    """The review as it would be posted."""
    if review := log.context.get_output("review"):
        say(f"verdict: {review['verdict']}")
        say_lines(review["body"])
        for one in review["comments"]:
            say()
            say(f"{one['path']}:{one['line']}")
            say_lines(one["body"].partition("\n\n<!--")[0])
