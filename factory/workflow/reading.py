"""Values of a definition read by their types: every mistake is noted with its place, none ends the reading."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mity.suggest import did_you_mean
from mity.workflow.expressions import OPEN, holes, whole
from mity.workflow.keys import LATER
from mity.workflow.lexer import ExpressionError
from mity.workflow.mistakes import Mistake
from mity.workflow.nodes import Node
from mity.workflow.parser import Tree, parse

_DURATION = re.compile(r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,9})?)(?P<unit>ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass(frozen=True, slots=True)
class Use:
    """An expression where it is used: `ahead` characters into the text of its node, by the step of this number."""

    node: Node
    tree: Tree
    ahead: int
    step: int
    condition: bool = False


class Reading:
    """Reads one definition: gathers its mistakes, so that all are told at once, its warnings and its expressions.

    `step` is the number of the step that is read.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []
        self.warnings: list[Mistake] = []
        self.uses: list[Use] = []
        self.step = 0

    def wrong(
        self, node: Node, code: str, message: str, hint: str = "", *, ahead: int | None = None, width: int = 1
    ) -> None:
        """Notes a mistake: at a node as a whole, or `ahead` characters into its text."""
        line, column = (node.line, node.column) if ahead is None else node.place(ahead)
        span = node.width if ahead is None else width
        self.mistakes.append(Mistake(node.file or self.file, line, column, code, message, hint, span))

    def warn(self, node: Node, code: str, message: str) -> None:
        """Notes what is allowed and yet is hardly meant."""
        place = (node.file or self.file, node.line, node.column)
        self.warnings.append(Mistake(*place, code, message, width=node.width))

    def mapping(self, node: Node, known: Iterable[str], where: str) -> dict[str, Node]:
        """The members of a mapping; unknown keys are mistakes, `x-…` keys are passed over."""
        if not isinstance(node.value, dict):
            self.wrong(node, "wrong-type", f"{where} must be a mapping of keys to values")
            return {}
        names = frozenset(known)
        found = {}
        for name, (key, value) in node.value.items():
            if name in names:
                found[name] = value
            elif name in LATER:
                self.wrong(key, "unsupported-key", f"'{name}' in {where} is not supported by this version of mity")
            elif name == "<<":
                hint = "use `extends` or `use: common_steps.NAME`"
                self.wrong(key, "unknown-key", "YAML 1.2 has no merge key '<<'", hint)
            elif not name.startswith("x-"):
                self.wrong(key, "unknown-key", f"unknown key '{name}' in {where}", did_you_mean(name, names))
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

    def seconds(self, node: Node | None, where: str) -> float | None:
        """A duration with its unit, in seconds."""
        if node is None:
            return None
        match = _DURATION.fullmatch(node.value) if isinstance(node.value, str) else None
        if match is None:
            self.wrong(node, "wrong-type", f"{where} must be a duration with a unit, such as 90s, 10m, 2h or 7d")
            return None
        return float(match["number"]) * _UNITS[match["unit"]]

    def condition(self, node: Node | None, where: str) -> str:
        """An expression; braces around it may be left out, but nothing may stand beside them."""
        text = self.text(node, where)
        if node is None or not text.strip():
            return ""
        if OPEN not in text:
            self._expression(node, text, 0, condition=True)
            return text.strip()
        try:
            inner = whole(text)
        except ExpressionError as error:
            self.wrong(node, "bad-expression", str(error), ahead=error.at, width=len(OPEN))
            return ""
        if inner is None:
            self.wrong(
                node,
                "extra-text",
                "a condition with text beside `${{ }}` is always true",
                "write one expression inside one pair of braces",
            )
            return ""
        self._expression(node, inner.expression, inner.ahead, condition=True)
        return inner.expression.strip()

    def values(self, node: Node | None, where: str) -> dict[str, Any]:
        """A mapping of names to values, in whose texts expressions are checked."""
        found = self.members(node, where)
        for value in found.values():
            self._check_holes(value)
        return {name: value.data for name, value in found.items()}

    def environment(self, node: Node | None, where: str, *, null: bool) -> dict[str, str | None]:
        """Names of variables to texts, each as it was written; with `null` a name may have none."""
        found: dict[str, str | None] = {}
        for name, value in self.members(node, where).items():
            if value.plain and value.data is None:
                found[name] = None
                if not null:
                    self.wrong(value, "wrong-type", f"{where} must give '{name}' a text", 'write "" for an empty one')
            else:
                found[name] = self.text(value, f"'{name}' in {where}")
                self._check_holes(value)
        return found

    def _expression(self, node: Node, expression: str, ahead: int, *, condition: bool = False) -> None:
        try:
            self.uses.append(Use(node, parse(expression), ahead, self.step, condition))
        except ExpressionError as error:
            self.wrong(node, "bad-expression", str(error), ahead=ahead + error.at)

    def _check_holes(self, node: Node) -> None:
        if isinstance(node.value, str):
            try:
                for hole in holes(node.value):
                    self._expression(node, hole.expression, hole.ahead)
            except ExpressionError as error:
                self.wrong(node, "bad-expression", str(error), ahead=error.at, width=len(OPEN))
        for item in node.value if isinstance(node.value, list) else ():
            self._check_holes(item)
        for _, value in node.value.values() if isinstance(node.value, dict) else ():
            self._check_holes(value)
