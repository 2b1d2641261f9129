"""What add-feature and remove-feature share: their options, the dry run, the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from mity.cli.output import finish, print_json
from mity.cli.session import Session
from mity.operations.growing import FeaturePreview
from mity.runs.context import WorkflowContext

F = TypeVar("F", bound=Callable[..., Any])


def app_option(function: F) -> F:
    """Adds --app."""
    return click.option(
        "--app", type=click.Path(path_type=Path), help="The application's folder. Default: the current one."
    )(function)


def branch_option(function: F) -> F:
    """Adds --branch, with or without a name."""
    return click.option(
        "--branch",
        default="",
        is_flag=False,
        flag_value="feature/{name}",
        help="Commit on a new branch, by default feature/NAME.",
    )(function)


def run_growth(session: Session, context: WorkflowContext, *, dry_run: bool) -> int:
    """Shows what would be done, says that there is nothing to do, or does it."""
    app = session.app
    if not dry_run and app.growing.idle(context):
        text = f"{context.metadata['feature']['name']} is there already, just as described: nothing to do"
        print_json({"unchanged": True, "message": text}) if session.as_json else click.echo(text)
        return 0
    if dry_run:
        outlook = app.growing.outlook(context)
        print_json(_json(outlook)) if session.as_json else _show(outlook)
        return 0
    session.ensure_tools(context)
    return finish(app, session, app.growing.grow(context))


def _json(outlook: FeaturePreview) -> dict[str, Any]:
    return {
        "dry_run": True,
        **({"plan": dict(outlook.plan)} if outlook.plan else {}),
        "files": [{"path": path, "kind": kind} for kind, path in outlook.files],
        "diff": outlook.diff,
        "stations": [
            {"station": name, "commands": list(preview.commands), "notes": list(preview.notes)}
            for name, preview in outlook.stations
        ],
    }


def _show_plan(plan: Mapping[str, Any]) -> None:
    """Who would be asked for a wish, and under which terms."""
    budget = plan["budget"]
    click.echo(f"Nothing is written and no agent is started. {plan['agent']} would be asked for:\n")
    click.echo(f"  {plan['wish']}\n")
    click.echo(f"  at most   {budget['time_s']:g} s, {budget['money_usd']:.2f} USD")
    for name, title in (("allowed", "may"), ("new_only", "new only"), ("forbidden", "never")):
        click.echo(f"  {title:<9} {' '.join(plan[name])}")
    for law in plan["laws"]:
        click.echo(f"  law       {law}")


def _show(outlook: FeaturePreview) -> None:
    if outlook.plan:
        _show_plan(outlook.plan)
    else:
        click.echo("Nothing is written. This would change:\n")
    for kind, path in outlook.files:
        click.echo(f"  {kind:<7} {path}")
    click.echo()
    for name, preview in outlook.stations:
        click.secho(name, bold=True)
        for line in preview.commands:
            click.echo(f"  $ {line}")
    click.echo(f"\n{outlook.diff}", nl=False)
