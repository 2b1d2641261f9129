"""mity features"""

from __future__ import annotations

from pathlib import Path

import click

from mity.app import App
from mity.cli.growth import app_option
from mity.cli.options import folder, json_option
from mity.cli.output import print_json, table


@click.command("features")
@app_option
@json_option
def command(app: Path | None, as_json: bool) -> int:
    """List the features of an application: their fields, their state, what changed since mity wrote them."""
    site = App(folder(app).resolve()).site()
    found = [site.describe(name) for name in sorted(site.features)]
    if as_json:
        print_json({"app": str(site.root), "stack": site.folder.stack.id, "features": found})
        return 0
    rows = [[row["name"], " ".join(row["fields"]), str(len(row["files"])), _state(row)] for row in found]
    table(["feature", "fields", "files", "state"], rows, "this application has no features yet: mity add-feature")
    for row in found:
        for path, what in row["drift"].items():
            click.echo(f"  {row['name']}: {path} {what}")
    return 0


def _state(row: dict[str, object]) -> str:
    drift = row["drift"]
    assert isinstance(drift, dict)
    words = [f"{len(drift)} files changed"] if drift else []
    words += ["its YAML was edited: add-feature --spec applies it"] if row["spec_changed"] else []
    words += [f"made by {row['template']}"] if row["outdated"] else []
    return ", ".join(words) or "as generated"
