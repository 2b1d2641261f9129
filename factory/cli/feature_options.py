"""The options of add-feature and remove-feature, and how their runs are started."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from mity.cli.engine_place import Placing
from mity.cli.json_text import print_json
from mity.cli.output import finish
from mity.cli.plan import DryRun, show
from mity.cli.session import Session
from mity.cli.terminal import say
from mity.operations.add_feature import up_to_date
from mity.operations.operation import Operation

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


def run_change(session: Session, operation: Operation, placing: Placing, *, dry_run: bool) -> int:
    """Shows what would be done, says that there is nothing to do, or does it."""
    app, context = session.app, operation.context
    if dry_run:
        return show(DryRun(context.output_path, app.preview(operation)), session.as_json)
    if up_to_date(app.application(), operation):
        names = [str(spec["name"]) for spec in context.metadata["feature"]["specs"]]
        text = (
            f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} already there, just as described: nothing to do"
        )
        print_json({"unchanged": True, "message": text}) if session.as_json else say(text)
        return 0
    session.ask_trust(app.beginning.untrusted(operation))
    if placing.queue:
        from mity.cli.engine_runs import hand_over

        return hand_over(session, placing, operation)
    session.check_identity(context.output_path)
    session.ensure_tools(context)
    return finish(session, app.run(operation))
