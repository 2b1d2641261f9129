"""mity add-feature"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.engine_place import Placing, placing_options
from mity.cli.feature_options import app_option, branch_option, run_change
from mity.cli.options import Flags, folder, session_options
from mity.cli.session import Session
from mity.operations.add_feature import FeatureRequest


@click.command("add-feature")
@click.argument("title", default="")
@app_option
@click.option("--field", "fields", multiple=True, metavar="NAME:TYPE[=DEFAULT][,KEY[=VALUE]]…", help="A field of it.")
@click.option("--plural", default="", help="Its plural, when English would not find it.")
@click.option(
    "--spec",
    type=click.Path(path_type=Path),
    help="A YAML file, or Markdown with a YAML block: one feature, or a list `features`.",
)
@branch_option
@placing_options
@click.option("--dry-run", is_flag=True, help="Show the plan and the difference; write nothing.")
@session_options
def command(
    title: str,
    app: Path | None,
    fields: tuple[str, ...],
    plural: str,
    spec: Path | None,
    branch: str,
    placing: Placing,
    dry_run: bool,
    flags: Flags,
) -> int:
    """Add a feature to an application, or change one; it lands only when every proof still holds.

    TITLE is the name of something described by fields, or what it should do, in words, for a coding agent.

    \b
    mity add-feature todo --field title:str,min=1,max=200 --field done:bool=false --field due:date,optional
    mity add-feature task --field status:enum,values=open+closed --field project:ref,to=project
    mity add-feature --spec shop.yaml --branch
    mity add-feature "let users reset their password" --agent claude

    Types: str text int bigint float decimal bool date datetime uuid email url enum ref. Keys: optional unique index
    min max pattern example values p s to on_delete.
    """
    session = Session(folder(app).resolve(), flags, dry_run=dry_run, logs=placing.logs_of(dry_run=dry_run))
    given = folder(spec) if spec else None
    operation = session.app.prepare_feature(FeatureRequest(title, fields, plural, given, branch))
    return run_change(session, operation, placing, dry_run=dry_run)
