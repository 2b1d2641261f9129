"""mity diagnose"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from mity.app import App
from mity.cli.options import json_option
from mity.cli.output import print_json
from mity.errors import UsageError
from mity.system.files import current_folder


@click.command("diagnose")
@click.argument("files", nargs=-1)
@click.option("--stack", default="", help="The stack the log comes from, when known.")
@click.option("--exit-code", type=int, default=None, help="How the command ended, when known.")
@json_option
def command(files: tuple[str, ...], stack: str, exit_code: int | None, as_json: bool) -> int:
    """Say what broke in each log FILE (- or nothing: standard input), who would repair it, and how."""
    app = App(current_folder())
    rows = [_diagnose(app, name, stack, exit_code) for name in files or ("-",)]
    if as_json:
        print_json({"diagnoses": rows})
    else:
        for row in rows:
            _show(row)
    return 0


def _diagnose(app: App, name: str, stack: str, exit_code: int | None) -> dict[str, Any]:
    try:
        text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the log {name}: {error.strerror or error}") from error
    diagnosis = app.agents.classify(text, stack=stack, exit_code=exit_code)
    if diagnosis is None:
        return {"file": name, "error_type": None, "evidence": [], "subject": "", "specialist": None, "fix": None}
    who = app.agents.routes.get(diagnosis.error_type, app.agents.coordinator)
    fix = app.agents.advise(diagnosis) or None
    return {"file": name, **diagnosis.to_json(), "specialist": who, "fix": fix}


def _show(row: dict[str, Any]) -> None:
    if row["error_type"] is None:
        click.echo(f"{row['file']}: nothing failed here")
        return
    about = f" ({row['subject']})" if row["subject"] else ""
    click.echo(f"{row['file']}: {click.style(row['error_type'], bold=True)}{about}")
    for line in row["evidence"]:
        click.echo(f"  │ {line.rstrip()}")
    click.echo(f"  {row['specialist']}: {row['fix'] or 'no fix is known for it'}")
