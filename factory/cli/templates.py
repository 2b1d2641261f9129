"""mity templates"""

from __future__ import annotations

import datetime

import click

from mity.app import App
from mity.cli import completing
from mity.cli.json_text import print_json
from mity.cli.lazy import HelpfulGroup
from mity.cli.options import json_option
from mity.cli.terminal import say
from mity.errors import UsageError
from mity.operations.copy_template import copy_template
from mity.operations.refresh_lock import refresh
from mity.stacks.catalog import StackFolder, load
from mity.system.files import current_folder

_AGE_DAYS = 28


@click.group("templates", cls=HelpfulGroup)
def command() -> None:
    """Copy templates and keep them fresh: for those who maintain them."""


@command.command("refresh")
@click.argument("stack", shell_complete=completing.templates)
@click.option(
    "--before", default="", metavar="DATE", help="Only versions published before this day. Default: 28 days ago."
)
@json_option
def refresh_command(stack: str, before: str, as_json: bool) -> int:
    """Lock the dependencies of a template, prove an application with them, then write the lock.

    STACK is a stack of mity's, or the folder of a template.

    \b
    mity templates refresh frontend-react --before 2026-10-25
    """
    app = App(current_folder())
    folder = _folder(app, stack)
    tools = {name: tool.path for name, tool in app.services.tools(folder.stack).items() if tool.ready}
    done = refresh(app.runner, folder, tools, _day(before), lambda line: say(line, err=True))
    if as_json:
        proof = done.proof.to_json() if done.proof else None
        print_json(
            {"stack": done.stack, "changed": {name: list(n) for name, n in done.changed.items()}, "proof": proof}
        )
    elif not done.changed:
        say(f"{done.stack}: nothing newer, the locks are as they were")
    else:
        for name, (added, removed) in done.changed.items():
            say(f"{done.stack}: {name} has {added} new lines, {removed} are gone")
        assert done.proof is not None
        say(f"proven with it: {done.proof.tests} tests, {done.proof.seconds:.1f} s")
    return 0


@command.command("copy")
@click.argument("stack", shell_complete=completing.templates)
@click.argument("target", metavar="FOLDER")
@json_option
def copy_command(stack: str, target: str, as_json: bool) -> int:
    """Copy the template of a stack into a new FOLDER, the files that it shares with others among them.

    What is made is a template of your own: change it, and use it with create-app --template FOLDER.

    \b
    mity templates copy python-fastapi our-api
    """
    app = App(current_folder())
    made = current_folder() / target
    count = copy_template(_folder(app, stack), made)
    if as_json:
        print_json({"stack": stack, "folder": str(made), "files": count})
    else:
        say(f"{made}: {count} files")
    return 0


def _folder(app: App, stack: str) -> StackFolder:
    given = current_folder() / stack / "stack.yaml"
    return load(given) if given.is_file() and stack not in app.catalogue.ids() else app.catalogue.get(stack)


def _day(text: str) -> str:
    """A day as it was given, or the default: parts for other systems are often published late."""
    if not text:
        return (datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=_AGE_DAYS)).isoformat()
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UsageError(f"--before {text}: not a day such as 2026-10-25") from error
