"""`${{ }}` in definitions: values from the run, never code. No loops, no I/O: bounded by construction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

from mity.text.patterns import regex
from mity.text.records import dataclass
from mity.workflow.absent import why_absent
from mity.workflow.functions import FUNCTIONS, LONGEST_TEXT, STATUS_FUNCTIONS, miscalled
from mity.workflow.lexer import ExpressionError
from mity.workflow.parser import Tree, parse
from mity.workflow.values import equal, kind, matched, native, written

OPEN, CLOSE = "${{", "}}"
_STOP = regex(r"'[^']*'|\"[^\"]*\"|\}\}|['\"]")
Names = Mapping[str, Any]
STATUS = "()"
"""The name under which `names` tells how the run has gone: `success`, `failure` or `cancelled`; missing: `success`."""
tree_of = lru_cache(maxsize=2048)(parse)


@dataclass(frozen=True, slots=True)
class Hole:
    """A `${{ }}` of a text: from `start` to `end`, its expression, and where that begins."""

    start: int
    end: int
    expression: str
    ahead: int


def holes(text: str) -> Iterator[Hole]:
    """The `${{ }}` of a text. Raises ExpressionError for one that is not closed; `}}` in quotes closes none."""
    at = text.find(OPEN)
    while at >= 0:
        ahead = at + len(OPEN)
        stop = next((one for one in _STOP.finditer(text, ahead) if len(one[0]) < 2 or one[0] == CLOSE), None)
        if stop is None or stop[0] != CLOSE:
            raise ExpressionError(f"this `{OPEN}` has no `{CLOSE}`", at)
        yield Hole(at, stop.end(), text[ahead : stop.start()], ahead)
        at = text.find(OPEN, stop.end())


def whole(text: str) -> Hole | None:
    """The one `${{ }}` that a text is, but for white space around it; None for any other text."""
    found = list(holes(text))
    if len(found) == 1 and not text[: found[0].start].strip() and not text[found[0].end :].strip():
        return found[0]
    return None


def truth(condition: str, names: Names) -> bool:
    """Whether a condition holds; braces around it may be left out.

    Null, false, 0 and what is empty are false, also as texts that are such JSON values. Raises ExpressionError.
    """
    return bool(native(evaluate(bare(condition), names)))


def bare(condition: str) -> str:
    """The expression of a condition without its braces."""
    hole = whole(condition)
    return hole.expression if hole else condition


def fill(value: Any, names: Names) -> Any:
    """A value of a definition with its expressions replaced, in lists and mappings too.

    A text that is one expression and nothing else becomes that expression's value. Raises ExpressionError, also for an
    expression without a value in the midst of a text.
    """
    if isinstance(value, Mapping):
        return {name: fill(one, names) for name, one in value.items()}
    if isinstance(value, list):
        return [fill(one, names) for one in value]
    if not isinstance(value, str) or OPEN not in value:
        return value
    if hole := whole(value):
        return evaluate(hole.expression, names)
    return fill_text(value, names)


def fill_text(text: str, names: Names) -> str:
    """A text with its expressions written out, true as `true`, an object as JSON: what an environment variable holds.

    Raises ExpressionError, also for an expression without a value.
    """
    pieces, at, length = [], 0, 0
    for hole in holes(text):
        pieces += [text[at : hole.start], _text(hole, names)]
        length += len(pieces[-1])
        if length > LONGEST_TEXT:
            raise ExpressionError(f"the values in this text are longer than {LONGEST_TEXT:,} characters", hole.ahead)
        at = hole.end
    return "".join([*pieces, text[at:]])


def evaluate(expression: str, names: Names) -> Any:
    """The value of an expression. Raises ExpressionError with the place of what is wrong."""
    return evaluated(tree_of(expression), names)


def asks_status(condition: str) -> bool:
    """True for a condition that asks how the run has gone, so that it may hold after a failure too.

    Raises ExpressionError.
    """
    return any(tree.op == "call" and tree.value in STATUS_FUNCTIONS for tree in _parts(condition))


def names_one_of(condition: str, names: Collection[str]) -> bool:
    """True for a condition that reads one of some names. Raises ExpressionError."""
    return any(tree.op == "name" and tree.value in names for tree in _parts(condition))


def named(condition: str, names: Collection[str]) -> set[str]:
    """Those of some names that an expression reads; none of one that cannot be read."""
    try:
        return {str(tree.value) for tree in _parts(condition) if tree.op == "name" and tree.value in names}
    except ExpressionError:
        return set()


def _parts(condition: str) -> Iterator[Tree]:
    todo = [tree_of(bare(condition))]
    while todo:
        tree = todo.pop()
        yield tree
        todo += tree.parts


def reads(condition: str, names: Names) -> dict[str, Any]:
    """What a condition reads of the run: each dotted path with its value. Raises ExpressionError."""
    found: dict[str, Any] = {}
    todo = [tree_of(bare(condition))]
    while todo:
        tree = todo.pop()
        if tree.op == "name":
            found[tree.value] = names.get(tree.value)
        elif tree.op == "member" and tree.parts[0].op == "name":
            found[_path(tree, names)] = evaluated(tree, names)
            todo += [part for part in tree.parts[1:] if part.op != "value"]
        else:
            todo += tree.parts
    return dict(sorted(found.items()))


def _path(tree: Tree, names: Names) -> str:
    path = str(tree.parts[0].value)
    for part in tree.parts[1:]:
        key = native(evaluated(part, names))
        path += f".{key}" if isinstance(key, str) else f"[{key}]"
    return path


def _text(hole: Hole, names: Names) -> str:
    expression = hole.expression.strip()
    value = evaluate(hole.expression, names)
    if value is None:
        raise ExpressionError(
            f"{expression} has no value here{why_absent(tree_of(hole.expression), names)}", hole.ahead
        )
    try:
        return written(value)
    except ValueError as error:
        raise ExpressionError(f"{expression} cannot be written as text: {error}", hole.ahead) from error


def evaluated(tree: Tree, names: Names) -> Any:
    """The value of an expression that was parsed before. Raises ExpressionError."""
    if tree.op == "value":
        return tree.value
    if tree.op == "name":
        return names.get(tree.value)
    if tree.op == "call":
        return _called(tree, names)
    if tree.op in ("and", "or"):
        return _joined(tree, names)
    first = evaluated(tree.parts[0], names)
    if tree.op == "not":
        return not native(first)
    if tree.op == "choice":
        return evaluated(tree.parts[1 if native(first) else 2], names)
    if tree.op == "member":
        for part in tree.parts[1:]:
            first = _member(first, evaluated(part, names))
        return first
    return _compared(tree, first, evaluated(tree.parts[1], names))


def _joined(tree: Tree, names: Names) -> Any:
    """The first operand that decides, else the last."""
    value = None
    for part in tree.parts:
        value = evaluated(part, names)
        if bool(native(value)) is (tree.op == "or"):
            break
    return value


def _member(holder: Any, key: Any) -> Any:
    """A member of an object or list, or null for one that is not there."""
    holder = native(holder)
    if isinstance(holder, Mapping):
        return holder.get(key) if isinstance(key, str) else None
    if isinstance(holder, list | tuple) and isinstance(key := native(key), int) and not isinstance(key, bool):
        return holder[key] if 0 <= key < len(holder) else None
    return None


def _compared(tree: Tree, first: Any, second: Any) -> bool:
    if tree.op in ("==", "!="):
        return equal(first, second) is (tree.op == "==")
    first, second = matched(first, second)
    if first is None or second is None:
        return False
    if kind(first) != kind(second) or kind(first) not in ("a number", "a text"):
        raise ExpressionError(f"{kind(first)} and {kind(second)} have no order", tree.at)
    before, same = bool(first < second), bool(first == second)
    return {"<": before, "<=": before or same, ">": not (before or same), ">=": not before}[tree.op]


def _called(tree: Tree, names: Names) -> Any:
    known = _function(tree.value, names)
    if known is None:
        raise ExpressionError(f"unknown function '{tree.value}'", tree.at)
    if wrong := miscalled(tree.value, len(tree.parts)):
        raise ExpressionError(wrong, tree.at)
    try:
        return known(*(evaluated(part, names) for part in tree.parts))
    except ValueError as error:
        raise ExpressionError(str(error), tree.at) from error


def _function(name: str, names: Names) -> Callable[..., Any] | None:
    """What a function does; None for one that there is not."""
    if asks := STATUS_FUNCTIONS.get(name):
        return lambda: asks(str(names.get(STATUS) or "success"))
    return FUNCTIONS[name][2] if name in FUNCTIONS else None
