"""mity run"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from mity.cli.engine_place import Placing, placing_options
from mity.cli.options import Flags, folder, session_options, workspace_option
from mity.cli.output import finish
from mity.cli.plan import DryRun, show
from mity.cli.run_options import OfWorkflow, run_options
from mity.cli.session import Session
from mity.operations.run_workflow import RunOptions
from mity.runs.log import ExecutionLog


@click.command("run", cls=OfWorkflow)
@click.argument("workflow")
@run_options
@click.option(
    "--report",
    "files",
    type=click.Path(path_type=Path),
    metavar="FILE",
    multiple=True,
    help="Write the final report to this file: .md, .html, .json, .sarif, .xml (JUnit) or .env; as often as given.",
)
@placing_options
@click.option("--dry-run", is_flag=True, help="Show what each step would do; write nothing.")
@click.option("--as", "run_id", default="", hidden=True)
@workspace_option
@session_options
def command(
    workflow: str,
    options: RunOptions,
    files: tuple[Path, ...],
    placing: Placing,
    dry_run: bool,
    run_id: str,
    workspace: Path | None,
    flags: Flags,
) -> int:
    """Run a workflow in the current folder: its stages and steps, as its definition says.

    WORKFLOW is the path of a YAML or JSON file (FILE:NAME where it holds several), the name of one in
    .mity/workflows, or of one that mity ships.

    \b
    mity run release.yaml --param version=1.2.0
    mity run nightly --until test
    """
    if files:
        _check_forms(files)
    session = Session(folder(workspace).resolve(), flags, dry_run=dry_run, logs=placing.logs_of(dry_run=dry_run))
    operation = session.app.prepare_run(workflow, options)
    if run_id:  # of `mity serve`, which shows the run before its log is there
        operation.context.run_id = session.app.store.unused(run_id)
    for one in session.app.library.warnings:
        session.print_note(f"warning: {one.file}:{one.line}:{one.column}: {one.message}  [{one.code}]")
    if dry_run:
        return show(DryRun(operation.context.output_path, session.app.preview(operation)), flags.as_json)
    session.ask_trust(session.app.beginning.untrusted(operation))
    if placing.queue:
        from mity.cli.engine_runs import hand_over

        return hand_over(session, placing, operation)
    log = session.app.run(operation)
    if files:
        _write_reports(session, log, files)
    return finish(session, log)


def _check_forms(files: Sequence[Path]) -> None:
    from mity.cli.report_formats import format_of

    for file in files:
        format_of(file)


def _write_reports(session: Session, log: ExecutionLog, files: Sequence[Path]) -> None:
    from mity.cli.report_formats import write_report
    from mity.operations.final_report import final_report

    path = session.app.store.path(log.run_id)
    report = final_report(session.app.store.load(path), path)
    for file in files:
        write_report(file, report)
