"""Values of a definition read by their types: every mistake is noted with its place, none ends the reading."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from mity.workflow.contexts import CONTEXTS
from mity.workflow.durations import seconds
from mity.workflow.expressions import OPEN, holes, tree_of, whole
from mity.workflow.habits import of_braces, of_item, of_key, of_value, of_word
from mity.workflow.lexer import ExpressionError
from mity.workflow.nodes import Node
from mity.workflow.notes import Notes, Use

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Reading(Notes):
    """Reads one definition."""

    def mapping(self, node: Node, names: Collection[str], where: str) -> dict[str, Node]:
        """The members of a mapping; unknown keys are mistakes, `x-…` keys are passed over."""
        if not isinstance(node.value, dict):
            self.wrong(node, "wrong-type", f"{where} must be a mapping of keys to values", of_item(node.value, where))
            return {}
        found, taken = {}, set(node.value)
        for name, (key, value) in node.value.items():
            if name in names:
                message, hint = of_value(name, where, value)
                if message:
                    self.wrong(value, "wrong-type", message, hint)
                else:
                    found[name] = value
            elif name == "<<":
                hint = "use `extends` or `use: common_steps.NAME`"
                self.wrong(key, "unknown-key", "YAML 1.2 has no merge key '<<'", hint)
            elif not name.startswith("x-"):
                message, habit = f"unknown key '{name}' in {where}", of_key(name, where, value)
                taken.add(self.unknown(key, "unknown-key", message, name, names, taken=taken, habit=habit))
        return found

    def members(self, node: Node | None, where: str) -> dict[str, Node]:
        """The members of a mapping whose keys are names of the writer's choice."""
        if node is None:
            return {}
        if not isinstance(node.value, dict):
            self.wrong(node, "wrong-type", f"{where} must be a mapping of names to values")
            return {}
        return {name: value for name, (_, value) in node.value.items()}

    def items(self, node: Node | None, where: str) -> list[Node]:
        """The items of a list; anything else is a mistake."""
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.wrong(node, "wrong-type", f"{where} must be a list")
            return []
        return list(node.value)

    def text(self, node: Node | None, where: str) -> str:
        """A text as it was written; nothing is an empty text."""
        if node is None:
            return ""
        if not isinstance(node.value, str):
            self.wrong(node, "wrong-type", f"{where} must be a text")
            return ""
        return node.value

    def word(self, node: Node | None, where: str, words: Collection[str], default: str) -> str:
        """One of some words."""
        if node is None:
            return default
        text = self.text(node, where)
        if text not in words and isinstance(node.value, str):
            self.unknown(node, "wrong-type", f"unknown {where} '{text}'", text, words, habit=of_word(text, words))
        return text if text in words else default

    def texts(self, node: Node | None, where: str) -> tuple[str, ...]:
        """A text, or a list of texts; none may be empty."""
        if node is None:
            return ()
        found = []
        for one in node.value if isinstance(node.value, list) else [node]:
            found.append(self.text(one, where))
            if found[-1] == "" and isinstance(one.value, str):
                self.wrong(one, "wrong-type", f"{where} must not be empty")
        return tuple(found)

    def flag(self, node: Node | None, where: str, default: bool = False) -> bool:
        """True or false."""
        if node is None:
            return default
        if not isinstance(node.data, bool):
            self.wrong(node, "wrong-type", f"{where} must be true or false")
            return default
        return bool(node.data)

    def number(self, node: Node | None, where: str, default: int, least: int = 0, most: int = 1000) -> int:
        """A whole number from `least` to `most`."""
        if node is None:
            return default
        value = node.data
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.wrong(node, "wrong-type", f"{where} must be a whole number from {least} to {most}")
            return default
        return value

    def decimal(self, node: Node | None, where: str, default: float, least: float, most: float) -> float:
        """A number from `least` to `most`."""
        value = default if node is None else node.data
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            assert node is not None
            self.wrong(node, "wrong-type", f"{where} must be a number from {least:g} to {most:g}")
            return default
        return float(value)

    def seconds(self, node: Node | None, where: str) -> float | None:
        """A duration with its unit, in seconds."""
        if node is None:
            return None
        found = seconds(node.value) if isinstance(node.value, str) else None
        if found is None:
            self.wrong(node, "wrong-type", f"{where} must be a duration with a unit, such as 90s, 10m, 2h or 7d")
            return None
        return found

    def condition(self, node: Node | None, where: str, *, rule: bool = False) -> str:
        """An expression; braces around it may be left out, but nothing may stand beside them."""
        text = self.text(node, where)
        if node is None or not text.strip():
            return ""
        if OPEN not in text:
            self._expression(node, text, 0, condition=True, rule=rule)
            return text.strip()
        try:
            inner = whole(text)
        except ExpressionError as error:
            self.wrong(node, "bad-expression", str(error), ahead=error.at, width=len(OPEN))
            return ""
        if inner is None or _has_blanks_around(text):
            self.wrong(
                node,
                "extra-text",
                "a condition with text beside `${{ }}` is always true",
                "write one expression inside one pair of braces",
            )
            return ""
        self._expression(node, inner.expression, inner.ahead, condition=True, rule=rule)
        return inner.expression.strip()

    def values(self, node: Node | None, where: str) -> dict[str, Any]:
        """A mapping of names to values, in whose texts expressions are checked."""
        found = self.members(node, where)
        for value in found.values():
            self.check_holes(value)
        return {name: value.data for name, value in found.items()}

    def environment(self, node: Node | None, where: str, *, null: bool) -> dict[str, str | None]:
        """Names of variables to texts, each as it was written; with `null` a name may have none."""
        found: dict[str, str | None] = {}
        for name, value in self.members(node, where).items():
            self._variable(name, node.value[name][0] if node else value)
            if value.plain and value.data is None:
                found[name] = None
                if not null:
                    self.wrong(value, "wrong-type", f"{where} must give '{name}' a text", 'write "" for an empty one')
            else:
                found[name] = self.text(value, f"'{name}' in {where}")
                self.check_holes(value)
        return found

    def _variable(self, name: str, node: Node) -> None:
        """Notes a name that no variable of a process can have, or that no shell can read."""
        if not name or "=" in name or "\0" in name:
            self.wrong(node, "wrong-type", f"an environment variable needs a name without '=', not '{name}'")
        elif not _VARIABLE.fullmatch(name):
            hint = "use letters, digits and '_'"
            self.warn(node, "wrong-type", f"no shell can read an environment variable named '{name}'", hint)

    def _expression(
        self, node: Node, expression: str, ahead: int, *, condition: bool = False, rule: bool = False
    ) -> None:
        try:
            tree = tree_of(expression)
            self.uses.append(Use(node, tree, ahead, self.step, condition, self.settled, self.loops, rule))
        except ExpressionError as error:
            self.wrong(node, "bad-expression", str(error), ahead=ahead + error.at)

    def filled(self, node: Node | None, where: str) -> str:
        """A text that may hold expressions."""
        if node is not None and isinstance(node.value, str):
            self.check_holes(node)
        return self.text(node, where)

    def is_expression(self, node: Node) -> bool:
        """Whether a value is one `${{ }}` and nothing else; one that is not closed is taken for it."""
        try:
            return isinstance(node.value, str) and whole(node.value) is not None
        except ExpressionError:
            return True

    def check_holes(self, node: Node) -> None:
        """Reads the expressions in the texts of a value."""
        if isinstance(node.value, str):
            try:
                for hole in holes(node.value):
                    self._expression(node, hole.expression, hole.ahead)
            except ExpressionError as error:
                self.wrong(node, "bad-expression", str(error), ahead=error.at, width=len(OPEN))
            if found := of_braces(node.value, CONTEXTS):
                message, hint = f"'{found[0]}' is plain text here", "write ${{ }} where the value is meant"
                self.warn(node, "bad-expression", message, hint, ahead=found.start(), width=len(found[0]))
        for item in node.value if isinstance(node.value, list) else ():
            self.check_holes(item)
        for _, value in node.value.values() if isinstance(node.value, dict) else ():
            self.check_holes(value)


def _has_blanks_around(text: str) -> bool:
    """Whether a text is more than its braces, but for the line end of a block scalar."""
    return text.rstrip("\r\n").strip(" \t") != text.rstrip("\r\n")
