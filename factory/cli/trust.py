"""mity trust"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from mity.app import App
from mity.cli.json_text import print_json
from mity.cli.options import folder, interactive, json_option
from mity.cli.terminal import confirm, say
from mity.errors import UsageError
from mity.operations.trust import trustable
from mity.trust.item import Item


@click.command("trust")
@click.argument("what", default=".")
@click.option("--ref", default="", help="Branch, tag or commit of a template.")
@click.option("--dry-run", is_flag=True, help="Show what would run; consent to nothing.")
@click.option("--withdraw", is_flag=True, help="Take the consent back.")
@json_option
def command(what: str, ref: str, dry_run: bool, withdraw: bool, as_json: bool) -> int:
    """Show what the project or the template WHAT would have mity run, and consent to it.

    \b
    mity trust                    the current folder: its stack, its coding agent, its workflows
    mity trust gh:owner/template  a template, as `create-app --template` takes it

    The consent is this user's alone and holds for exactly what was shown: any change to it is asked about again.
    On a terminal it takes a yes.
    """
    app = App(_project(what))
    items = trustable(app.gate, app.catalogue, app.runner, what, ref)
    consents = app.gate.consents
    state = [consents.has(one) for one in items]
    if withdraw:
        consents.withdraw(items)
    elif not dry_run and not all(state):
        if not as_json:
            _show(items, state)
        if interactive(as_json) and not confirm("Trust it?", default=False):
            raise UsageError("nothing was trusted")
        consents.give(items)
    if as_json:
        print_json({"trust": [{**one.to_json(), "trusted": consents.has(one)} for one in items]})
    elif not items:
        say(f"{what} names nothing that would need trust")
    elif dry_run or withdraw or all(state):
        _show(items, [consents.has(one) for one in items])
    else:
        say("trusted")
    return 0


def _project(what: str) -> Path:
    """The folder whose settings count: the project, or for a template the current folder."""
    place = folder(Path(what))
    is_project = place.is_dir() and not (place / "cookiecutter.json").is_file()
    return place.resolve() if is_project else folder(None)


def _show(items: Sequence[Item], trusted: Sequence[bool]) -> None:
    for one, known in zip(items, trusted, strict=True):
        say(f"{one.title}{' (trusted)' if known else ''}", bold=True)
        for line in one.lines:
            say(f"  {line}")
