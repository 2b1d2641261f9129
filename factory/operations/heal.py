"""mity heal: which stations of a project to run and repair."""

from __future__ import annotations

from pathlib import Path

from mity.errors import UsageError
from mity.operations.operation import Operation
from mity.projects.app_record import read_app
from mity.projects.detect import recognise
from mity.runs.context import WorkflowContext
from mity.services.test_baseline import remember_proof
from mity.stacks.catalog import Catalogue
from mity.stacks.model import Stack
from mity.system.git import Repository

HEALABLE = ("build", "test", "launch")


def prepare_heal(project: Path, catalogue: Catalogue, stack_id: str, station: str) -> Operation:
    """What heals `project`, up to `station` or all of it. Raises UsageError for an unknown stack or no such station."""
    folder = recognise(project, catalogue, stack_id)
    app = read_app(project)
    if station and station not in HEALABLE:
        raise UsageError(f"--station {station} is not one of {', '.join(HEALABLE)}")
    stations = wanted_stations(folder.stack, station)
    if not stations:
        raise UsageError(f"stack {folder.stack.id} has nothing to {station or 'build, test or launch'}")
    context = WorkflowContext(project, str(app.get("name") or project.name), folder.stack.id, project)
    context.with_metadata("answers", app.get("answers") or {})
    remember_proof(context, Repository(project))
    return Operation("heal", context, {"stations": stations})


def wanted_stations(stack: Stack, station: str) -> list[str]:
    """The stations to run: those the stack has commands for, or the one asked for; build always comes first."""
    able = {
        "build": bool({"install", "build"} & set(stack.commands)),
        "test": "test" in stack.commands,
        "launch": "launch" in stack.commands,
    }
    wanted = [name for name in ([station] if station else HEALABLE) if able[name]]
    return list(dict.fromkeys(["build", *wanted])) if wanted else []
