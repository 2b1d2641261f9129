"""mity debug"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from mity.cli.debugger import Prompt
from mity.cli.options import Flags, folder, session_options, workspace_option
from mity.cli.output import finish
from mity.cli.run_options import OfWorkflow, run_options
from mity.cli.session import Session
from mity.errors import UsageError
from mity.operations.run_workflow import RunOptions


@click.command("debug", cls=OfWorkflow)
@click.argument("workflow")
@run_options
@workspace_option
@session_options
def command(workflow: str, options: RunOptions, workspace: Path | None, flags: Flags) -> int:
    """Run a workflow step by step: look at what is known, change an output, go on.

    The run halts before its first step and behind each failure; `help` at the prompt tells the commands. They may also
    come through a pipe, at whose end the run stops where it is.

    \b
    mity debug release.yaml --param version=1.2.0
    """
    if flags.as_json or flags.quiet:
        raise UsageError("mity debug talks to a person: run it without --json and --quiet")
    session = Session(folder(workspace).resolve(), dataclasses.replace(flags, verbose=True))
    session.app.executions.debugger = Prompt(session.view)
    operation = session.app.prepare_run(workflow, options)
    session.ask_trust(session.app.beginning.untrusted(operation))
    return finish(session, session.app.run(operation))
