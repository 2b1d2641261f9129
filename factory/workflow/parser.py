"""Expressions as trees: a parser by precedence, bounded in depth."""

from __future__ import annotations

from typing import Any

from mity.text.records import dataclass
from mity.workflow.lexer import ExpressionError, Word, words

DEEPEST = 50
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Tree:
    """A part of an expression: what it does, on which parts, and where it is in the text.

    `op` is one of value, name, member, call, not, and, or, choice, or a comparison. A chain of members, of `&&` or of
    `||` is one part of many parts, so that only brackets make a tree deep.
    """

    op: str
    parts: tuple[Tree, ...] = ()
    value: Any = None
    at: int = 0


def parse(expression: str) -> Tree:
    """The tree of an expression. Raises ExpressionError with the place of the first word that does not fit."""
    parser = _Parser(list(words(expression)))
    tree = parser.choice(0)
    parser.expect("end", "", "an operator or the end")
    return tree


_ELSEWHERE = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "is": "==",
    "eq": "==",
    "ne": "!=",
    "in": "contains(list, x)",
    "if": "condition ? this : that",
    "then": "condition ? this : that",
}
"""Operators that other languages spell as words."""


class _Parser:
    def __init__(self, found: list[Word]) -> None:
        self._words = found
        self._at = 0

    @property
    def _next(self) -> Word:
        return self._words[self._at]

    def _take(self, *signs: str) -> Word | None:
        if self._next.kind == "sign" and self._next.text in signs:
            self._at += 1
            return self._words[self._at - 1]
        return None

    def expect(self, kind: str, text: str, wanted: str) -> Word:
        """The next word, which must be this. Raises ExpressionError."""
        word = self._next
        if word.kind != kind or (text and word.text != text):
            found = f"'{word.text}'" if word.text else "the end"
            raise ExpressionError(f"{wanted} was expected here, not {found}{self._meant()}", word.at)
        self._at += 1
        return word

    def _meant(self) -> str:
        """What a word of another language at this place, or before it, is called here; else empty."""
        here, before = self._next.text.lower(), self._words[self._at - 1].text.lower() if self._at else ""
        word = here if here in _ELSEWHERE else before if before == "not" else ""
        return f": write {_ELSEWHERE[word]} for '{word}'" if word else ""

    def choice(self, level: int) -> Tree:
        """`expr ? expr : expr`, or what binds more tightly."""
        if level > DEEPEST:
            raise ExpressionError(f"the expression is nested more than {DEEPEST} levels deep", self._next.at)
        tree = self._or(level)
        if (sign := self._take("?")) is None:
            return tree
        yes = self.choice(level + 1)
        self.expect("sign", ":", "':'")
        return Tree("choice", (tree, yes, self.choice(level + 1)), at=sign.at)

    def _or(self, level: int) -> Tree:
        parts = [self._and(level)]
        while self._take("||"):
            parts.append(self._and(level))
        return parts[0] if len(parts) == 1 else Tree("or", tuple(parts), at=parts[0].at)

    def _and(self, level: int) -> Tree:
        parts = [self._not(level)]
        while self._take("&&"):
            parts.append(self._not(level))
        return parts[0] if len(parts) == 1 else Tree("and", tuple(parts), at=parts[0].at)

    def _not(self, level: int) -> Tree:
        if level > DEEPEST:
            raise ExpressionError(f"the expression is nested more than {DEEPEST} levels deep", self._next.at)
        if sign := self._take("!"):
            return Tree("not", (self._not(level + 1),), at=sign.at)
        tree = self._member(level)
        if sign := self._take(*_COMPARISONS):
            return Tree(sign.text, (tree, self._member(level)), at=sign.at)
        return tree

    def _member(self, level: int) -> Tree:
        parts = [self._atom(level)]
        while sign := self._take(".", "["):
            if sign.text == ".":
                name = self.expect("name", "", "a name")
                parts.append(Tree("value", value=name.text, at=name.at))
            else:
                parts.append(self.choice(level + 1))
                self.expect("sign", "]", "']'")
        return parts[0] if len(parts) == 1 else Tree("member", tuple(parts), at=parts[0].at)

    def _atom(self, level: int) -> Tree:
        if sign := self._take("("):
            tree = self.choice(level + 1)
            self.expect("sign", ")", "')'")
            return Tree(tree.op, tree.parts, tree.value, sign.at if tree.op == "value" else tree.at)
        word = self._next
        self._at += 1
        if word.kind == "number":
            text = word.text.removesuffix("%")
            return Tree("value", value=float(text) if "." in text else int(text), at=word.at)
        if word.kind == "text":
            return Tree("value", value=word.text[1:-1], at=word.at)
        if word.kind != "name":
            found = f"'{word.text}'" if word.text else "the end"
            raise ExpressionError(f"a value was expected here, not {found}", word.at)
        if word.text in ("true", "false", "null"):
            return Tree("value", value={"true": True, "false": False}.get(word.text), at=word.at)
        if self._take("("):
            return Tree("call", self._arguments(level), word.text, word.at)
        return Tree("name", value=word.text, at=word.at)

    def _arguments(self, level: int) -> tuple[Tree, ...]:
        if self._take(")"):
            return ()
        found = [self.choice(level + 1)]
        while self._take(","):
            found.append(self.choice(level + 1))
        self.expect("sign", ")", "')'")
        return tuple(found)
