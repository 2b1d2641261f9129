"""mity runs list"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.engine_place import engine_option, listed
from mity.cli.json_text import print_json
from mity.cli.options import json_option, workspace_option
from mity.cli.output import table


@click.command("list")
@engine_option
@workspace_option
@json_option
def command(engine: str, workspace: Path | None, as_json: bool) -> int:
    """Every run of this workspace, or of an engine, oldest first."""
    rows = listed(engine, workspace)
    if as_json:
        print_json({"runs": rows})
        return 0
    lines = [
        (
            row["run_id"],
            row.get("app", ""),
            row["state"],
            row.get("verdict") or "",
            f"{row['done']}/{row['stations']}" if "done" in row else row.get("error", ""),
            row.get("started_at", ""),
        )
        for row in rows
    ]
    table(("run", "app", "state", "verdict", "stations", "started"), lines, "no run yet in this workspace")
    return 0
