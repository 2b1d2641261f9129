"""mity fleet resume"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli import completing
from mity.cli.fleet_end import check_reports, followed, report_option, told
from mity.cli.options import Flags, workspace_folder, workspace_of, workspace_option
from mity.cli.session import Session
from mity.fleet.report import WORKFLOW
from mity.operations.fleet import check_is_fleet


@click.command("resume")
@click.argument("log", default=WORKFLOW, shell_complete=completing.open_runs)
@report_option
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else.")
@click.option("--quiet", "-q", is_flag=True, help="Show only the verdict.")
@click.option("--verbose", "-v", is_flag=True, help="Show every line that commands print.")
@workspace_option
def command(
    log: str, reports: tuple[Path, ...], as_json: bool, quiet: bool, verbose: bool, workspace: Path | None
) -> int:
    """Go on with a fleet: what was interrupted, what failed and what waited, and nothing that came to its end.

    LOG is a run id or the path of a log; by default the newest fleet of the workspace.
    """
    check_reports(reports)
    session = Session(workspace_of(log) or workspace_folder(workspace), Flags(as_json, quiet, verbose), attended=False)
    found, _ = session.app.find(log)
    check_is_fleet(found)
    if not found.can_resume():
        session.print_note(f"fleet {found.run_id} has come to its end: nothing is left to do")
        return told(session, found.run_id, reports)
    session.ask_trust(session.app.continuing.untrusted(found, None, ""))
    return followed(session, found.run_id, lambda: session.app.resume(found), reports)
