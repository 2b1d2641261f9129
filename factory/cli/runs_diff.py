"""mity runs diff"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mity.app import App
from mity.changes.changed_files import changed_files
from mity.cli import completing
from mity.cli.json_text import print_json
from mity.cli.options import folder, json_option, workspace_of, workspace_option
from mity.cli.output import table
from mity.cli.terminal import say, say_lines
from mity.operations.compare_runs import compare
from mity.runs.artifacts import REFERENCE

_LONGEST = 40


@click.command("diff")
@click.argument("a", shell_complete=completing.runs)
@click.argument("b", shell_complete=completing.runs)
@workspace_option
@json_option
def command(a: str, b: str, workspace: Path | None, as_json: bool) -> int:
    """How run B differs from run A: definitions, parameters, outputs, times, statuses, files."""
    logs = [App(workspace_of(run) or folder(workspace)).find(run)[0] for run in (a, b)]
    one, other = (changed_files(log.context.output_path, log.changes) for log in logs)
    data = compare(logs[0], logs[1], (one, other))
    if as_json:
        print_json(data)
        return 0
    say(f"{data['runs'][0]} → {data['runs'][1]}", bold=True)
    if data["state"]:
        say(f"state: {data['state'][0]} → {data['state'][1]}")
    for line in data["definition"]:
        say_lines(line)
    for title in ("parameters", "files"):
        for name, pair in data[title].items():
            say(f"{title[:-1]} {name}: {_short(pair[0])} → {_short(pair[1])}")
    table(("step", "seconds", "status", "outputs"), [_row(key, row) for key, row in data["steps"].items()], "no step")
    return 0


def _row(key: str, row: dict[str, Any]) -> tuple[str, ...]:
    seconds = " → ".join("–" if value is None else f"{value:.1f}" for value in row["duration_s"])
    status = " → ".join(map(_short, row.get("status", ())))
    outputs = ", ".join(f"{name}: {_short(a)} → {_short(b)}" for name, (a, b) in row.get("outputs", {}).items())
    return (key, seconds, status, outputs)


def _short(value: Any) -> str:
    if isinstance(value, dict) and REFERENCE in value:  # the digest tells two large values apart
        return f"{value.get('size')} bytes {str(value[REFERENCE])[:8]}"
    text = "–" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
