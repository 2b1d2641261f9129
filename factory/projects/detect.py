"""A project that exists: which stack it is, and what can be done with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.runs.context import WorkflowContext
from mity.services.services import STACK_FILE
from mity.stacks.catalog import Catalogue, StackFolder, load
from mity.stacks.model import Stack

APP_FILE = ".mity/app.json"
HEALABLE = ("build", "test", "launch")
_SEARCHED = 2


def read_app(project: Path) -> dict[str, Any]:
    """What mity wrote about an application it made; empty for other projects."""
    try:
        data = json.loads((project / APP_FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def check_heal(project: Path, catalogue: Catalogue, stack_id: str, station: str) -> WorkflowContext:
    """The context for healing `project`. Raises UsageError when its stack is unknown or has no such station."""
    folder = recognise(project, catalogue, stack_id)
    app = read_app(project)
    if station and station not in HEALABLE:
        raise UsageError(f"--station {station} is not one of {', '.join(HEALABLE)}")
    stations = wanted_stations(folder.stack, station)
    if not stations:
        raise UsageError(f"stack {folder.stack.id} has nothing to {station or 'build, test or launch'}")
    context = WorkflowContext(project, str(app.get("name") or project.name), folder.stack.id, project)
    context.with_metadata("answers", app.get("answers") or {})
    context.with_metadata("stations", stations)
    return context


def recognise(project: Path, catalogue: Catalogue, stack_id: str = "") -> StackFolder:
    """The stack of a project: the one named, its own, the one it was made from, or the one its files show.

    Raises UsageError that names a sub-folder when the project seems to lie there.
    """
    if not project.is_dir():
        raise UsageError(f"there is no folder {project}")
    made_from = str(read_app(project).get("stack") or "")
    if stack_id or made_from in catalogue.ids():
        return catalogue.get(stack_id or made_from)
    if (project / STACK_FILE).is_file():
        return load(project / STACK_FILE)
    found = catalogue.detect(project)
    if found is None:
        raise UsageError(f"no known kind of project in {project}: {_hint(project, catalogue)}")
    return found


def wanted_stations(stack: Stack, station: str) -> list[str]:
    """The stations to run: those the stack has commands for, or the one asked for; build always comes first."""
    able = {
        "build": bool({"install", "build"} & set(stack.commands)),
        "test": "test" in stack.commands,
        "launch": "launch" in stack.commands,
    }
    wanted = [name for name in ([station] if station else HEALABLE) if able[name]]
    return list(dict.fromkeys(["build", *wanted])) if wanted else []


def _hint(project: Path, catalogue: Catalogue) -> str:
    """Where a project may lie instead, or what can be said with --stack."""
    below = [path for depth in range(1, _SEARCHED + 1) for path in sorted(project.glob("/".join("*" * depth)))]
    places = [path for path in below if path.is_dir() and not path.name.startswith(".") and catalogue.detect(path)]
    if places:
        return f"name the folder, such as `mity heal {places[0].relative_to(project)}`"
    return f"say which with --stack ({', '.join(catalogue.ids())})"
