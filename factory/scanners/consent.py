"""The scanners that a project brings, as they are shown before they are trusted."""

from __future__ import annotations

from pathlib import Path

from mity.scanners.catalog import FOLDER, own
from mity.trust.item import Item, command_line, item


def scanners_item(project: Path) -> Item | None:
    """The commands of the project's own scanners; None when it has none. Raises DefinitionError."""
    rows = own(project)
    if not rows:
        return None
    lines = [f"scanner {row.id}: {command_line(row.argv, row.env)}" for row in rows]
    lines += [
        f"scanner {row.id}, where ${name} is set: {command_line(row.options[name])}"
        for row in rows
        for name in row.options
    ]
    return item("scanners", f"the scanners of {project / FOLDER}", lines, [row.model_dump(mode="json") for row in rows])
