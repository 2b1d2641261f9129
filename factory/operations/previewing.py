"""What each step of an operation would do, shown before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mity.engine.frame import PARAMETERS
from mity.engine.preview import preview
from mity.engine.registry import StationRegistry
from mity.engine.station import Preview
from mity.operations.operation import Operation
from mity.operations.run_context import reads_project
from mity.runs.context import WorkflowContext
from mity.services.executions import Executions
from mity.system.scratch import Scratch
from mity.workflow.library import Library


def previewed(
    operation: Operation,
    library: Library,
    registry: StationRegistry,
    executions: Executions,
    project: Callable[[WorkflowContext], Mapping[str, Any]],
) -> list[tuple[str, Preview]]:
    """What each step would do. Nothing is written to the workspace; `project` gives the context of that name.

    Raises MityError.
    """
    workflow = library.find(operation.workflow, registry)
    context = WorkflowContext.from_json(operation.context.to_json())
    context.with_metadata(PARAMETERS, library.checked(workflow, operation.parameters))
    with Scratch("preview") as scratch:
        if not context.output_path.exists():  # what is to be made is made where it can be thrown away
            context.move_to(scratch)
        called = library.called(workflow, registry)
        if reads_project(workflow, *called.values()):
            context.with_metadata("project", dict(project(context)))
        return preview(workflow, context, registry, executions.scope(context), called)
