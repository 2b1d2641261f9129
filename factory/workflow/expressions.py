"""`${{ }}` in definitions: values from the run, never code. No loops, no I/O: bounded by construction."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mity.workflow.lexer import ExpressionError
from mity.workflow.parser import Tree, parse

HOLE = re.compile(r"\$\{\{(?P<expression>.*?)\}\}", re.DOTALL)
Names = Mapping[str, Any]


def truth(condition: str, names: Names) -> bool:
    """Whether a condition holds; braces around it may be left out, and what is missing is false.

    Raises ExpressionError.
    """
    return bool(_native(evaluate(bare(condition), names)))


def bare(condition: str) -> str:
    """The expression of a condition without its braces."""
    match = HOLE.fullmatch(condition.strip())
    return match["expression"] if match else condition


def fill(value: Any, names: Names) -> Any:
    """A value of a definition with its expressions replaced, in lists and mappings too.

    A text that is one expression and nothing else becomes that expression's value. Raises ExpressionError, also for an
    expression without a value in the midst of a text.
    """
    if isinstance(value, Mapping):
        return {name: fill(one, names) for name, one in value.items()}
    if isinstance(value, list):
        return [fill(one, names) for one in value]
    if not isinstance(value, str) or "${{" not in value:
        return value
    if match := HOLE.fullmatch(value.strip()):
        return evaluate(match["expression"], names)
    return HOLE.sub(lambda hole: _text(evaluate(hole["expression"], names), hole["expression"]), value)


def expressions(text: str) -> Iterator[tuple[str, int]]:
    """The expressions in a text, each with the index at which it begins."""
    for hole in HOLE.finditer(text):
        yield hole["expression"], hole.start("expression")


def evaluate(expression: str, names: Names) -> Any:
    """The value of an expression. Raises ExpressionError with the place of what is wrong."""
    return _evaluated(parse(expression), names)


def _text(value: Any, expression: str) -> str:
    if value is None:
        raise ExpressionError(f"{expression.strip()} has no value here: write default({expression.strip()}, '')")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _evaluated(tree: Tree, names: Names) -> Any:
    if tree.op == "value":
        return tree.value
    if tree.op == "name":
        return names.get(tree.value)
    if tree.op == "call":
        return _called(tree, names)
    first = _evaluated(tree.parts[0], names)
    if tree.op == "not":
        return not _native(first)
    if tree.op == "and":
        return _evaluated(tree.parts[1], names) if _native(first) else first
    if tree.op == "or":
        return first if _native(first) else _evaluated(tree.parts[1], names)
    if tree.op == "choice":
        return _evaluated(tree.parts[1 if _native(first) else 2], names)
    second = _evaluated(tree.parts[1], names)
    return _member(first, second) if tree.op == "member" else _compared(tree, first, second)


def _member(holder: Any, key: Any) -> Any:
    """A member, or null for one that is not there; `length` and numbers reach into lists."""
    holder = _native(holder)
    if isinstance(holder, Mapping):
        return holder.get(key if isinstance(key, str) else json.dumps(key))
    if isinstance(holder, list) and isinstance(key, int) and not isinstance(key, bool):
        return holder[key] if -len(holder) <= key < len(holder) else None
    return None


def _native(value: Any) -> Any:
    """A text that is a JSON value of another kind is that value too: outputs are texts."""
    if isinstance(value, str) and value[:1] in "-0123456789tfn[{":
        try:
            found = json.loads(value)
        except ValueError:
            return value
        return value if isinstance(found, str) else found
    return value


def _compared(tree: Tree, first: Any, second: Any) -> bool:
    if not (isinstance(first, str) and isinstance(second, str)):
        first, second = (_native(one) for one in (first, second))
    if tree.op in ("==", "!="):
        same = type(first) is type(second) or (_number(first) and _number(second))
        return (same and bool(first == second)) is (tree.op == "==")
    if first is None or second is None:
        return False
    if not ((_number(first) and _number(second)) or (isinstance(first, str) and isinstance(second, str))):
        raise ExpressionError(f"{_kind(first)} and {_kind(second)} have no order", tree.at)
    before, equal = bool(first < second), bool(first == second)
    return {"<": before, "<=": before or equal, ">": not (before or equal), ">=": not before}[tree.op]


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _kind(value: Any) -> str:
    kinds = {str: "a text", bool: "a boolean", list: "a list", dict: "an object", type(None): "null"}
    return kinds.get(type(value), "a number")


def _contains(holder: Any, item: Any) -> bool:
    holder = _native(holder)
    if isinstance(holder, str):
        return str(item) in holder
    if isinstance(holder, Mapping):
        return isinstance(item, str) and item in holder
    return item in holder if isinstance(holder, list) else False


def _join(items: Any, separator: Any = ",") -> str:
    found = _native(items)
    return str(separator).join(_text(one, "an item of the list") for one in found) if isinstance(found, list) else ""


def _length(value: Any) -> int:
    found = value if isinstance(value, str) else _native(value)
    return len(found) if isinstance(found, str | list | Mapping) else 0


def _from_json(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError) as error:
        raise ExpressionError(f"fromJson was given what is no JSON: {error}") from error


FUNCTIONS: Mapping[str, tuple[int, int, Callable[..., Any]]] = {
    "contains": (2, 2, _contains),
    "startsWith": (2, 2, lambda text, start: str(text).startswith(str(start))),
    "endsWith": (2, 2, lambda text, end: str(text).endswith(str(end))),
    "length": (1, 1, _length),
    "join": (1, 2, _join),
    "default": (2, 2, lambda value, other: other if value is None else value),
    "json": (1, 1, lambda value: json.dumps(value, ensure_ascii=False)),
    "fromJson": (1, 1, _from_json),
    "success": (0, 0, lambda: True),  # a step is only due while all before it succeeded
}
"""Name to the fewest and most arguments, and what it does."""


def _called(tree: Tree, names: Names) -> Any:
    known = FUNCTIONS.get(tree.value)
    if known is None:
        raise ExpressionError(f"unknown function '{tree.value}'", tree.at)
    fewest, most, function = known
    if not fewest <= len(tree.parts) <= most:
        wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
        raise ExpressionError(f"{tree.value} takes {wanted} arguments, not {len(tree.parts)}", tree.at)
    return function(*(_evaluated(part, names) for part in tree.parts))
