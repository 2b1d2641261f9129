"""mity iac"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.options import Flags, folder, session_options
from mity.cli.output import finish
from mity.cli.plan import DryRun, show
from mity.cli.session import Session
from mity.infrastructure.rendered import CLOUDS
from mity.operations.iac import prepare_iac


@click.command("iac")
@click.argument("directory", default=".", type=click.Path(path_type=Path))
@click.option("--cloud", type=click.Choice(CLOUDS), help="Write infrastructure for this cloud first.")
@click.option("--plan", is_flag=True, help="Plan it against an emulator of AWS on this machine.")
@click.option("--rehearse", is_flag=True, help="Apply it to the emulator, plan again, destroy it. No cloud is touched.")
@click.option("--dry-run", is_flag=True, help="Show the files and the commands; write nothing.")
@session_options
def command(directory: Path, cloud: str | None, plan: bool, rehearse: bool, dry_run: bool, flags: Flags) -> int:
    """Write the infrastructure of the application in DIRECTORY as Terraform, and check it.

    Without --cloud it checks what is there. Terraform, OpenTofu and tflint are used as far as they are here; what could
    not be looked at is said, and does not count as proven (exit code 4). Nothing is ever applied to a cloud.

    \b
    mity iac shop --cloud aws
    mity iac shop --rehearse
    """
    session = Session(folder(directory).resolve(), flags, dry_run=dry_run)
    app = session.app
    operation = prepare_iac(app.workspace, app.catalogue, cloud or "", plan=plan, rehearse=rehearse)
    if dry_run:
        return show(DryRun(app.workspace, app.preview(operation)), flags.as_json)
    session.ask_trust(app.beginning.untrusted(operation))
    return finish(session, app.run(operation))
