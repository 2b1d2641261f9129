"""The words of OpenTelemetry's conventions for CI/CD and processes, and what results and states are called in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PIPELINE_NAME = "cicd.pipeline.name"
PIPELINE_RUN_ID = "cicd.pipeline.run.id"
PIPELINE_RUN_STATE = "cicd.pipeline.run.state"
PIPELINE_RESULT = "cicd.pipeline.result"
TASK_NAME = "cicd.pipeline.task.name"
TASK_RUN_ID = "cicd.pipeline.task.run.id"
TASK_RESULT = "cicd.pipeline.task.run.result"
TASK_TYPE = "cicd.pipeline.task.type"
ERROR_TYPE = "error.type"
COMMAND_LINE = "process.command_line"
EXIT_CODE = "process.exit.code"
_TYPES = {"build": "build", "test": "test", "tests": "test", "deploy": "deploy"}
_RESULTS = {
    "done": "success",
    "completed": "success",
    "failed": "failure",
    "continued": "failure",
    "needs_input": "failure",
    "skipped": "skip",
    "unavailable": "skip",
    "cancelled": "cancellation",
}
OTHER = "_OTHER"

Json = Mapping[str, Any]


def task_type(name: str) -> dict[str, str]:
    """The type of a step whose name tells it, as attributes."""
    found = _TYPES.get(name.partition("[")[0].partition("#")[0])
    return {TASK_TYPE: found} if found else {}


def result_of(word: str) -> str:
    """What a status of a step or the state of a run that ended is called in the conventions; else itself."""
    return _RESULTS.get(word, word)


def category(result: Json) -> str:
    """The category of a step's failure: that of the diagnosis nobody could repair, or how the step ended."""
    healing = result.get("healing") or {}
    left = healing.get("unresolved") or {}
    if isinstance(left, dict) and left.get("error_type"):
        return str(left["error_type"])
    return str(result.get("status") or OTHER)
