"""The keys of definitions: which there are, and reading their values with the place of every mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mity.suggest import did_you_mean
from mity.workflow.expressions import expressions
from mity.workflow.lexer import ExpressionError
from mity.workflow.mistakes import Mistake
from mity.workflow.parser import Tree, parse
from mity.workflow.yaml_reader import Node

WORKFLOW = frozenset(
    {"name", "title", "description", "version", "abstract", "extends", "parameters", "env", "defaults", "common_steps"}
    | {"stages", "steps"}
)
STAGE = frozenset(
    {"name", "description", "condition", "if", "steps", "parallel", "max_parallel", "atomic", "on_failure", "env"}
    | {"timeout"}
)
STEP = frozenset(
    {"name", "id", "description", "station", "command", "workflow", "use", "uses", "condition", "if", "env"}
    | {"timeout", "inputs", "heal", "on_failure", "max_retries", "retry_count", "backoff"}
)
DEFAULTS = frozenset({"timeout", "max_retries", "on_failure", "backoff", "env", "heal", "max_parallel"})
PARAMETER = frozenset({"type", "default", "description", "required", "values"})
BACKOFF = frozenset({"initial", "factor", "max", "jitter"})
LATER = frozenset(
    {"states", "parallel_groups", "conditions", "error_handlers", "rollback", "on_success", "success_actions"}
    | {"finally", "triggers", "mode", "gates", "proof", "concurrency", "for_each", "as", "fail_fast", "agent", "type"}
    | {"verify", "outputs", "risky", "undo", "once", "done_if", "evidence", "ensure", "cwd", "message"}
)
"""Keys of the language that this version of mity does not run yet."""
TYPES = ("string", "boolean", "number", "integer", "list", "object")
_DURATION = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass(frozen=True, slots=True)
class Use:
    """An expression where it is used: `ahead` characters behind its node, by the step of this number."""

    node: Node
    tree: Tree
    ahead: int
    step: int


class Reading:
    """Reads one definition: gathers its mistakes, so that all are told at once, and its expressions.

    `step` is the number of the step that is read.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []
        self.uses: list[Use] = []
        self.step = 0

    def wrong(self, node: Node, code: str, message: str, hint: str = "", *, ahead: int = 0) -> None:
        """Notes a mistake at a node; `ahead` is how many characters behind its beginning."""
        place = (node.file or self.file, node.line, node.column + ahead)
        self.mistakes.append(Mistake(*place, code, message, hint, 1 if ahead else node.width))

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
            elif not name.startswith("x-"):
                self.wrong(key, "unknown-key", f"unknown key '{name}' in {where}", did_you_mean(name, names))
        return found

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

    def number(self, node: Node | None, where: str, default: int, least: int = 0) -> int:
        """A whole number of at least `least`."""
        if node is None:
            return default
        if not isinstance(node.data, int) or isinstance(node.data, bool) or node.data < least:
            self.wrong(node, "wrong-type", f"{where} must be a whole number of at least {least}")
            return default
        return int(node.data)

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
        """An expression; braces around it may be left out."""
        text = self.text(node, where).strip()
        if node is not None and text:
            inner = next(expressions(text), None)
            whole = inner is not None and text.startswith("${{") and text.endswith("}}")
            self.expression(node, inner[0] if whole and inner else text, inner[1] if whole and inner else 0)
        return text

    def expression(self, node: Node, expression: str, ahead: int) -> None:
        """Notes what is wrong with the form of an expression that begins `ahead` characters behind the node."""
        ahead += 0 if node.plain else 1
        try:
            self.uses.append(Use(node, parse(expression), ahead, self.step))
        except ExpressionError as error:
            self.wrong(node, "bad-expression", str(error), ahead=ahead + error.at)

    def values(self, node: Node | None, where: str) -> dict[str, Any]:
        """A mapping of names to values, in whose texts expressions are checked."""
        if node is None:
            return {}
        if not isinstance(node.value, dict):
            self.wrong(node, "wrong-type", f"{where} must be a mapping of names to values")
            return {}
        for _, value in node.value.values():
            self._check_holes(value)
        data: Mapping[str, Any] = node.data
        return dict(data)

    def _check_holes(self, node: Node) -> None:
        if isinstance(node.value, str):
            for expression, ahead in expressions(node.value):
                self.expression(node, expression, ahead)
        for item in node.value if isinstance(node.value, list) else ():
            self._check_holes(item)
        for _, value in node.value.values() if isinstance(node.value, dict) else ():
            self._check_holes(value)
