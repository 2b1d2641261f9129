"""mity resume"""

from __future__ import annotations

import os
from pathlib import Path

import click

from mity.cli.options import escalate_option, folder, output_options, workspace_option
from mity.cli.output import finish
from mity.cli.session import Session
from mity.policy import Choice

CHOICES = ("retry", "skip", "rescaffold", "help", "abort")


@click.command("resume")
@click.argument("log", default="")
@click.option("--choose", type=click.Choice(CHOICES), help="Answer the question that the run waits with.")
@click.option("--help-text", default="", metavar="TEXT", help="Your words on how to mend it; kept in the log.")
@click.option("--from", "from_station", default="", metavar="STATION", help="Run again from this station on.")
@workspace_option
@escalate_option
@output_options
def command(
    log: str,
    choose: str | None,
    help_text: str,
    from_station: str,
    workspace: Path | None,
    on_escalate: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Go on with a run after a failure, a question or a kill.

    LOG is the path of a log, a run id, a workflow id (its newest run), or nothing: the newest run that can go on.
    """
    place = folder(workspace)
    if log and (os.sep in log or log.endswith(".json")):
        place = folder(Path(log)).parent.parent.parent
    session = Session(place, as_json, quiet, verbose, on_escalate)
    found, path = session.app.find(log)
    for line in session.app.story(found, path):
        session.say(line)
    word = choose or ("help" if help_text else "")
    choice = Choice(word, help_text) if word else None
    return finish(session.app, session, session.app.resume(found, choice, from_station))
