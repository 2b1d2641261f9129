"""Public projects and how they break, as the tables of this folder say it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Fault:
    """One way in which a project breaks, and what must become of it.

    Each edit is a table: `file` with `old` and `new` (a text that is there once and what takes its place), with `text`
    (a new file), with `to` (its new name) or with `delete`. `healed` are the files that may differ after the repair;
    None where a person must be asked, who is told all of `cause` (regular expressions). `short` says
    why mity does not do so yet, `endless` that it would not end in the time of a test either.
    """

    id: str
    edits: tuple[dict[str, Any], ...]
    healed: tuple[str, ...] | None
    cause: tuple[str, ...]
    short: str = ""
    endless: bool = False

    def apply(self, project: Path) -> None:
        """Breaks the project in `project`. Raises AssertionError where a text to be replaced is not there once."""
        for edit in self.edits:
            path = project / edit["file"]
            if "to" in edit:
                path.rename(project / edit["to"])
            elif "delete" in edit:
                path.unlink()
            elif "text" in edit:
                path.write_bytes(edit["text"].encode())
            else:
                text = path.read_bytes().decode()
                newline = "\r\n" if "\r\n" in text else "\n"
                old, new = (edit[key].replace("\n", newline) for key in ("old", "new"))
                assert text.count(old) == 1, f"{path.name} has {text.count(old)} times {old!r}"
                path.write_bytes(text.replace(old, new).encode())

    def told(self, text: str) -> bool:
        """Whether what was said names the whole cause."""
        return all(re.search(part, text) for part in self.cause)


@dataclass(frozen=True)
class Project:
    """A project of a registry: where it comes from, what hands do in it, and how many tests pass and are skipped.

    `passed` is None where its runner leaves no report. `held` ones were not looked at while rules were written. Those
    of `ci` are quick and were seen to hold: CI has their rows by turns.
    """

    name: str
    version: str
    origin: str
    hands: tuple[str, ...]
    passed: int | None
    skipped: int
    held: bool
    ci: bool
    faults: tuple[Fault, ...]

    @property
    def folder(self) -> str:
        """Its name as the name of a folder."""
        return re.split(r"[/:]", self.name)[-1]


def projects() -> list[Project]:
    """All projects, in the order of the tables' names."""
    tables = (tomllib.loads(path.read_text()) for path in sorted(HERE.glob("*.toml")))
    return [_project(row) for table in tables for row in table["project"]]


def faults() -> Iterator[tuple[Project, Fault]]:
    """Each project with each of its faults."""
    return ((project, fault) for project in projects() for fault in project.faults)


def _project(row: dict[str, Any]) -> Project:
    broken = tuple(_fault(fault) for fault in row.get("fault", ()))
    counted = row.get("passed")
    return Project(
        row["name"],
        row["version"],
        row["from"],
        tuple(row["hands"]),
        counted,
        row.get("skipped", 0),
        row.get("held", False),
        row.get("ci", False),
        broken,
    )


def _fault(row: dict[str, Any]) -> Fault:
    healed = tuple(row["healed"]) if "healed" in row else None
    return Fault(
        row["id"],
        tuple(row["edits"]),
        healed,
        tuple(row.get("cause", ())),
        row.get("short", ""),
        row.get("endless", False),
    )
