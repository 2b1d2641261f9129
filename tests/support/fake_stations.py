"""Stations for tests: one that does what a function says, and the pieces to run it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mity import (
    ExecutionLog,
    NeedsInput,
    Option,
    Station,
    StationInputs,
    StationOutputs,
    StationRegistry,
    StationResult,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.runs.result import ABORT, HELP, RETRY, SKIP
from mity.workflow.core import Handler

Act = Callable[[WorkflowContext], StationResult | None]
SHOWN = {"seen": True}


class FakeStation(Station):
    """A station that calls a function; without a result of its own it is done with evidence."""

    def __init__(
        self,
        name: str,
        act: Act = lambda context: None,
        *,
        needs: tuple[str, ...] = (),
        reads: tuple[str, ...] = (),
        makes: tuple[str, ...] = (),
        artefacts: tuple[str, ...] = (),
        on_failure: tuple[Handler, ...] = (),
        options: tuple[Option, ...] = (RETRY, SKIP, HELP, ABORT),
    ) -> None:
        self.name = name
        self.description = f"does {name}"
        self.dependencies = needs
        self.inputs = StationInputs(required=reads)
        self.outputs = StationOutputs(makes, artefacts)
        self.on_failure = on_failure
        self.options = options
        self.calls = 0
        self._act = act

    def execute(self, context: WorkflowContext) -> StationResult:
        self.calls += 1
        return self._act(context) or StationResult.done(f"{self.name} is done", SHOWN)


def times(*acts: Act) -> Act:
    """FakeStation one thing after the other, one each time it is called; the last from then on."""
    left = list(acts)
    return lambda context: (left.pop(0) if len(left) > 1 else left[0])(context)


def ask(context: WorkflowContext) -> StationResult:
    """Asks a person."""
    return StationResult.needs_input(NeedsInput("it broke. How shall mity go on?", ("the cause",)))


def fail(context: WorkflowContext) -> StationResult:
    """Fails by a result."""
    return StationResult.failed("it cannot be")


def well(context: WorkflowContext) -> StationResult:
    """Ends well, with evidence."""
    return StationResult.done("well", SHOWN)


def registry(*stations: Station) -> StationRegistry:
    """A registry of these stations."""
    made = StationRegistry()
    for station in stations:
        made.register(station)
    return made


def in_order(*stations: Station) -> Workflow:
    """A workflow of these stations, one after the other."""
    workflow = Workflow("flow", "Flow")
    for station in stations:
        workflow.station(station.name)
    return workflow


def run(workspace: Path, *stations: Station, **wiring: Any) -> ExecutionLog:
    """Runs stations one after the other."""
    return WorkflowExecutor(registry(*stations), **wiring).execute(
        in_order(*stations), WorkflowContext(workspace, "app")
    )


def run_flow(workspace: Path, workflow: Workflow, *stations: Station, **wiring: Any) -> ExecutionLog:
    """Runs a workflow of these stations in a project of its own, `app`."""
    (workspace / "app").mkdir(parents=True, exist_ok=True)
    return WorkflowExecutor(registry(*stations), **wiring).execute(workflow, WorkflowContext(workspace, "app"))


def resume(workspace: Path, *stations: Station, **how: Any) -> ExecutionLog:
    """Goes on with the newest run from its file, as another process would."""
    executor = WorkflowExecutor(registry(*stations), **how.pop("wiring", {}))
    return executor.resume(executor.load_log(document_path(workspace)), **how)


def document_path(workspace: Path) -> Path:
    """The document of the newest run."""
    return max(path for path in (workspace / ".mity" / "logs").glob("*.json") if not path.name.startswith("."))


def document(workspace: Path) -> dict[str, Any]:
    """The newest run as another program reads it, but for its seal."""
    data = json.loads(document_path(workspace).read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    assert len(data.pop("seal")) == 64
    return data
