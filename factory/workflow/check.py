"""Whether the names in a workflow's expressions can be there: contexts, parameters, steps that run earlier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mity.suggest import did_you_mean
from mity.workflow.core import Step
from mity.workflow.expressions import FUNCTIONS, bare, expressions
from mity.workflow.lexer import ExpressionError
from mity.workflow.mistakes import Mistake
from mity.workflow.model import Workflow
from mity.workflow.parser import Tree, parse

CONTEXTS = ("parameters", "env", "outputs", "steps", "project", "run")


def check(workflow: Workflow, file: str) -> list[Mistake]:
    """What is wrong with the names in the expressions of a workflow, each at the step that has it."""
    mistakes: list[Mistake] = []
    places = {step.id: number for number, step in enumerate(workflow.steps())}
    for stage in workflow.stages:
        first = places[stage.steps[0].id]
        for text in filter(None, [stage.condition]):
            mistakes += _wrong(workflow, places, first, bare(text), file, stage.line, stage.column)
        for step in stage.steps:
            for text in _texts(step):
                mistakes += _wrong(workflow, places, places[step.id], text, file, step.line, step.column)
    return mistakes


def _texts(step: Step) -> Iterator[str]:
    """Every expression of a step."""
    if step.condition:
        yield bare(step.condition)
    for value in (*step.env.values(), *_leaves(dict(step.inputs))):
        yield from (text for text, _ in expressions(value))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _leaves(one)


def _wrong(
    workflow: Workflow, places: dict[str, int], here: int, text: str, file: str, line: int, column: int
) -> Iterator[Mistake]:
    try:
        tree = parse(text)
    except ExpressionError:
        return  # told where it was read
    for code, message, hint in _problems(tree, workflow, places, here):
        yield Mistake(file, line, column, code, message, hint)


def _problems(tree: Tree, workflow: Workflow, places: dict[str, int], here: int) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the names of an expression: code, message, hint."""
    if tree.op == "call" and tree.value not in FUNCTIONS:
        yield "unknown-function", f"unknown function '{tree.value}'", did_you_mean(tree.value, FUNCTIONS)
    if tree.op == "name" and tree.value not in CONTEXTS:
        yield "unknown-context", f"'{tree.value}' is not a context of expressions", did_you_mean(tree.value, CONTEXTS)
    if tree.op == "member" and tree.parts[0].op == "name" and tree.parts[1].op == "value":
        yield from _member(tree.parts[0].value, str(tree.parts[1].value), workflow, places, here)
    for part in tree.parts:
        yield from _problems(part, workflow, places, here)


def _member(
    context: str, name: str, workflow: Workflow, places: dict[str, int], here: int
) -> Iterable[tuple[str, str, str]]:
    if context == "parameters":
        known = [one.name for one in workflow.parameters]
        if name not in known:
            yield "unknown-parameter", f"workflow '{workflow.id}' has no parameter '{name}'", did_you_mean(name, known)
    if context == "steps" and name not in places:
        yield "unknown-step", f"no step '{name}' in this workflow", did_you_mean(name, places)
    elif context == "steps" and places[name] >= here:
        yield "too-early", f"step '{name}' has not run here, so nothing of it can be read", f"move '{name}' above it"
