"""mity run: a workflow by name or file, in the project that is the workspace."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mity.errors import UsageError
from mity.operations.operation import Operation
from mity.projects.app_record import read_app
from mity.runs.context import WorkflowContext
from mity.stacks.catalog import Catalogue


def prepare_run(project: Path, catalogue: Catalogue, workflow: str, words: Iterable[str]) -> Operation:
    """What runs `workflow` in `project` with parameters such as `name=value`. Raises UsageError."""
    app = read_app(project)
    found = None if app.get("stack") else catalogue.detect(project)
    stack = str(app.get("stack") or (found.stack.id if found else ""))
    context = WorkflowContext(project, str(app.get("name") or project.name), stack, project)
    context.with_metadata("answers", app.get("answers") or {})
    parameters = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise UsageError(f"--param {word}: write NAME=VALUE")
        parameters[name] = value
    return Operation(workflow, context, parameters)
