"""Values of a definition read by their types: every mistake is noted with its place, none ends the reading."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mity.suggest import did_you_mean, only_near
from mity.workflow.expressions import OPEN, holes, whole
from mity.workflow.lexer import ExpressionError
from mity.workflow.mistakes import Mistake
from mity.workflow.nodes import Node
from mity.workflow.parser import Tree, parse

_DURATION = re.compile(r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,9})?)(?P<unit>ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass(frozen=True, slots=True)
class Use:
    """An expression where it is used: `ahead` characters into the text of its node, by the step of this number.

    `settled` tells that the step has run by then, `loops` the names of the items that can be read there. In a `rule`
    bare names are outputs.
    """

    node: Node
    tree: Tree
    ahead: int
    step: int
    condition: bool = False
    settled: bool = False
    loops: tuple[str, ...] = ()
    rule: bool = False


class Reading:
    """Reads one definition: gathers its mistakes, so that all are told at once, its warnings and its expressions.

    `step` is the number of the step that is read; `settled` is true while that is read which is due when it has run,
    `loops` holds the names of items in sight.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []
        self.warnings: list[Mistake] = []
        self.uses: list[Use] = []
        self.step = 0
        self.settled = False
        self.loops: tuple[str, ...] = ()

    @contextmanager
    def behind(self) -> Iterator[None]:
        """What is read within is due when the step has run."""
        before, self.settled = self.settled, True
        yield
        self.settled = before

    @contextmanager
    def loop(self, variable: str) -> Iterator[None]:
        """What is read within is done for an item of this name, where one is given."""
        before = self.loops
        self.loops = (*before, variable) if variable else before
        yield
        self.loops = before

    def wrong(
        self,
        node: Node,
        code: str,
        message: str,
        hint: str = "",
        *,
        ahead: int | None = None,
        width: int = 1,
        was: str = "",
        fix: str = "",
    ) -> None:
        """Notes a mistake: at a node as a whole, or `ahead` characters into its text."""
        line, column = (node.line, node.column) if ahead is None else node.place(ahead)
        span = node.width if ahead is None else width
        self.mistakes.append(Mistake(node.file or self.file, line, column, code, message, hint, span, was, fix))

    def unknown(
        self, node: Node, code: str, message: str, word: str, known: Collection[str], ahead: int | None = None
    ) -> None:
        """Notes a word that is none of those known, and the one that is most likely meant."""
        right, hint = only_near(word, known), did_you_mean(word, known)
        self.wrong(node, code, message, hint, ahead=ahead, width=max(len(word), 1), was=word, fix=right)

    def warn(
        self, node: Node, code: str, message: str, hint: str = "", *, ahead: int | None = None, width: int = 1
    ) -> None:
        """Notes what is allowed and yet is hardly meant."""
        line, column = (node.line, node.column) if ahead is None else node.place(ahead)
        span = node.width if ahead is None else width
        self.warnings.append(Mistake(node.file or self.file, line, column, code, message, hint, span))

    def mapping(self, node: Node, names: Collection[str], where: str) -> dict[str, Node]:
        """The members of a mapping; unknown keys are mistakes, `x-…` keys are passed over."""
        if not isinstance(node.value, dict):
            self.wrong(node, "wrong-type", f"{where} must be a mapping of keys to values")
            return {}
        found = {}
        for name, (key, value) in node.value.items():
            if name in names:
                found[name] = value
            elif name == "<<":
                hint = "use `extends` or `use: common_steps.NAME`"
                self.wrong(key, "unknown-key", "YAML 1.2 has no merge key '<<'", hint)
            elif not name.startswith("x-"):
                self.unknown(key, "unknown-key", f"unknown key '{name}' in {where}", name, names)
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
            self.unknown(node, "wrong-type", f"unknown {where} '{text}'", text, words)
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

    def seconds(self, node: Node | None, where: str) -> float | None:
        """A duration with its unit, in seconds."""
        if node is None:
            return None
        match = _DURATION.fullmatch(node.value) if isinstance(node.value, str) else None
        if match is None:
            self.wrong(node, "wrong-type", f"{where} must be a duration with a unit, such as 90s, 10m, 2h or 7d")
            return None
        return float(match["number"]) * _UNITS[match["unit"]]

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
        if inner is None:
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
            if value.plain and value.data is None:
                found[name] = None
                if not null:
                    self.wrong(value, "wrong-type", f"{where} must give '{name}' a text", 'write "" for an empty one')
            else:
                found[name] = self.text(value, f"'{name}' in {where}")
                self.check_holes(value)
        return found

    def _expression(
        self, node: Node, expression: str, ahead: int, *, condition: bool = False, rule: bool = False
    ) -> None:
        try:
            tree = parse(expression)
            self.uses.append(Use(node, tree, ahead, self.step, condition, self.settled, self.loops, rule))
        except ExpressionError as error:
            self.wrong(node, "bad-expression", str(error), ahead=ahead + error.at)

    def filled(self, node: Node | None, where: str) -> str:
        """A text that may hold expressions."""
        if node is not None and isinstance(node.value, str):
            self.check_holes(node)
        return self.text(node, where)

    def check_holes(self, node: Node) -> None:
        """Reads the expressions in the texts of a value."""
        if isinstance(node.value, str):
            try:
                for hole in holes(node.value):
                    self._expression(node, hole.expression, hole.ahead)
            except ExpressionError as error:
                self.wrong(node, "bad-expression", str(error), ahead=error.at, width=len(OPEN))
        for item in node.value if isinstance(node.value, list) else ():
            self.check_holes(item)
        for _, value in node.value.values() if isinstance(node.value, dict) else ():
            self.check_holes(value)
