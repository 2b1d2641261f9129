"""mity: a software factory on your own machine.

The public names are loaded when they are first used, so that `import mity` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mity.context import IacConfig, WorkflowContext
    from mity.errors import BusyError, DefinitionError, LogError, MityError, StorageError, UsageError
    from mity.executor import WorkflowExecutor
    from mity.log import ExecutionLog
    from mity.policy import Choice
    from mity.registry import StationRegistry
    from mity.result import NeedsInput, Option, StationResult
    from mity.state import RunState, Status, Verdict
    from mity.station import Preview, Station, StationInputs, StationOutputs
    from mity.workflow import Stage, Step, Workflow

__version__ = "0.1.0"

_HOME = {
    "context": ("IacConfig", "WorkflowContext"),
    "errors": ("BusyError", "DefinitionError", "LogError", "MityError", "StorageError", "UsageError"),
    "executor": ("WorkflowExecutor",),
    "log": ("ExecutionLog",),
    "policy": ("Choice",),
    "registry": ("StationRegistry",),
    "result": ("NeedsInput", "Option", "StationResult"),
    "state": ("RunState", "Status", "Verdict"),
    "station": ("Preview", "Station", "StationInputs", "StationOutputs"),
    "workflow": ("Stage", "Step", "Workflow"),
}

__all__ = [
    "BusyError",
    "Choice",
    "DefinitionError",
    "ExecutionLog",
    "IacConfig",
    "LogError",
    "MityError",
    "NeedsInput",
    "Option",
    "Preview",
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
]


def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(f"mity.{module}"), name)
    raise AttributeError(f"module 'mity' has no attribute '{name}'")
