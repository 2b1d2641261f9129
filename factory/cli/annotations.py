"""Commands of the runner of GitHub Actions: what mity tells by them, and that nobody else can give any through mity."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_AT_BEGIN = re.compile(r"^(\s*):(?=:)")
_ANYWHERE = "##["
_MOST = 10
"""Annotations that a runner shows of one step and one level."""
_LONGEST = 4_000


def on_runner() -> bool:
    """Whether this process runs in a job of GitHub Actions, or of what behaves like it."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def harmless(line: str, *, wraps: bool = False) -> str:
    """A line in which a runner of GitHub Actions sees no command; elsewhere it stays as it is.

    One that `wraps` may be cut anywhere, so that each part of it can come to begin a line.
    """
    if not on_runner() or not ("::" in line or _ANYWHERE in line):
        return line
    quiet = line.replace("::", ":\\x3a") if wraps else _AT_BEGIN.sub(r"\1\\x3a", line)
    return quiet.replace(_ANYWHERE, "#\\x23[")


def project_folder(project: Path) -> str:
    """The place of a project below the folder that the runner checked out; empty where it is that, or elsewhere."""
    root = os.environ.get("GITHUB_WORKSPACE", "")
    try:
        found = project.resolve().relative_to(Path(root).resolve()).as_posix() if root else ""
    except (OSError, ValueError):
        return ""
    return "" if found == "." else found


def commands(problems: Sequence[Mapping[str, Any]], folder: str = "") -> list[str]:
    """One workflow command for each problem, errors first, at most ten of a level.

    `folder` is the project's place below that of the repository, which the runner's paths are relative to.
    """
    found = []
    for level in ("error", "warning"):
        rows = [row for row in problems if row["level"] == level]
        found += [_command(level, row, folder) for row in rows[:_MOST]]
    return found


def _command(level: str, row: Mapping[str, Any], folder: str) -> str:
    values = {"title": f"mity {row['step']}".strip()}
    if row["file"]:
        values = {"file": f"{folder}/{row['file']}" if folder else row["file"], **values}
        numbers = {"line": row["line"], "col": row["column"]}
        values |= {name: str(number) for name, number in numbers.items() if number}
    told = ",".join(f"{name}={_property(value)}" for name, value in values.items())
    return f"::{level} {told}::{_data(str(row['message'])[:_LONGEST])}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace(_ANYWHERE, "#%23[")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
