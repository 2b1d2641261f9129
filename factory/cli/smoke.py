"""mity smoke"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.json_text import print_json
from mity.cli.options import json_option
from mity.cli.output import table
from mity.cli.terminal import say
from mity.errors import EXIT_FAILED, UsageError
from mity.operations.create_app import parse_set_pairs
from mity.operations.smoke import SmokeResult, cases, exit_code, smoke
from mity.stacks.catalog import load
from mity.stacks.model import Stack
from mity.system.files import current_folder

_MB = 1_000_000


@click.command("smoke")
@click.argument("stacks", nargs=-1, shell_complete=completing.templates)
@click.option("--template", default="", metavar="DIR", help="Try this template too, or alone when no stack is named.")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="An answer; a KEY given twice is tried with both."
)
@click.option("--jobs", type=click.IntRange(min=1), help="How many at once. Default: one for each two cores.")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep the applications and their logs, with DIR as their workspace.",
)
@click.option("--fetch-tools", is_flag=True, help="Bring missing tools that a registry carries into mity's cache.")
@json_option
def command(
    stacks: tuple[str, ...],
    template: str,
    settings: tuple[str, ...],
    jobs: int | None,
    keep: Path | None,
    fetch_tools: bool,
    as_json: bool,
) -> int:
    """Make, prove and throw away an application of each stack.

    \b
    mity smoke                                  every stack that mity can make
    mity smoke rust-api --set license=MIT --set license=Proprietary
    mity smoke --template . --keep /tmp/tried   a template of your own, to look at afterwards

    Nothing is repaired on the way. The answer app_name is the application's name. A stack that names the commands of
    its applications' CI (`ci` in stack.yaml) must pass them as well.

    Exit code 0 when all are proven, 4 when some could not be proven here, 1 when one failed.
    """
    app = App(current_folder())
    known = app.catalogue.ids("cookiecutter.json")
    for stack in stacks:
        app.catalogue.get(stack)
        if stack not in known:
            raise UsageError(f"stack {stack} has no template: it is recognised and healed, but not made")
    named = list(stacks) or ([] if template else known)
    here = current_folder() / template
    source = str(here.resolve()) if template and here.is_dir() else template
    wanted = cases(named, source, parse_set_pairs(settings))
    workspace = _folder(keep) if keep else None
    extra = ["--fetch-tools"] if fetch_tools else []
    at_once = jobs or max(1, (os.cpu_count() or 1) // 2)
    rows = smoke(
        app.runner,
        wanted,
        at_once,
        extra,
        lambda tried: say(_line(tried), err=True),
        workspace,
        lambda name: _stack(app, name),
    )
    if as_json:
        print_json({"exit_code": exit_code(rows), "cases": [row.to_json() for row in rows]})
    else:
        _show(rows)
        if keep is None and exit_code(rows) == EXIT_FAILED:
            say("To look at their logs, run it again with --keep DIR.")
    return exit_code(rows)


def _stack(app: App, source: str) -> Stack | None:
    """The stack of a name, or the one that the folder of a template brings; None for a template without one."""
    own = Path(source) / "stack.yaml"
    if source in app.catalogue.ids("cookiecutter.json"):
        return app.catalogue.get(source).stack
    return load(own).stack if own.is_file() else None


def _folder(given: Path) -> Path:
    """The folder, made if need be. Raises UsageError."""
    try:
        given.mkdir(parents=True, exist_ok=True)
        return given.resolve(strict=True)
    except OSError as error:
        raise UsageError(f"--keep {given}: {error.strerror}: name a folder that can be written to") from error


def _line(tried: SmokeResult) -> str:
    why = f": {tried.why}" if tried.why else ""
    return (
        f"{' '.join(filter(None, (tried.source, tried.options)))} is {tried.verdict} after {tried.seconds:.1f} s{why}"
    )


def _show(rows: Sequence[SmokeResult]) -> None:
    """The table for a person."""
    titles = (
        "stack",
        "options",
        "verdict",
        "tests",
        "page",
        "build s",
        "test s",
        "CI s",
        "all s",
        "files MB",
        "app MB",
    )
    lines = [
        (
            row.source,
            row.options or "–",
            row.verdict,
            str(row.tests or "–"),
            row.page or "–",
            f"{row.stations.get('build', 0):.1f}",
            f"{row.stations.get('test', 0):.1f}",
            f"{sum(step.seconds for step in row.ci):.1f}" if row.ci else "–",
            f"{row.seconds:.1f}",
            f"{row.source_bytes / _MB:.2f}",
            f"{row.total_bytes / _MB:.0f}",
        )
        for row in rows
    ]
    table(titles, lines, "no stack to try")
