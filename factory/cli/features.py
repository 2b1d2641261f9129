"""mity features"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from mity.app import App
from mity.cli.feature_options import app_option
from mity.cli.json_text import print_json
from mity.cli.options import folder, json_option
from mity.cli.output import table
from mity.cli.terminal import say
from mity.features.prompts import read_features


@click.command("features")
@app_option
@json_option
def command(app: Path | None, as_json: bool) -> int:
    """List the features of an application: their fields, their state, what changed since mity wrote them."""
    application = App(folder(app).resolve()).application()
    found = [{"kind": "resource", **application.describe(name)} for name in sorted(application.features)]
    found += [one.describe(application.root) for one in read_features(application.root).values()]
    if as_json:
        print_json({"app": str(application.root), "stack": application.folder.stack.id, "features": found})
        return 0
    rows = [[row["name"], _what(row), str(len(row["files"])), _state(row)] for row in found]
    table(["feature", "fields", "files", "state"], rows, "this application has no features yet: mity add-feature")
    for row in found:
        for path, what in row["drift"].items():
            say(f"  {row['name']}: {path} {what}")
    return 0


def _what(row: Mapping[str, Any]) -> str:
    return str(row["title"]) if row["kind"] == "free-text" else " ".join(row["fields"])


def _state(row: Mapping[str, Any]) -> str:
    drift = row["drift"]
    words = [f"{len(drift)} files changed"] if drift else []
    if row["kind"] == "free-text":
        return ", ".join([f"made by {row['agent']}", *words])
    words += ["its YAML was edited: add-feature --spec applies it"] if row["spec_changed"] else []
    words += [f"made by {row['template']}"] if row["outdated"] else []
    return ", ".join(words) or "as generated"
