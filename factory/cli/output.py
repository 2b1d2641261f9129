"""What ends up on stdout: the report of a run, tables, JSON."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mity.cli.annotations import commands, on_runner, project_folder
from mity.cli.json_text import print_json
from mity.cli.report_parts import spent_by
from mity.cli.streams import give_up_stdout
from mity.cli.terminal import command_runner, console, say, say_each, shown
from mity.cli.view import SIGNS, said
from mity.runs.log import ExecutionLog
from mity.runs.report import report
from mity.runs.state import Status
from mity.text.visible import uncoloured

if TYPE_CHECKING:
    from mity.cli.session import Session

_COLOURS = {"proven": "green", "unproven": "yellow", "failed": "red"}


def finish(session: Session, log: ExecutionLog, more: Mapping[str, Any] = MappingProxyType({})) -> int:
    """Prints the end of a run in the form asked for, as JSON with `more` of the verb's own; returns its exit code.

    What is printed is read from the log, which holds no secrets.
    """
    path = session.app.store.path(log.run_id)
    stored = session.app.store.load(path)
    data = {**report(stored, path), **more}
    try:
        _print(session, data)
        if on_runner():
            from mity.operations.problems import problems

            command_runner(commands(problems(stored), project_folder(stored.context.output_path)))
    except (OSError, SystemExit):  # nobody reads the report; rich leaves by SystemExit
        give_up_stdout()
        session.print_note("the report could not be printed; `mity runs show` shows it again")
    return int(data["exit_code"])


def _print(session: Session, data: Mapping[str, Any]) -> None:
    if session.as_json:
        print_json(data)
    elif session.quiet:
        say(_verdict(data))
    else:
        print_report(data)
    sys.stdout.flush()


def print_report(data: Mapping[str, Any]) -> None:
    """Verdict, evidence per station, where the log is, what to do next."""
    from rich.table import Table

    to = console(highlight=False, soft_wrap=not sys.stdout.isatty())
    word = _verdict(data)
    to.print()
    to.print(shown(word, f"bold {_COLOURS.get(data['verdict'] or '', 'magenta')}"))
    for doubt in data["doubts"]:
        to.print(shown(f"  {doubt}", ""))
    grid = Table.grid(padding=(0, 1))
    for row in data["results"]:
        result = row["result"]
        sign, colour = SIGNS[Status(result["status"])]
        seconds = f"{result['duration_s']:.1f} s"
        grid.add_row(shown(f"  {sign}", colour), shown(row["station"]), shown(seconds, "dim"), shown(said(result)))
    to.print(grid)
    for line in _healing(data):
        to.print(shown(line), soft_wrap=True)
    question = data["needs_input"]
    if question:
        to.print()
        for line in question["cause"]:
            to.print(shown(f"  │ {uncoloured(line)}"))
    elif data["error"]:
        to.print()
        to.print(shown(data["error"]))
    to.print()
    for label, text in pointers(data):
        to.print(shown(f"{label:<9}", "dim"), shown(text), soft_wrap=True)


def _healing(data: Mapping[str, Any]) -> list[str]:
    """The story of what was healed: failure, cause, fix, proof, and the change itself."""
    lines: list[str] = []
    for row in data["results"]:
        healing = row["result"].get("healing")
        if not healing or not (healing["attempts"] or healing["advice"]):
            continue
        lines += ["", f"{row['station']} was {'healed' if row['result']['success'] else 'not healed'}"]
        limit = healing["guardrails"].get("max_total_iterations")  # unknown when a killed execution kept the fix
        of = f"/{limit}" if limit else ""
        for number, attempt in enumerate(healing["attempts"], 1):
            diagnosis = attempt["diagnosis"]
            said = diagnosis["evidence"][0].strip() if diagnosis["evidence"] else diagnosis["subject"]
            lines.append(f"  failure  {diagnosis['error_type']}: {said}")
            lines.append(f"  fix      {attempt['specialist']} {number}{of}: {attempt['fix']}")
            if (attempt.get("agent") or {}).get("name"):
                lines.append(f"  spent    {spent_by(attempt['agent'])}")
            lines.append(f"  proof    {attempt['verdict']}: {attempt['why']}")
            if attempt["verdict"] == "kept":
                lines += [f"  {line}" for line in attempt["diff"].splitlines()]
        lines += [f"  you could: {text}" for text in healing["advice"]]
    return lines


def _verdict(data: Mapping[str, Any]) -> str:
    name = data["app"]["name"]
    words = {
        "proven": f"{name} is proven",
        "unproven": f"{name} is finished, but not proven",
        "failed": f"{name} failed" if data["state"] == "failed" else f"{name}: {data['state']}",
    }
    return words.get(data["verdict"] or "", f"{name} is {data['state'].replace('_', ' ')}")


def pointers(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Where things are and what to type next."""
    found = [("app", data["app"]["path"]), ("log", data["log"])]
    running = data["app"]["running"]
    if running:
        found += [
            ("running", f"{running['url']} (pid {running['pid']})"),
            ("stop it", f"kill {' '.join(str(one['pid']) for one in (running, *running.get('behind', ())))}"),
        ]
    elif data["verdict"] == "proven" and Path(data["app"]["path"], "Makefile").is_file():
        found.append(("run it", f"cd {shlex.quote(data['app']['path'])} && make run"))
    if data.get("patch"):
        found.append(("patch", f"{data['patch']} (what was put back; `git apply` takes it)"))
    if data["next"]:
        found.append(("next", data["next"]))
    others = [option["choice"] for option in (data["needs_input"] or {}).get("options", ())][1:]
    if others and data["next"]:
        found.append(("or", f"the same with {', '.join(others[:-1])} or {others[-1]}" if others[1:] else others[0]))
    return found


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """Prints rows under titles, or the sentence `empty`."""
    if not rows:
        say(empty)
        return
    texts = [[str(cell) for cell in row] for row in (titles, *rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in texts]
    say(lines[0], bold=True)
    say_each(lines[1:])
