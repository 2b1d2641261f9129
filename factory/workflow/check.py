"""Whether the names in a workflow's expressions can be there: contexts, parameters, steps that run earlier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mity.suggest import did_you_mean
from mity.workflow.expressions import FUNCTIONS
from mity.workflow.keys import Reading, Use
from mity.workflow.model import Workflow
from mity.workflow.parser import Tree

CONTEXTS = ("parameters", "env", "outputs", "steps", "project", "run")
Problem = tuple[int, str, str, str]
"""Where in the expression, code, message, hint."""


def check(workflow: Workflow, reading: Reading) -> None:
    """Notes what is wrong with the names in the expressions that were read for a workflow, each at its place."""
    places = {step.id: number for number, step in enumerate(workflow.steps())}
    for use in reading.uses:
        for at, code, message, hint in _problems(use.tree, use, workflow, places):
            reading.wrong(use.node, code, message, hint, ahead=use.ahead + at)


def _problems(tree: Tree, use: Use, workflow: Workflow, places: dict[str, int]) -> Iterator[Problem]:
    if tree.op == "call" and tree.value not in FUNCTIONS:
        yield tree.at, "unknown-function", f"unknown function '{tree.value}'", did_you_mean(tree.value, FUNCTIONS)
    if tree.op == "name" and tree.value not in CONTEXTS:
        hint = did_you_mean(tree.value, CONTEXTS)
        yield tree.at, "unknown-context", f"'{tree.value}' is not a context of expressions", hint
    if tree.op == "member" and tree.parts[0].op == "name" and tree.parts[1].op == "value":
        for code, message, hint in _member(tree.parts[0].value, str(tree.parts[1].value), use, workflow, places):
            yield tree.parts[1].at, code, message, hint
    for part in tree.parts:
        yield from _problems(part, use, workflow, places)


def _member(
    context: str, name: str, use: Use, workflow: Workflow, places: dict[str, int]
) -> Iterable[tuple[str, str, str]]:
    if context == "parameters":
        known = [one.name for one in workflow.parameters]
        if name not in known:
            yield "unknown-parameter", f"workflow '{workflow.id}' has no parameter '{name}'", did_you_mean(name, known)
    if context == "steps" and name not in places:
        yield "unknown-step", f"no step '{name}' in this workflow", did_you_mean(name, places)
    elif context == "steps" and places[name] >= use.step:
        yield "too-early", f"step '{name}' has not run here, so nothing of it can be read", f"move '{name}' above it"
