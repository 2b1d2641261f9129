"""mity spec"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli import completing
from mity.cli.json_text import print_json
from mity.cli.lazy import HelpfulGroup
from mity.cli.options import folder, json_option, workspace_option
from mity.cli.output import table
from mity.cli.terminal import say, say_lines, warn
from mity.errors import EXIT_DONE, EXIT_USAGE, UsageError
from mity.projects.specs import COMPLETED, PRIORITIES, STATES, Spec, complete, find_spec, new_spec, paths_of, read_spec
from mity.workflow.mistakes import InvalidDefinition, Mistake


@click.group("spec", cls=HelpfulGroup)
def command() -> None:
    """List, show, begin and complete specifications: Markdown files in `specs/`."""


@command.command("list")
@click.option("--state", type=click.Choice(STATES), default=None, help="Only those in this state.")
@json_option
@workspace_option
def list_specs(state: str | None, as_json: bool, workspace: Path | None) -> int:
    """List the specifications, and every mistake in their heads."""
    place = folder(workspace)
    found: list[Spec] = []
    wrong: list[UsageError] = []
    for path in paths_of(place):
        try:
            found.append(read_spec(place, path))
        except UsageError as error:
            wrong.append(error)
    chosen = [one for one in found if state in (None, one.state)]
    mistakes: list[Mistake] = [
        mistake for one in wrong if isinstance(one, InvalidDefinition) for mistake in one.mistakes
    ]
    if as_json:
        rows = [{**one.row(), "path": str(one.path.relative_to(place))} for one in chosen]
        unread = [str(one) for one in wrong if not isinstance(one, InvalidDefinition)]
        print_json({"specs": rows, "mistakes": [one.to_json() for one in mistakes], "unreadable": unread})
    else:
        lines = [(str(one.path.relative_to(place)), one.state, one.priority, _met(one), one.title) for one in chosen]
        table(("spec", "state", "priority", "criteria", "title"), lines, "there is no specification in specs/")
        for one in wrong:
            warn(str(one), lines=True)
    return EXIT_USAGE if wrong else EXIT_DONE


@command.command("show")
@click.argument("name", shell_complete=completing.specs)
@json_option
@workspace_option
def show(name: str, as_json: bool, workspace: Path | None) -> int:
    """Show a specification, by its name or path."""
    place = folder(workspace)
    one = read_spec(place, find_spec(place, name))
    if as_json:
        print_json({**one.row(), "text": one.text})
        return EXIT_DONE
    say(f"{one.path.relative_to(place)}: {one.state}, {one.priority}, criteria {_met(one)}", bold=True)
    say_lines(one.text)
    return EXIT_DONE


@command.command("new")
@click.argument("name")
@click.option("--title", default="", help="Its heading. Default: made of the name.")
@click.option("--priority", type=click.Choice(PRIORITIES), default="normal", show_default=True)
@click.option("--tag", "tags", multiple=True, help="A tag, as often as given.")
@json_option
@workspace_option
def new(name: str, title: str, priority: str, tags: tuple[str, ...], as_json: bool, workspace: Path | None) -> int:
    """Begin a specification: specs/NAME.md with a head, a title and what is to be filled in."""
    place = folder(workspace)
    path = new_spec(place, name, title, priority, tags)
    _tell(read_spec(place, path), place, as_json)
    return EXIT_DONE


@command.command("complete")
@click.argument("name", shell_complete=completing.specs)
@json_option
@workspace_option
def finish(name: str, as_json: bool, workspace: Path | None) -> int:
    """Set the state of a specification to completed; no other byte of its file changes."""
    place = folder(workspace)
    one = complete(place, find_spec(place, name))
    met, of = one.criteria
    if met < of and not as_json:
        warn(f"{of - met} of its {of} acceptance criteria are not ticked off")
    _tell(one, place, as_json)
    return EXIT_DONE


def _tell(one: Spec, place: Path, as_json: bool) -> None:
    if as_json:
        print_json(one.row())
    else:
        say(f"{one.path.relative_to(place)} is {'completed' if one.state == COMPLETED else 'written'}")


def _met(one: Spec) -> str:
    return f"{one.criteria[0]}/{one.criteria[1]}" if one.criteria[1] else "-"
