"""How new Python code makes every failure vanish, or every comparison hold, without a word that gives it away."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator

from mity.changes.python_code import imported
from mity.changes.shadows import LIBRARIES

_COMPARISONS = frozenset({"__eq__", "__ne__", "__contains__", "__instancecheck__", "__subclasscheck__"})
_WIDE = re.compile(r"(?:set\w*|seed|seterr|f?chdir|chroot|putenv|unsetenv|umask|tzset|install)")
_HONEST = frozenset({"set_event_loop_policy", "set_start_method", "setLevel", "setLoggerClass", "setdefault", "set"})
_BLOCKS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


def hidden_failure(before: bytes | None, after: bytes | None) -> str:
    """The first such part of a module that only its later version has, or an empty string."""
    return next(iter(Counter(_found(after)) - Counter(_found(before))), "")


def _found(data: bytes | None) -> Iterator[str]:
    try:
        tree = ast.parse((data or b"").decode("utf-8-sig"))
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Try | ast.TryStar) and any(map(_leaves, node.finalbody)):
            yield "a finally block that drops the error"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _function(node)
        elif isinstance(node, ast.ClassDef):
            yield from _class(node)
        elif isinstance(node, ast.Call) and _quiet_handler(node):
            yield f"{ast.unparse(node.func)}() with a handler that does nothing"
    yield from _at_import(tree)


def _leaves(node: ast.AST) -> bool:
    """Whether a statement of a finally block leaves it, so that no error goes on."""
    if isinstance(node, _BLOCKS):
        return False
    return isinstance(node, ast.Return) or any(map(_leaves, ast.iter_child_nodes(node)))


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    given = [one.value for one in _own(node) if isinstance(one, ast.Return)]
    if node.name in ("__exit__", "__aexit__") and given and all(map(_true, given)):
        yield f"{node.name} that drops every error"
    if node.name in _COMPARISONS and given and (all(map(_true, given)) or any(map(_holds, given))):
        yield f"{node.name} that always holds"
    first = node.args.args[0].arg if node.args.args else ""
    if node.name in ("__getattr__", "__getattribute__") and given and all(_is_name(one, first) for one in given):
        yield f"{node.name} that answers whatever is asked"


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function, without those of functions within it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _BLOCKS):
            yield child
            yield from _own(child)


def _true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and bool(node.value)


def _is_name(node: ast.expr | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _holds(node: ast.expr | None) -> bool:
    """Whether an expression is true of whatever it is about."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return any(_true(one) or _holds(one) for one in node.values)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq | ast.Is):
        sides = [ast.unparse(node.left), ast.unparse(node.comparators[0])]
        return sides[0] == sides[1] or all(side.startswith("hash(") for side in sides)
    return False


def _class(node: ast.ClassDef) -> Iterator[str]:
    for one in node.body:
        if isinstance(one, ast.Assign) and any(_is_name(name, "__class__") for name in one.targets):
            yield "a class that says it is another"


def _quiet_handler(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    handler = node.args[-1] if node.args else None
    quiet = isinstance(handler, ast.Lambda) and isinstance(handler.body, ast.Constant)
    return name == "set_exception_handler" and quiet


def _at_import(tree: ast.Module) -> Iterator[str]:
    """What changes something for the whole process as soon as a module is loaded, its tests included."""
    homes = {name: module.partition(".")[0] for name, module in imported(tree)}
    for node in tree.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield from _call_at_import(node.value.func, homes)
        elif isinstance(node, ast.Assign):
            yield from (found for one in node.targets if (found := _set_at_import(one, node.value, homes)))


def _call_at_import(called: ast.expr, homes: dict[str, str]) -> Iterator[str]:
    last = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    home = homes.get(ast.unparse(called).partition(".")[0], "")
    known = home in sys.stdlib_module_names or home in LIBRARIES
    if known and _WIDE.fullmatch(last) and last not in _HONEST:
        yield f"{ast.unparse(called)}() when the module is loaded"


def _set_at_import(target: ast.expr, value: ast.expr, homes: dict[str, str]) -> str:
    said = ast.unparse(target)
    replaced = isinstance(target, ast.Attribute) and isinstance(value, ast.Lambda | ast.Name)
    if replaced and homes.get(said.partition(".")[0], "") in LIBRARIES:
        return f"{said} replaced"
    return f"{said} = …" if said.endswith(".prec") or said in ("TEST_RUNNER", "logging.raiseExceptions") else ""
