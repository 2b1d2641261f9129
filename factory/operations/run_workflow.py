"""mity run: a workflow by name or file, in the project that is the workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.operations.operation import Operation
from mity.operations.run_context import specification
from mity.projects.app_record import read_app
from mity.runs.context import WorkflowContext
from mity.stacks.catalog import Catalogue
from mity.text.records import dataclass, field


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a workflow is to run: its parameters, the specification it is about, and what the definition leaves open.

    `mode` and `strictness` (`strict` or `lenient`) are empty for what the definition says; `gates` is a file of gates
    in place of its own; `timeout_s` bounds the running time. The run stops behind the step `until` and before each step
    of `breaks`. `event` is what started it by itself: `event` in expressions.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    spec: str = ""
    mode: str = ""
    strictness: str = ""
    gates: Path | None = None
    timeout_s: float | None = None
    until: str = ""
    breaks: tuple[str, ...] = ()
    event: Mapping[str, Any] | None = None


def prepare_run(project: Path, catalogue: Catalogue, workflow: str, options: RunOptions) -> Operation:
    """What runs `workflow` in `project`. Raises UsageError."""
    app = read_app(project)
    found = None if app.get("stack") else catalogue.detect(project)
    stack = str(app.get("stack") or (found.stack.id if found else ""))
    context = WorkflowContext(project, str(app.get("name") or project.name), stack, project)
    context.with_metadata("answers", app.get("answers") or {})
    for name in ("mode", "strictness", "until", "breaks", "timeout_s"):
        if value := getattr(options, name):
            context.with_metadata(name, value)
    if options.gates is not None:
        context.with_metadata("gates", str(options.gates.absolute()))
    if options.event is not None:
        context.with_metadata("event", dict(options.event))
    if options.spec:
        context.with_metadata("spec", specification(project, options.spec))
    return Operation(workflow, context, dict(options.parameters))


def pairs(words: Iterable[str], option: str = "--param") -> dict[str, str]:
    """The names and values of words such as `name=value`. Raises UsageError."""
    found = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise UsageError(f"{option} {word}: write NAME=VALUE")
        found[name] = value
    return found
