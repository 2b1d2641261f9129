"""Rows that tests gather in one file for all workers of a session, and the table of them at the session's end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock


def common(factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a session see."""
    base = factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


def add_row(path: Path, row: dict[str, Any]) -> None:
    """Appends a row."""
    with FileLock(f"{path}.lock"), path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def print_table(reporter: pytest.TerminalReporter, config: pytest.Config, name: str, columns: Sequence[str]) -> None:
    """Prints the rows of the file `name`, when this is the process that ends the session and there are some."""
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    path = factory.getbasetemp() / f"{name}.jsonl"
    if hasattr(config, "workerinput") or not path.is_file():
        return
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    cells = [tuple(columns), *(tuple(str(row[column]) for column in columns) for row in found)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    reporter.section(name)
    for line in cells:
        reporter.write_line("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
