"""mity update"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mity.cli.engine_place import Placing, placing_options
from mity.cli.json_text import print_json
from mity.cli.options import Flags, folder, interactive, session_options
from mity.cli.output import finish
from mity.cli.plan import DryRun, show
from mity.cli.session import Session
from mity.cli.terminal import prompt, say, say_each
from mity.errors import EXIT_DONE, EXIT_FAILED, EXIT_USAGE, EXIT_WAITING, MityError, UsageError
from mity.operations.create_app import parse_set, read_answers
from mity.operations.update import (
    FoundUpdate,
    UpdateRequest,
    find_update,
    look_ahead,
    note_trusted,
    prepare_update,
    template_trust,
)
from mity.updates.conflicts import MINE, TEMPLATE

_BRINGS = "The new version of the template {} brings code of its own, which will be run:"
_REFUSED = "nothing was written: the code of a template that mity does not ship runs only with --trust"


@click.command("update")
@click.argument("directory", default=".", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only look: 0 up to date, 1 there is an update, 3 it would conflict.")
@click.option("--to", default="", metavar="VERSION", help="A version, branch, tag or commit of the template.")
@click.option("--template", default="", metavar="SRC", help="Where the template is now: DIR, git URL or gh:owner/name.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Answer a template variable.")
@click.option("--answers", type=click.Path(path_type=Path), help="A YAML or JSON file of template variables.")
@click.option("--mine", multiple=True, metavar="PATH", help="Where both changed this file, keep your lines.")
@click.option("--theirs", multiple=True, metavar="PATH", help="Where both changed this file, take the template's.")
@click.option(
    "--branch", default="", is_flag=False, flag_value="update/{version}", help="Commit on a new branch: update/VERSION."
)
@click.option("--dry-run", is_flag=True, help="Show the files, the difference and the commands; write nothing.")
@placing_options
@session_options
def command(
    directory: Path,
    check: bool,
    to: str,
    template: str,
    settings: tuple[str, ...],
    answers: Path | None,
    mine: tuple[str, ...],
    theirs: tuple[str, ...],
    branch: str,
    dry_run: bool,
    placing: Placing,
    flags: Flags,
) -> int:
    """Take over a newer version of the template that the application in DIRECTORY was made from.

    Your changes and your features stay: files that both changed are merged, and the whole is built, tested and launched
    before it is committed. Where both changed the same lines nothing is changed, and one report shows both sides.

    \b
    mity update --check
    mity update shop --to v2.1 --set database=postgres
    mity update shop --engine postgresql://mity@db/mity --queue builds
    """
    given = {**(read_answers(answers) if answers else {}), **parse_set(settings)}
    settled = {**dict.fromkeys(mine, MINE), **dict.fromkeys(theirs, TEMPLATE)}
    looks = dry_run or check
    session = Session(folder(directory).resolve(), flags, dry_run=looks, logs=placing.logs_of(dry_run=looks))
    app, services = session.app, session.app.services
    request = UpdateRequest(to, template, given, settled, branch)
    if check:
        return _check(session, request)
    found = find_update(services, app.workspace, request)
    if found.current:
        return _current(session, found)
    taken = _ask_open(found, ask=interactive(flags.as_json) and not dry_run)
    operation = prepare_update(services, found, taken)
    if (foreign := template_trust(services, found, taken)) is not None and not dry_run:
        session.ask_trust([foreign], _BRINGS.format(found.target.source.origin), _REFUSED, EXIT_USAGE)
    if dry_run:
        return show(DryRun(app.workspace, app.preview(operation), foreign.lines if foreign else ()), flags.as_json)
    session.ask_trust(app.beginning.untrusted(operation))
    if placing.queue:
        from mity.cli.engine_runs import hand_over

        note_trusted(services, found, operation.context)
        return hand_over(session, placing, operation)
    session.check_identity(app.workspace)
    session.ensure_tools(operation.context)
    return finish(session, app.run(operation))


def _current(session: Session, found: FoundUpdate) -> int:
    text = f"up to date: the application was made from {found.target.label} of its template"
    if session.as_json:
        print_json({"update": False, "current": found.origin.label, "newest": found.target.label, "conflicts": []})
    else:
        say(text)
    return EXIT_DONE


def _check(session: Session, request: UpdateRequest) -> int:
    """Says what an update would do; the exit code tells whether there is one, and whether it would conflict.

    Raises UsageError for whatever keeps mity from looking: that it failed must not read as "there is an update".
    """
    try:
        found = find_update(session.app.services, session.app.workspace, request)
        if found.current:
            return _current(session, found)
        merged = look_ahead(session.app.services, found, found.known.answers)
    except MityError as error:
        if error.exit_code != EXIT_FAILED:
            raise
        raise UsageError(f"mity cannot tell whether there is an update: {error}") from error
    data: dict[str, Any] = {
        "update": True,
        "current": found.origin.label,
        "newest": found.target.label,
        "notes": found.notes,
        "questions": [one.name for one in found.known.open],
        "files": [{"kind": one.kind, "path": one.path} for one in merged.changes],
        "conflicts": [one.to_json() for one in merged.conflicts],
    }
    if session.as_json:
        print_json(data)
    else:
        _print(found, data, [line for one in merged.conflicts for line in one.lines()])
    return EXIT_WAITING if merged.conflicts else EXIT_FAILED


def _print(found: FoundUpdate, data: dict[str, Any], conflicts: list[str]) -> None:
    say(f"there is an update: {found.origin.label} → {found.target.label}", bold=True)
    say_each(f"  {note}" for note in found.notes)
    say_each(f"  asks for {one.name} (default: {one.default})" for one in found.known.open if not one.secret)
    say_each(f"  {row['kind']:<7} {row['path']}" for row in data["files"])
    if conflicts:
        say("it conflicts with your changes:", bold=True)
        say_each(f"  {line}" for line in conflicts)
        say("decide with --mine PATH or --theirs PATH, or change these lines yourself and commit")


def _ask_open(found: FoundUpdate, *, ask: bool) -> dict[str, str]:
    """All answers: what the template asks for besides is asked at a terminal, and has its default elsewhere."""
    if not ask:
        found.known.check_open()
    given = {one.name: _ask(one.name, one.default, one.choices, secret=one.secret) for one in found.known.open if ask}
    return {**found.known.answers, **given}


def _ask(name: str, default: str, choices: tuple[str, ...], *, secret: bool) -> str:
    kind = click.Choice(choices) if choices else str
    return prompt(name, type=kind, default=default, hide_input=secret, show_default=not secret)
