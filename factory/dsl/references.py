"""References: what stands in a definition for a value that is known when the workflow runs.

Whatever is done with one gives another, whose expression is what was done.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NoReturn

from mity.dsl.places import BuildError
from mity.suggest import did_you_mean
from mity.workflow.functions import FUNCTIONS, STATUS_FUNCTIONS
from mity.workflow.lexer import ExpressionError
from mity.workflow.parser import parse

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACES = re.compile(r"\}(?=\})")
"""A brace before another one: two of them would end the expression in its text."""
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_CHOICE, _OR, _AND, _NOT, _COMPARISON, _ATOM = range(6)
"""How tightly the parts of an expression hold together."""
_BRACKETS = "`&`, `|` and `~` bind more tightly than comparisons: write (a > 1) & (b < 2)"

_NO_SUMS = 'let a step calculate, and write a text with values in it as f"{…} …"'


class Reference:
    """The value of an expression in a run. Members of a value are attributes, or items: `found.count`, `found["a-b"]`.

    `==`, `<` and so on compare, `&`, `|` and `~` stand for and, or and not; `f"{found.count} files"` is a text with
    the value in it. Nothing can be asked of a reference while the workflow is built. Raises BuildError for that.
    """

    __slots__ = ("_binds", "_expression")

    def __init__(self, expression: str, binds: int = _ATOM) -> None:
        self._expression = expression
        self._binds = binds

    def __getattr__(self, name: str) -> Reference:
        if name.startswith("_"):
            raise AttributeError(name)
        return Reference(f"{_within(self, _ATOM)}.{name}")

    def __getitem__(self, key: object) -> Reference:
        if isinstance(key, str) and _NAME.fullmatch(key):
            return Reference(f"{_within(self, _ATOM)}.{key}")
        if not isinstance(key, str | int | Reference) or isinstance(key, bool):
            raise BuildError(f"{key!r} is no name, number or reference of a member", code="bad-expression")
        return Reference(f"{_within(self, _ATOM)}[{literal(key)}]")

    def __eq__(self, other: object) -> Any:
        return _compared(self, "==", other)

    def __ne__(self, other: object) -> Any:
        return _compared(self, "!=", other)

    def __lt__(self, other: object) -> Reference:
        return _compared(self, "<", other)

    def __le__(self, other: object) -> Reference:
        return _compared(self, "<=", other)

    def __gt__(self, other: object) -> Reference:
        return _compared(self, ">", other)

    def __ge__(self, other: object) -> Reference:
        return _compared(self, ">=", other)

    def __and__(self, other: object) -> Reference:
        return _joined(self, other, "&&", _AND)

    def __rand__(self, other: object) -> Reference:
        return _joined(other, self, "&&", _AND)

    def __or__(self, other: object) -> Reference:
        return _joined(self, other, "||", _OR)

    def __ror__(self, other: object) -> Reference:
        return _joined(other, self, "||", _OR)

    def __invert__(self) -> Reference:
        return Reference(f"!{_within(self, _ATOM)}", _NOT)

    def __bool__(self) -> bool:
        _early(self, "use when(condition, …) for a step, and `&`, `|` and `~` for and, or and not")

    def __iter__(self) -> NoReturn:
        _early(self, "use `with each(…) as item:`")

    def __len__(self) -> int:
        _early(self, "use functions.length(…)")

    def __contains__(self, item: object) -> bool:
        _early(self, "use functions.contains(…, …)")

    def __int__(self) -> int:
        _early(self, _NO_SUMS)

    def _calculated(self, other: object) -> NoReturn:
        _early(self, _NO_SUMS)

    __float__ = __index__ = __int__
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _calculated
    __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = _calculated
    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return hole(self)

    def __repr__(self) -> str:
        return f"<reference {self._expression}>"


def expression(text: str) -> Reference:
    """A reference to whatever an expression of the language gives: `expression("run.mode")`."""
    try:
        whole = parse(text).op in ("name", "member", "call", "value")
    except ExpressionError:
        whole = False  # it is told with its place, as in a file
    return Reference(text, _ATOM if whole else _CHOICE)


def choose(condition: object, then: object, otherwise: object) -> Reference:
    """The one value where the condition holds, else the other."""
    parts = [_operand(one, _OR) for one in (condition, then, otherwise)]
    return Reference("{} ? {} : {}".format(*parts), _CHOICE)


class Functions:
    """The functions of expressions, by their names: `functions.length(found.names)`, `functions.always()`."""

    def __getattr__(self, name: str) -> Callable[..., Reference]:
        if name not in FUNCTIONS and name not in STATUS_FUNCTIONS:
            known = [*FUNCTIONS, *STATUS_FUNCTIONS]
            raise AttributeError(f"expressions have no function '{name}': {did_you_mean(name, known)}")
        return lambda *arguments: Reference(f"{name}({', '.join(literal(one, _CHOICE) for one in arguments)})")


functions = Functions()


def hole(reference: Reference) -> str:
    """A reference in a text of a definition."""
    return f"${{{{ {reference._expression} }}}}"


def condition_text(condition: object) -> str:
    """The expression of a condition: a reference, or the text of an expression. Raises BuildError."""
    if isinstance(condition, Reference):
        return condition._expression
    if isinstance(condition, bool):
        return literal(condition)
    if isinstance(condition, str) and condition.strip():
        return condition
    raise BuildError(f"a condition is a reference or the text of an expression, not {condition!r}", code="wrong-type")


def both(conditions: list[str]) -> str:
    """The expression that holds when all of these do."""
    return conditions[0] if len(conditions) == 1 else " && ".join(f"({one})" for one in conditions)


def literal(value: object, binds: int = _CHOICE) -> str:
    """A value as it is written in an expression. Raises BuildError for what is no JSON data."""
    if isinstance(value, Reference):
        return _within(value, binds)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float) and _NUMBER.fullmatch(repr(value)):
        return repr(value)
    if isinstance(value, str) and "}}" not in value:
        for quote in ("'", '"'):
            if quote not in value:
                return f"{quote}{value}{quote}"
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        what = f"{type(value).__name__} cannot be compared or given to a function: {error}"
        raise BuildError(what, code="bad-expression") from error
    text = _STRING.sub(lambda found: found[0].replace("'", "\\u0027").replace("}", "\\u007d"), text)
    return "fromJson('{}')".format(_BRACES.sub("} ", text))


def _within(one: Reference, binds: int) -> str:
    return one._expression if one._binds >= binds else f"({one._expression})"


def _operand(value: object, binds: int) -> str:
    return literal(value, binds)


def _compared(one: Reference, sign: str, other: object) -> Reference:
    for part in (one, other):
        if isinstance(part, Reference) and _CHOICE < part._binds <= _NOT:
            raise BuildError(_BRACKETS, code="bad-expression")
    return Reference(f"{_within(one, _ATOM)} {sign} {_operand(other, _ATOM)}", _COMPARISON)


def _joined(one: object, other: object, sign: str, binds: int) -> Reference:
    for part in (one, other):
        if not isinstance(part, Reference | bool):
            raise BuildError(f"{part!r} is no condition; {_BRACKETS}", code="bad-expression")
    return Reference(f"{_operand(one, binds)} {sign} {_operand(other, binds)}", binds)


def _early(one: Reference, instead: str) -> NoReturn:
    message = f"the value of `{one._expression}` is known when the workflow runs, not while it is built: {instead}"
    raise BuildError(message, code="too-early")
