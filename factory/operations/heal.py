"""mity heal: which stations of a project to run and repair."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mity.errors import UsageError
from mity.operations.operation import Operation
from mity.projects.app_record import read_app
from mity.projects.detect import recognise
from mity.projects.parts import parts_of
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
    kinds = [part.folder.stack for part in parts_of(folder, project, catalogue)] or [folder.stack]
    stations = wanted_stations(kinds, station)
    if not stations:
        raise UsageError(f"stack {folder.stack.id} has nothing to {station or 'build, test or launch'}")
    context = WorkflowContext(project, str(app.get("name") or project.name), folder.stack.id, project)
    context.with_metadata("answers", app.get("answers") or {})
    remember_proof(context, Repository(project))
    return Operation("heal", context, {"stations": stations})


def wanted_stations(stacks: Sequence[Stack], station: str) -> list[str]:
    """The stations to run: those all stacks have commands for, or the one asked for; build always comes first."""
    able = {
        "build": all({"install", "build"} & set(stack.commands) for stack in stacks),
        "test": all("test" in stack.commands for stack in stacks),
        "launch": all("launch" in stack.commands for stack in stacks),
    }
    wanted = [name for name in ([station] if station else HEALABLE) if able[name]]
    return list(dict.fromkeys(["build", *wanted])) if wanted else []
