"""mity top"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mity.cli.json_text import print_json
from mity.cli.options import workspace_folder, workspace_option
from mity.cli.output import table
from mity.cli.terminal import console, redraws, say, shown
from mity.operations.under_way import UnderWay

if TYPE_CHECKING:
    from rich.console import Group

_SAMPLE_S = 0.2
_MOST_STEPS = 6
_COLOURS = {"running": "green", "paused": "yellow", "stopped": "red"}
_TITLES = ("RUN", "STATE", "STEPS", "UNDER WAY", "CPU", "MEMORY")
_NARROW, _FEW_TITLES = 72, 3
"""Columns of a terminal that have room for all titles, and the titles that others have room for."""
_NOTHING = "nothing is under way and nothing waits"


@click.command("top")
@click.option("--once", is_flag=True, help="Show it once and end. So it is without a terminal that can redraw.")
@click.option("--json", "as_json", is_flag=True, help="Show it once, as one JSON document on stdout.")
@click.option(
    "--interval", type=click.FloatRange(0.2, 60), default=1.0, show_default=True, help="Seconds between two looks."
)
@workspace_option
def command(once: bool, as_json: bool, interval: float, workspace: Path | None) -> int:
    """Show what runs in this workspace now, until Ctrl-C: steps and since when, memory and processor, questions.

    A run that is `stopped` was killed: `mity resume` goes on with it.
    """
    place = workspace_folder(workspace)
    looking = UnderWay(place)
    if once or as_json or not redraws(sys.stdout):
        looking.look()
        time.sleep(_SAMPLE_S)
        rows = looking.look()
        if as_json:
            print_json({"workspace": str(place), "runs": rows})
        else:
            _print(rows)
        return 0
    return _follow(looking, interval)


def _follow(looking: UnderWay, interval: float) -> int:
    """Shows what runs until an interrupt, which is the way to end it."""
    from rich.live import Live

    with Live(console=console(), screen=True, auto_refresh=False) as live:
        try:
            while True:
                live.update(_grid(looking.look(), live.console.width), refresh=True)
                time.sleep(interval)
        except KeyboardInterrupt:
            return 0


def _print(rows: Sequence[Mapping[str, Any]]) -> None:
    lines = [line for row in rows for line in _lines(row)]
    table(_TITLES, lines, _NOTHING)
    for row in rows:
        if asked := _asked(row):
            say(asked)


def _grid(rows: Sequence[Mapping[str, Any]], width: int) -> Group:
    """The table of what runs, and below it in full width what each run asks; on a narrow terminal also its steps."""
    from rich.console import Group
    from rich.table import Table

    wide = width >= _NARROW
    titles = _TITLES if wide else _TITLES[:_FEW_TITLES]
    made = Table(box=None, expand=wide, title=time.strftime("%H:%M:%S"), title_justify="left")
    for title in titles:
        right = title in ("CPU", "MEMORY", "STEPS")
        made.add_column(title, justify="right" if right else "left", min_width=6 if right else None)
    below: list[tuple[str, str]] = []
    for row in rows:
        lines = _lines(row)
        for number, cells in enumerate(lines if wide else lines[:1]):
            colour = _COLOURS.get(str(row["state"]), "magenta")
            some = cells[: len(titles)]
            made.add_row(*(shown(cell, colour if at == 1 and not number else "") for at, cell in enumerate(some)))
        if not wide and row["steps"]:
            below.append((f"{row['run_id']}: {', '.join(cells[3] for cells in lines)}", ""))
        if asked := _asked(row):
            below.append((asked, "magenta"))
    if not rows:
        made.add_row(shown(_NOTHING))
    return Group(made, *(line for text in below for line in ("", shown(*text))))


def _lines(row: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The cells of a run: a line for it, and one for each further step under way."""
    steps = [f"{step['step']}  {_span(step['seconds'])}" for step in row["steps"]]
    if len(steps) > _MOST_STEPS:
        steps = [*steps[: _MOST_STEPS - 1], f"and {len(steps) - _MOST_STEPS + 1} more"]
    cpu = "" if row["cpu_percent"] is None else f"{row['cpu_percent']:.0f} %"
    memory = f"{row['memory_bytes'] / (1 << 20):,.0f} MB" if row["memory_bytes"] else ""
    state = str(row["state"]).replace("_", " ")
    first = (row["run_id"], state, f"{row['done']}/{row['stations']}", steps[0] if steps else "", cpu, memory)
    return [first, *(("", "", "", step, "", "") for step in steps[1:])]


def _asked(row: Mapping[str, Any]) -> str:
    parts = [str(row["question"]), str(row["next"])]
    said = "; ".join(part for part in parts if part)
    return f"{row['run_id']}: {said}" if said else ""


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{seconds:.0f} s"
