"""A verb's words, checked: the workflow to run, what it is given, and the context of the run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.runs.context import WorkflowContext
from mity.text.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Operation:
    """A run that can be started: `workflow` is a name in the library or the path of a file.

    `parameters` are plain JSON data by the names that the workflow declares.
    """

    workflow: str
    context: WorkflowContext
    parameters: Mapping[str, Any] = field(default_factory=dict)
