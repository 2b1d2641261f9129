"""mity runs show"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.annotations import harmless
from mity.cli.engine_place import engine_option, shown_from
from mity.cli.json_text import print_json
from mity.cli.options import json_option, workspace_option
from mity.cli.output import print_report
from mity.cli.report_formats import FORMATS
from mity.cli.report_parts import measures
from mity.cli.terminal import say
from mity.operations.final_report import final_report
from mity.runs.log import ExecutionLog
from mity.runs.report import report


@click.command("show")
@click.argument("log", default="", shell_complete=completing.runs)
@click.option(
    "--format", "form", type=click.Choice(("text", *FORMATS)), default="text", help="The form of the final report."
)
@engine_option
@workspace_option
@json_option
def command(log: str, form: str, engine: str, workspace: Path | None, as_json: bool) -> int:
    """One run with its evidence. LOG is a path, a run id, a workflow id, or nothing: the newest that can go on."""
    with shown_from(engine, log, workspace) as (place, name):
        app = App(place)
        newest = app.store.documents()[-1:] if not name else []
        return _show(*app.find(newest[0].stem if newest else name), form, as_json)


def _show(found: ExecutionLog, path: Path, form: str, as_json: bool) -> int:
    if as_json:
        print_json({**found.to_json(), "report": report(found, path)})
        return 0
    data = final_report(found, path)
    if form != "text":
        sys.stdout.write("".join(map(harmless, FORMATS[form](data).splitlines(keepends=True))))
        return 0
    print_report(report(found, path))
    if any(data["files"].values()):
        say("files    " + ", ".join(f"{len(paths)} {kind}" for kind, paths in data["files"].items()))
    for name, said in measures(data):
        say(f"{name.lower():<8} {said}")
    for row in data["questions"]:
        for one in row["asked"] if row["answer"] is None else ():
            say(f"asked    {row['step']}: {one}")
    for row in data["recommendations"]:
        say(f"advice   {row['text']} ({row['rule']})")
    return 0
