"""mity fleet report"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.fleet_end import check_reports, report_option, told
from mity.cli.options import Flags, workspace_folder, workspace_of, workspace_option
from mity.cli.session import Session
from mity.fleet.report import WORKFLOW
from mity.operations.fleet import check_is_fleet


@click.command("report")
@click.argument("log", default=WORKFLOW)
@report_option
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else.")
@workspace_option
def command(log: str, reports: tuple[Path, ...], as_json: bool, workspace: Path | None) -> int:
    """Show how a fleet stands, also while it is under way; the exit code is that of its worst repository.

    LOG is a run id or the path of a log; by default the newest fleet of the workspace.
    """
    check_reports(reports)
    session = Session(workspace_of(log) or workspace_folder(workspace), Flags(as_json), attended=False)
    found, _ = session.app.find(log)
    check_is_fleet(found)
    return told(session, found.run_id, reports)
