"""mity resume"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli import completing
from mity.cli.engine_place import engine_option
from mity.cli.options import Flags, folder, session_options, workspace_of, workspace_option
from mity.cli.output import finish
from mity.cli.session import Session
from mity.engine.choice import Choice
from mity.errors import UsageError
from mity.operations.continuing import ACCEPT, KEEP
from mity.operations.resume import resume_summary


@click.command("resume")
@click.argument("log", default="", shell_complete=completing.open_runs)
@click.option(
    "--choose", default=None, metavar="OPTION", help="Answer the question that the run waits with: any of its options."
)
@click.option("--help-text", default="", metavar="TEXT", help="Your words on how to fix it; kept in the log.")
@click.option("--run-help", is_flag=True, help="The help text is commands ('$ …' lines): run them in the project.")
@click.option("--record-only", is_flag=True, help="Record the answer; the next resume, by anybody, continues with it.")
@click.option(
    "--step", default="", metavar="STEP", help="The step whose question is answered, where there are several."
)
@click.option("--keep-definition", is_flag=True, help="Go on by the definition that the run began with.")
@click.option("--accept-changes", is_flag=True, help="Go on by the definition as its file has it now.")
@click.option("--from", "from_station", default="", metavar="STATION", help="Run again from this station on.")
@engine_option
@workspace_option
@session_options
def command(
    log: str,
    choose: str | None,
    help_text: str,
    run_help: bool,
    record_only: bool,
    step: str,
    keep_definition: bool,
    accept_changes: bool,
    from_station: str,
    engine: str,
    workspace: Path | None,
    flags: Flags,
) -> int:
    """Go on with a run after a failure, a question or a kill.

    LOG is the path of a log, a run id, a workflow id (its newest run), or nothing: the newest run that can go on.
    """
    word = choose if choose is not None else "help" if help_text else None
    choice = None if word is None else Choice(word, help_text, run_help)
    if engine:
        here = {"--record-only": record_only, "--from": from_station}
        here |= {"--keep-definition": keep_definition, "--accept-changes": accept_changes}
        answer = None if choice is None else (choice, step)
        went_on = _by_engine(engine, log, answer, [name for name, given in here.items() if given], workspace, flags)
        if isinstance(went_on, int):
            return went_on
        session, log = went_on
    else:
        session = Session(workspace_of(log) or folder(workspace), flags)
    found, path = session.app.find(log)
    for line in resume_summary(found, path, session.app.executions.ignored(found.context)):
        session.print_note(line)
    if run_help and not (choice and choice.commands):
        raise UsageError("--run-help needs a --help-text in which every line is a command: '$ command …'")
    if record_only:
        if choice is None:
            raise UsageError("--record-only needs an answer: give --choose or --help-text")
        session.app.answer(found, choice, step)
        session.print_note(f"recorded: `mity resume {found.run_id}` continues with it")
        return 0
    if keep_definition and accept_changes:
        raise UsageError("--keep-definition and --accept-changes exclude each other: give one of them")
    definition = KEEP if keep_definition else ACCEPT if accept_changes else ""
    behind = session.app.beginning.untrusted_behind(found)
    session.ask_trust([*session.app.continuing.untrusted(found, choice, definition), *behind])
    session.ensure_tools(found.context)
    if step and choice is None:
        raise UsageError("--step names the question that an answer is for: give --choose or --help-text as well")
    return finish(session, session.app.resume(found, choice, from_station, definition, step))


def _by_engine(
    url: str, log: str, answer: tuple[Choice, str] | None, here: list[str], workspace: Path | None, flags: Flags
) -> tuple[Session, str] | int:
    from mity.cli.engine_runs import resume  # all that is known of engines

    return resume(url, log, answer, here, workspace, flags)
