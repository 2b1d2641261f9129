"""The parts of an application as a run works on them."""

from __future__ import annotations

from mity.errors import UsageError
from mity.projects.parts import ProjectPart
from mity.runs.context import WorkflowContext
from mity.services.services import Services
from mity.services.test_baseline import PROVEN_RUN, PROVEN_TESTS

_OF_THE_WHOLE = (PROVEN_TESTS, PROVEN_RUN)
"""What the metadata knows of all tests together, which says nothing of those of one part."""


def part_context(context: WorkflowContext, part: ProjectPart) -> WorkflowContext:
    """The context in which a station works on one part."""
    kept = {key: value for key, value in context.metadata.items() if key not in _OF_THE_WHOLE}
    return context.within(part.name, part.folder.stack.id, {**kept, "answers": part.answers})


def context_of(services: Services, context: WorkflowContext, name: str) -> WorkflowContext:
    """The context of the part of that name, the given one for the whole (""). Raises UsageError for no such part."""
    if not name:
        return context
    for part in services.parts(context):
        if part.name == name:
            return part_context(context, part)
    raise UsageError(f"the application has no part '{name}'")
