"""How a fleet ends on the terminal: its report, also after Ctrl-C, in the forms asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from mity.cli.fleet_forms import FORMS, SUFFIXES
from mity.cli.json_text import print_json
from mity.cli.output import table
from mity.cli.session import Session
from mity.cli.terminal import say
from mity.errors import EXIT_INTERRUPTED, UsageError
from mity.fleet.report import fleet_report
from mity.runs.log import ExecutionLog
from mity.system.files import write_atomic

_WIDEST = 100

report_option = click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the report to this file: .md, .html or .json; as often as given.",
)


def check_reports(paths: Sequence[Path]) -> None:
    """Raises UsageError for a report that could not be written."""
    for path in paths:
        if path.suffix.lower() not in SUFFIXES:
            raise UsageError(f"--report {path}: end the name with .md, .html or .json")
        if not path.absolute().parent.is_dir() or path.is_dir():
            raise UsageError(f"--report {path}: name a file in a folder that is there")


def followed(session: Session, run_id: str, work: Callable[[], ExecutionLog], paths: Sequence[Path]) -> int:
    """Has the work of a fleet done and reports it, also where it was interrupted; the exit code."""
    try:
        work()
    except KeyboardInterrupt:
        if not session.app.store.path(run_id).exists():  # it had not begun
            raise
        told(session, run_id, paths)
        return EXIT_INTERRUPTED
    return told(session, run_id, paths)


def told(session: Session, run_id: str, paths: Sequence[Path]) -> int:
    """Reports a fleet as its log tells it; the exit code of the worst of its repositories."""
    store = session.app.store
    path = store.path(run_id)
    data = fleet_report(store.load(path), path)
    for one in paths:
        write_atomic(
            one.absolute(), FORMS[SUFFIXES[one.suffix.lower()]](data).encode("utf-8", "replace"), durable=False
        )
    if session.as_json:
        print_json(data)
    elif session.quiet:
        say(summary(data))
    else:
        _print(data)
    return int(data["exit_code"])


def summary(data: Mapping[str, Any]) -> str:
    """How the repositories ended, in a line."""
    counts = ", ".join(f"{count} {state}" for state, count in data["counts"].items())
    return f"mity {data['verb']} in {len(data['repositories'])} repositories: {counts}"


def _print(data: Mapping[str, Any]) -> None:
    say()
    rows = [
        (row["state"], row["repository"], f"{row['seconds']:.0f} s", _cut(_said(row))) for row in data["repositories"]
    ]
    table(("STATE", "REPOSITORY", "TIME", ""), rows, "no repositories")
    say()
    say(summary(data), bold=True)
    say(f"log  {data['log']}")
    if data["next"]:
        say(f"next {data['next']}")


def _said(row: Mapping[str, Any]) -> str:
    pull = row["pull_request"]
    parts = [f"{'draft ' if pull['draft'] else ''}{pull['url']}"] if pull else []
    parts += [row["message"]] if row["message"] and (row["state"] not in ("proven", "passed") or not pull) else []
    parts += [row["next"]] if row["next"] and row["state"] in ("waiting", "untrusted") else []
    return "; ".join(parts)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST * 3 else f"{text[: _WIDEST * 3]}…"
