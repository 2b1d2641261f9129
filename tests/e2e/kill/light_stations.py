"""Light stations and workflows for the kill tests: each execution leaves a line in a side file."""

from __future__ import annotations

import os
import time
from pathlib import Path

from mity import Stage, Station, StationOutputs, StationRegistry, StationResult, Step, Workflow, WorkflowContext

SIDE = "executed.txt"


def executed(workspace: Path) -> list[str]:
    """The steps that began, in order."""
    side = workspace / SIDE
    return side.read_text(encoding="utf-8").split() if side.exists() else []


def _say(context: WorkflowContext, step: str) -> None:
    handle = os.open(context.workspace / SIDE, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{step}\n".encode())
    os.close(handle)


class Write(Station):
    """Writes a few files one after the other, then says what it wrote."""

    name = "write"
    description = "write files"
    outputs = StationOutputs(keys=("wrote",))

    def execute(self, context: WorkflowContext) -> StationResult:
        step = str(context.get_input("step"))
        _say(context, step)
        folder = context.output_path / step
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(3):
            (folder / f"{number}.txt").write_text(f"{step} {number}\n" * 50, encoding="utf-8")
        time.sleep(float(context.get_input("seconds", 0)))
        context.set_output("wrote", step)
        context.set_output(f"files of {step}", sorted(path.name for path in folder.iterdir()))
        return StationResult.done(f"wrote {step}", {"files": 3, "names": sorted(p.name for p in folder.iterdir())})


class Ask(Station):
    """Asks once; done after that."""

    name = "ask"
    description = "ask a person"

    def execute(self, context: WorkflowContext) -> StationResult:
        _say(context, "ask")
        answered = context.workspace / "answered"
        if answered.exists():
            return StationResult.done("answered", {"answer": answered.read_text(encoding="utf-8")})
        raise FileNotFoundError("nobody answered yet")


def registry() -> StationRegistry:
    """Every light station."""
    made = StationRegistry()
    for station in (Write(), Ask()):
        made.register(station)
    return made


def short(seconds: float = 0.0) -> Workflow:
    """Five stations in a row."""
    workflow = Workflow("short", "Short")
    for name in ("alpha", "beta", "gamma", "delta", "epsilon"):
        workflow.station("write", id=name, inputs={"step": name, "seconds": seconds})
    return workflow


def wide() -> Workflow:
    """Two stations in a row, four at once, one more."""
    workflow = short()
    steps = tuple(Step(name, "write", {"step": name}) for name in ("north", "east", "south", "west"))
    workflow.stages[2:4] = [Stage(steps, 4)]
    return Workflow.from_json(workflow.to_json())


def long() -> Workflow:
    """So many stations that the document is refreshed only now and then."""
    workflow = Workflow("long", "Long")
    for number in range(40):
        workflow.station("write", id=f"s{number}", inputs={"step": f"s{number}"})
    return workflow


WORKFLOWS = {"short": short, "wide": wide, "long": long}
