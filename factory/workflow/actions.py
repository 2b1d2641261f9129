"""Actions at the end of steps and runs, and rules that lead to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from itertools import pairwise

from mity.suggest import meant
from mity.workflow.calls import check_inputs
from mity.workflow.contexts import CONTEXTS
from mity.workflow.core import Step
from mity.workflow.failure import ErrorHandlers
from mity.workflow.inherit import Find
from mity.workflow.lexer import ExpressionError, words
from mity.workflow.nodes import Node
from mity.workflow.part_keys import ACTION, ACTION_TYPES, RULE
from mity.workflow.parts import Action, Rule
from mity.workflow.reading import Reading

ENDS = ("abort_workflow", "pause_workflow")
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_LITERALS = frozenset(("true", "false", "null"))


class Actions:
    """Reads actions. The steps that they name are gathered in `recovery`."""

    def __init__(
        self,
        read: Reading,
        common: Mapping[str, Node],
        handlers: ErrorHandlers,
        step: Callable[[Node, str], Step],
        find: Find,
    ) -> None:
        self._read = read
        self._common = common
        self._handlers = handlers
        self._step = step
        self._find = find
        self.recovery: dict[str, Step] = {}

    def actions(self, node: Node | None, where: str) -> tuple[Action, ...]:
        """A list of actions, or one alone."""
        if node is None:
            return ()
        items = node.value if isinstance(node.value, list) else [node]
        name = where.replace("_", "-")
        return tuple(self.action(one, f"{name}-{number}") for number, one in enumerate(items, 1))

    def action(self, node: Node, name: str, also: Collection[str] = ()) -> Action:
        """One action; `name` is that of its step, unless it says another. A word may be meant for one of `also`."""
        if isinstance(node.value, dict):
            return self._typed(node) if _is_typed(node) else self._named(self._step(node, name))
        text = self._read.text(node, "an action").strip()
        if text.startswith("@"):
            return self._named(self._step(_as_step(node, "command"), name))
        if not _BARE.fullmatch(text) or not isinstance(node.data, str):
            if isinstance(node.value, str):
                self._read.wrong(node, "wrong-type", "an action must be a name or a mapping", "write {command: …}")
            return Action("unknown", text)
        return self._of_name(node, text, also)

    def body(self, node: Node, name: str) -> Step | Action:
        """What an error handler does: a step, `@name`, the name of a common step, else a command; or a typed action."""
        if isinstance(node.value, dict):
            return self._typed(node) if _is_typed(node) else self._step(node, name)
        if isinstance(node.value, str) and node.value.removeprefix("common_steps.") in self._common:
            return self._step(_as_step(node, "use"), name)
        return self._step(_as_step(node, "command"), name)

    def rules(self, node: Node | None) -> tuple[Rule, ...]:
        """The `conditions` of a workflow."""
        return tuple(self._rule(one, number) for number, one in enumerate(self._read.items(node, "conditions"), 1))

    def _rule(self, node: Node, number: int) -> Rule:
        read = self._read
        keys = read.mapping(node, RULE, "a condition")
        for name in RULE:
            if name not in keys and isinstance(node.value, dict):
                read.wrong(node, "missing-key", f"a condition needs '{name}'")
        condition = read.condition(keys.get("if"), "if", rule=True)
        then = keys.get("then")
        if then is None:
            return Rule("")
        if then.value in ENDS:
            return Rule(_on_outputs(condition), None, str(then.value), node.line)
        return Rule(_on_outputs(condition), self.action(then, f"condition-{number}", ENDS), "", node.line)

    def _of_name(self, node: Node, text: str, also: Collection[str]) -> Action:
        name = text.removeprefix("common_steps.")
        if name in self._common:
            return self._named(self._step(_as_step(node, "use"), ""))
        handler = self._handlers.get(text)
        if handler is not None and handler.action is not None:
            return handler.action
        if handler is not None and handler.step is not None:
            return self._named(handler.step)
        if self._find(text) is not None:
            return Action("trigger_workflow", workflow=text)
        message = f"'{text}' is no common step, error handler or workflow: when it is due, it is an action that failed"
        self._read.warn(node, "unknown-step", message, meant(text, (*self._common, *self._handlers.nodes, *also)))
        return Action("unknown", text)

    def _named(self, step: Step) -> Action:
        """The action of a step, which gets a number behind its name where another one has that name."""
        name, number = step.id, 1
        while (known := self.recovery.get(name)) and _without_place(known, name) != _without_place(step, name):
            number += 1
            name = f"{step.id}-{number}"
        self.recovery[name] = replace(step, id=name)
        return Action("step", step=name)

    def _typed(self, node: Node) -> Action:
        read = self._read
        keys = read.mapping(node, ACTION, "an action")
        kind = read.word(keys["type"], "type", ACTION_TYPES, "")
        needed = {"notification": "message", "create_issue": "title", "trigger_workflow": "workflow"}.get(kind, "")
        if needed and needed not in keys:
            read.wrong(node, "missing-key", f"an action of type {kind} needs '{needed}'")
        for name, one in keys.items():
            if kind and name not in ("type", needed) and (name != "inputs" or kind != "trigger_workflow"):
                read.wrong(one, "unknown-key", f"'{name}' does nothing in an action of type {kind}")
        if kind == "trigger_workflow" and needed in keys:
            return self._trigger(keys[needed], keys.get("inputs"))
        return Action(kind or "unknown", read.filled(keys.get(needed), needed))

    def _trigger(self, node: Node, inputs: Node | None) -> Action:
        read = self._read
        name, values = read.text(node, "workflow"), read.members(inputs, "inputs")
        if not name and isinstance(node.value, str):
            read.wrong(node, "missing-key", "an action of type trigger_workflow needs the name of a workflow")
            return Action("unknown", name)
        found = self._find(name) if name else None
        if found is not None:
            check_inputs(node, values, name, found, self._find, read)
        elif isinstance(node.value, str):
            message = f"there is no workflow '{name}': when it is due, it is an action that failed"
            read.warn(node, "unknown-workflow", message)
        return Action("trigger_workflow", workflow=name, inputs=read.values(inputs, "inputs"))


def _is_typed(node: Node) -> bool:
    """Whether a mapping is an action of a type, and no step: some of those have a type too."""
    kind = node.value.get("type")
    return kind is not None and kind[1].value not in ("checkpoint", "generate")


def _without_place(step: Step, name: str) -> Step:
    """The same step under a name, wherever it was read."""
    return replace(step, id=name, line=0, column=0)


def _as_step(node: Node, key: str) -> Node:
    """A step that is nothing but a body."""
    return Node({key: (node, node)}, node.line, node.column, file=node.file)


def _on_outputs(condition: str) -> str:
    """A condition whose bare names are outputs and whose percentages are numbers, as the evaluator reads them."""
    pieces, at, before = [], 0, ""
    try:
        found = list(words(condition))
    except ExpressionError:
        return condition  # noted already
    for word, after in pairwise(found):
        text = word.text.removesuffix("%") if word.kind == "number" else word.text
        free = before != "." and after.text != "(" and word.text not in CONTEXTS and word.text not in _LITERALS
        pieces += [condition[at : word.at], "outputs." if word.kind == "name" and free else "", text]
        at, before = word.at + len(word.text), word.text
    return "".join(pieces)
