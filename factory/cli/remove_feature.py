"""mity remove-feature"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli import completing
from mity.cli.engine_place import Placing, placing_options
from mity.cli.feature_options import app_option, branch_option, run_change
from mity.cli.options import Flags, folder, session_options
from mity.cli.session import Session


@click.command("remove-feature")
@click.argument("name", shell_complete=completing.features)
@app_option
@branch_option
@placing_options
@click.option("--dry-run", is_flag=True, help="Show the plan; write nothing.")
@session_options
def command(name: str, app: Path | None, branch: str, placing: Placing, dry_run: bool, flags: Flags) -> int:
    """Take a feature away again: its files, its routes, its table (by a new migration).

    Refuses when one of its files was edited, or another feature refers to it.
    """
    session = Session(folder(app).resolve(), flags, dry_run=dry_run, logs=placing.logs_of(dry_run=dry_run))
    return run_change(session, session.app.prepare_removal(name, branch), placing, dry_run=dry_run)
