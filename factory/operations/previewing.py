"""What each step of an operation would do, shown before anything runs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mity.engine.frame import PARAMETERS
from mity.engine.preview import preview
from mity.engine.registry import StationRegistry
from mity.engine.station import Preview
from mity.operations.operation import Operation
from mity.runs.context import WorkflowContext
from mity.services.executions import Executions
from mity.workflow.library import Library


def previewed(
    operation: Operation, library: Library, registry: StationRegistry, executions: Executions
) -> list[tuple[str, Preview]]:
    """What each step would do. Nothing is written to the workspace. Raises MityError."""
    workflow = library.find(operation.workflow, registry)
    context = WorkflowContext.from_json(operation.context.to_json())
    context.with_metadata(PARAMETERS, library.checked(workflow, operation.parameters))
    with tempfile.TemporaryDirectory(prefix="mity-") as scratch:
        if not context.output_path.exists():  # what is to be made is made where it can be thrown away
            context.move_to(Path(scratch).resolve())
        called = library.called(workflow, registry)
        return preview(workflow, context, registry, executions.scope(context), called)
