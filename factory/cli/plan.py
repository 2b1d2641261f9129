"""What --dry-run shows: the tree, every command, the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click

from mity.engine.station import Preview
from mity.operations.create_app import Checked

Stations = Sequence[tuple[str, Preview]]


def plan_json(checked: Checked, stations: Stations, missing: Sequence[str]) -> dict[str, Any]:
    """The plan as data."""
    return {
        "dry_run": True,
        "app": str(checked.context.output_path),
        "template_code": list(checked.code),
        "missing_tools": list(missing),
        "stations": [
            {"station": name, "commands": list(preview.commands), "notes": list(preview.notes)}
            for name, preview in stations
        ],
    }


def show_plan(checked: Checked, stations: Stations, missing: Sequence[str]) -> None:
    """Prints the plan for a person."""
    click.echo(f"Nothing is written. This would make {checked.context.output_path}:\n")
    for name, preview in stations:
        click.secho(name, bold=True)
        if name == "scaffold":
            for line in _tree(preview.notes):
                click.echo(f"  {line}")
        else:
            for line in preview.notes:
                click.echo(f"  ({line})")
        for line in preview.commands:
            click.echo(f"  $ {line}")
    for line in (*checked.code, *missing):
        click.echo(f"! {line}")


def _tree(paths: Iterable[str]) -> list[str]:
    """Sorted paths as an indented tree."""
    lines: list[str] = []
    shown: tuple[str, ...] = ()
    for path in paths:
        *folders, name = path.split("/")
        for depth, part in enumerate(folders):
            if shown[: depth + 1] != tuple(folders[: depth + 1]):
                lines.append("  " * depth + part + "/")
        shown = tuple(folders)
        lines.append("  " * len(folders) + name)
    return lines
