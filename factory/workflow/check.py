"""Whether the names in a workflow's expressions can be there: contexts, parameters, steps that run earlier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from mity.suggest import did_you_mean
from mity.workflow.expressions import evaluated
from mity.workflow.functions import FUNCTIONS
from mity.workflow.keys import CONTEXTS, LATER_CONTEXTS, LATER_FUNCTIONS
from mity.workflow.lexer import ExpressionError
from mity.workflow.model import Workflow
from mity.workflow.parser import Tree
from mity.workflow.reading import Reading, Use
from mity.workflow.values import native

Problem = tuple[Tree, str, str, str]
"""The part of the expression, code, message, hint."""


def check(workflow: Workflow, reading: Reading) -> None:
    """Notes what is wrong with the names in the expressions that were read for a workflow, each at its place."""
    steps = _Steps(workflow)
    for use in reading.uses:
        for part, code, message, hint in _problems(use.tree, use, workflow, steps):
            width = len(str(part.value)) if part.value else 1
            reading.wrong(use.node, code, message, hint, ahead=use.ahead + part.at, width=width)
        if use.condition and _is_constant(use.tree):
            with suppress(ExpressionError):
                value = "true" if native(evaluated(use.tree, {})) else "false"
                reading.warn(use.node, "constant", f"this condition is always {value}: it reads nothing of the run")


def _is_constant(tree: Tree) -> bool:
    """True when an expression reads neither a context nor how the run went."""
    return tree.op != "name" and not (tree.op == "call" and not tree.parts) and all(map(_is_constant, tree.parts))


class _Steps:
    """Where the steps of a workflow are: their numbers, and which run at the same time as others."""

    def __init__(self, workflow: Workflow) -> None:
        self.numbers: dict[str, int] = {}
        self._together: dict[int, range] = {}
        for stage in workflow.stages:
            first = len(self.numbers)
            for step in stage.steps:
                self.numbers.setdefault(step.id, len(self.numbers))
            if stage.max_parallel > 1:
                together = range(first, len(self.numbers))
                self._together.update((number, together) for number in together)

    def hidden(self, name: str, reader: int) -> tuple[str, str] | None:
        """Why the step of number `reader` can read nothing of the step `name`, and a hint; None when it can."""
        number = self.numbers[name]
        if number == reader:
            return "is the one that begins here", "read steps that ran before it"
        if number in self._together.get(reader, ()):
            return "runs at the same time", "put them in separate stages"
        return ("runs after this", f"move '{name}' above it") if number > reader else None


def _problems(tree: Tree, use: Use, workflow: Workflow, steps: _Steps) -> Iterator[Problem]:
    if tree.op == "call" and tree.value not in FUNCTIONS:
        yield tree, *_unknown("function", tree.value, FUNCTIONS, LATER_FUNCTIONS)
    if tree.op == "name" and tree.value not in CONTEXTS:
        yield tree, *_unknown("context", tree.value, CONTEXTS, LATER_CONTEXTS)
    if tree.op == "member" and tree.parts[0].op == "name":
        yield from _members(tree, use, workflow, steps)
    for part in tree.parts:
        yield from _problems(part, use, workflow, steps)


def _unknown(what: str, name: str, known: Iterable[str], later: frozenset[str]) -> tuple[str, str, str]:
    if name in later:
        return f"unknown-{what}", f"{what} '{name}' is not supported by this version of mity", ""
    return f"unknown-{what}", f"there is no {what} '{name}'", did_you_mean(name, known)


def _members(tree: Tree, use: Use, workflow: Workflow, steps: _Steps) -> Iterator[Problem]:
    """What is wrong with `context.name` and `steps.name.member`."""
    context, first = str(tree.parts[0].value), tree.parts[1]
    if first.op != "value" or not isinstance(first.value, str):
        return
    if context == "parameters":
        known = [one.name for one in workflow.parameters]
        if first.value not in known:
            message = f"workflow '{workflow.id}' has no parameter '{first.value}'"
            yield first, "unknown-parameter", message, did_you_mean(first.value, known)
    elif context == "run" and first.value not in CONTEXTS["run"]:
        yield first, "unknown-key", f"a run has no '{first.value}'", did_you_mean(first.value, CONTEXTS["run"])
    elif context == "steps" and first.value not in steps.numbers:
        hint = did_you_mean(first.value, steps.numbers)
        yield first, "unknown-step", f"there is no step '{first.value}' in this workflow", hint
    elif context == "steps":
        if why := steps.hidden(first.value, use.step):
            yield first, "too-early", f"step '{first.value}' {why[0]}, so nothing of it can be read here", why[1]
        member = tree.parts[2] if len(tree.parts) > 2 else None
        if member and member.op == "value" and member.value not in CONTEXTS["steps"]:
            hint = did_you_mean(str(member.value), CONTEXTS["steps"])
            yield member, "unknown-key", f"a step has no '{member.value}'", hint
