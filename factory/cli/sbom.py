"""mity sbom"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.options import Flags, folder, session_options
from mity.cli.output import finish
from mity.cli.plan import DryRun, show
from mity.cli.session import Session
from mity.errors import UsageError
from mity.operations.run_workflow import RunOptions


@click.command("sbom")
@click.argument("directory", default=".", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show the programs and the files; run and write nothing.")
@session_options
def command(directory: Path, dry_run: bool, flags: Flags) -> int:
    """Write what the application in DIRECTORY is made of to sbom/, as CycloneDX, one file for each ecosystem.

    The programs of the field do it: cyclonedx-py, npm, cyclonedx-gomod, the plug-in of Maven. What could not be
    listed is said, and does not count as proven (exit code 4).

    \b
    mity sbom shop
    """
    project = folder(directory).resolve()
    if not project.is_dir():
        raise UsageError(f"{project} is no folder: name that of an application")
    session = Session(project, flags, dry_run=dry_run)
    app = session.app
    operation = app.prepare_run("sbom", RunOptions())
    if dry_run:
        return show(DryRun(app.workspace, app.preview(operation)), flags.as_json)
    session.ask_trust(app.beginning.untrusted(operation))
    return finish(session, app.run(operation))
