"""mity release-notes"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.options import Flags, folder, session_options, workspace_option
from mity.cli.output import finish
from mity.cli.session import Session
from mity.cli.terminal import say_lines
from mity.operations.run_workflow import RunOptions
from mity.runs.state import RunState


@click.command("release-notes")
@click.option("--since", default="", metavar="TAG", help="Begin behind this tag or commit. Default: the tag before.")
@click.option("--to", default="HEAD", metavar="REF", help="What the notes are about (HEAD).")
@click.option("--repository", default="", metavar="URL", help="Ask this forge for titles and labels of pull requests.")
@click.option("--publish", is_flag=True, help="Make the notes the release of the tag that --to names.")
@workspace_option
@session_options
def command(since: str, to: str, repository: str, publish: bool, workspace: Path | None, flags: Flags) -> int:
    """Write release notes from commits and merged pull requests: breaking changes first, then by kind.

    Without a forge the commits alone tell. What commits say stays text: it notifies nobody and links nowhere.

    \b
    mity release-notes --since v1.0.0
    mity release-notes --to v1.1.0 --publish
    """
    session = Session(folder(workspace).resolve(), flags)
    parameters = {"since": since, "to": to, "repository": repository, "publish": publish}
    operation = session.app.prepare_run("release-notes", RunOptions(parameters=parameters))
    session.ask_trust(session.app.beginning.untrusted(operation))
    log = session.app.run(operation)
    if log.state is RunState.COMPLETED and not flags.as_json:
        say_lines(str(log.context.get_output("notes", "")).rstrip("\n"))
        if flags.quiet or not publish:
            return 0
    return finish(session, log)
