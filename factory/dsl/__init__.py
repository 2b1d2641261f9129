"""Workflows in Python: `from mity.dsl import command, each, step, when, workflow`.

Python says what a workflow is, once, and is not asked again: what runs is the same core that a file gives.
"""

from __future__ import annotations

from mity.dsl.definitions import FunctionWorkflow, Machine, workflow
from mity.dsl.language import agent, call, checkpoint, command, each, parallel, stage, station, verify, when
from mity.dsl.parameters import Parameters
from mity.dsl.references import Reference, choose, expression, functions
from mity.dsl.step_functions import StepFunction, step

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
