"""mity: a software factory on your own machine.

The public names are loaded when they are first used, so that `import mity` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mity.dsl import (
        Machine,
        Parameters,
        Reference,
        agent,
        call,
        checkpoint,
        choose,
        each,
        expression,
        functions,
        parallel,
        stage,
        station,
        step,
        verify,
        when,
    )
    from mity.engine.choice import Choice
    from mity.engine.executor import WorkflowExecutor
    from mity.engine.registry import StationRegistry
    from mity.engine.station import Preview, Station, StationInputs, StationOutputs
    from mity.errors import BusyError, DefinitionError, LogError, MityError, StorageError, UsageError
    from mity.runs.context import WorkflowContext
    from mity.runs.iac import IacConfig
    from mity.runs.log import ExecutionLog
    from mity.runs.result import NeedsInput, Option, StationResult
    from mity.runs.state import RunState, Status, Verdict
    from mity.workflow.core import Stage, Step
    from mity.workflow.model import Workflow

__version__ = "0.1.0"

_HOME = {
    "runs.context": ("WorkflowContext",),
    "runs.iac": ("IacConfig",),
    "errors": ("BusyError", "DefinitionError", "LogError", "MityError", "StorageError", "UsageError"),
    "dsl": (
        *("Machine", "Parameters", "Reference", "agent", "call", "checkpoint", "choose", "each", "expression"),
        *("functions", "parallel", "stage", "station", "step", "verify", "when"),
    ),
    "engine.executor": ("WorkflowExecutor",),
    "runs.log": ("ExecutionLog",),
    "engine.choice": ("Choice",),
    "engine.registry": ("StationRegistry",),
    "runs.result": ("NeedsInput", "Option", "StationResult"),
    "runs.state": ("RunState", "Status", "Verdict"),
    "engine.station": ("Preview", "Station", "StationInputs", "StationOutputs"),
    "workflow.core": ("Stage", "Step"),
    "workflow.model": ("Workflow",),
}

__all__ = [
    "BusyError",
    "Choice",
    "DefinitionError",
    "ExecutionLog",
    "IacConfig",
    "LogError",
    "Machine",
    "MityError",
    "NeedsInput",
    "Option",
    "Parameters",
    "Preview",
    "Reference",
    "RunState",
    "Stage",
    "Station",
    "StationInputs",
    "StationOutputs",
    "StationRegistry",
    "StationResult",
    "Status",
    "Step",
    "StorageError",
    "UsageError",
    "Verdict",
    "Workflow",
    "WorkflowContext",
    "WorkflowExecutor",
    "agent",
    "call",
    "checkpoint",
    "choose",
    "each",
    "expression",
    "functions",
    "parallel",
    "stage",
    "station",
    "step",
    "verify",
    "when",
]


def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(f"mity.{module}"), name)
    raise AttributeError(f"module 'mity' has no attribute '{name}'")
