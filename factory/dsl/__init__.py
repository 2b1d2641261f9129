"""Workflows in Python: `from mity.dsl import command, each, step, when, workflow`.

Python says what a workflow is, once, and is not asked again: what runs is the same core that a file gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mity.dsl.definitions import FunctionWorkflow, Machine, workflow
    from mity.dsl.language import agent, call, checkpoint, command, each, parallel, stage, station, verify, when
    from mity.dsl.parameters import Parameters
    from mity.dsl.references import Reference, choose, expression, functions
    from mity.dsl.step_functions import StepFunction, step

_HOME = {
    "definitions": ("FunctionWorkflow", "Machine", "workflow"),
    "language": (
        *("agent", "call", "checkpoint", "command", "each", "parallel", "stage", "station", "verify", "when"),
    ),
    "parameters": ("Parameters",),
    "references": ("Reference", "choose", "expression", "functions"),
    "step_functions": ("StepFunction", "step"),
}

__all__ = [
    "FunctionWorkflow",
    "Machine",
    "Parameters",
    "Reference",
    "StepFunction",
    "agent",
    "call",
    "checkpoint",
    "choose",
    "command",
    "each",
    "expression",
    "functions",
    "parallel",
    "stage",
    "station",
    "step",
    "verify",
    "when",
    "workflow",
]


def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(f"mity.dsl.{module}"), name)
    raise AttributeError(f"module 'mity.dsl' has no attribute '{name}'")
