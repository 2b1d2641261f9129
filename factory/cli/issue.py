"""mity issue"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.engine_place import Placing, placing_options
from mity.cli.on_forge import run_on_forge
from mity.cli.options import Flags, folder, session_options, workspace_option
from mity.cli.plan import DryRun, show
from mity.cli.session import Session
from mity.operations.issue import IssueRequest, prepare_issue
from mity.reviews.consent import new_consent


@click.command("issue")
@click.argument("url")
@click.option("--closed", is_flag=True, help="Work on the issue although it is closed.")
@click.option("--base", default="", metavar="BRANCH", help="The branch to begin from. Default: the default branch.")
@click.option("--branch", default="", metavar="BRANCH", help="The branch of the work (fix/issue-N or feature/issue-N).")
@click.option("--draft", is_flag=True, help="Open the pull request as a draft.")
@click.option("--confirm", is_flag=True, help="Wait for a person before the work is committed.")
@click.option("--keep", is_flag=True, help="Keep the clone when the pull request is open.")
@click.option("--dry-run", is_flag=True, help="Show what each step would do; write nothing.")
@placing_options
@workspace_option
@session_options
def command(
    url: str,
    closed: bool,
    base: str,
    branch: str,
    draft: bool,
    confirm: bool,
    keep: bool,
    dry_run: bool,
    placing: Placing,
    workspace: Path | None,
    flags: Flags,
) -> int:
    """Take the issue at URL to a pull request: planned and implemented by a coding agent, verified by its tests.

    The work goes on in a clone below .mity/clones, and a comment on the issue tells how far it is. What stops it, mity
    resume goes on with: there is one comment, one branch and one pull request.

    \b
    mity issue https://github.com/OWNER/NAME/issues/7 --agent claude
    mity issue https://git.example.com/OWNER/NAME/issues/7 --draft
    """
    session = Session(folder(workspace).resolve(), flags, dry_run=dry_run, logs=placing.logs_of(dry_run=dry_run))
    app = session.app
    consent = new_consent() if flags.trust and not dry_run else ""
    request = IssueRequest(url, closed, base, branch, draft, confirm, consent)
    agent = app.config.agent.model_dump(mode="json", include={"preset", "command"})
    operation = prepare_issue(app.workspace, app.services.forges, request, agent)
    if dry_run:
        return show(DryRun(operation.context.output_path, app.preview(operation)), flags.as_json)
    return run_on_forge(session, placing, operation, keep=keep)
