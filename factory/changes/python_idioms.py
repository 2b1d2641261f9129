"""Python code that looks like a trick by its words and is none: modules used for one plain purpose, ends by signals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_PLAIN = {
    "gc": frozenset({"collect", "freeze", "unfreeze", "enable", "disable", "set_threshold", "get_threshold"}),
    "faulthandler": frozenset({"enable", "disable"}),
    "pkgutil": frozenset({"iter_modules", "walk_packages", "get_data"}),
    "atexit": frozenset({"register"}),
}
"""Modules that reach into the interpreter, and what of them does not."""
_CLOSES = frozenset(
    {"close", "shutdown", "stop", "terminate", "disconnect", "dispose", "flush", "cleanup", "quit", "end", "join"}
)
_ENDS = frozenset({"SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGBREAK"})
_RAISES = re.compile(r"\b(?:raise_signal|p?(?:thread_|id)?kill(?:pg)?|alarm|setitimer|send_signal)\b")


def plainly_used(tree: ast.Module) -> frozenset[str]:
    """The modules of `_PLAIN` that are imported as a whole, and of which nothing is used but what does no harm."""
    bound = {
        one.asname or one.name: one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for one in node.names
    }
    names = {name: module for name, module in bound.items() if module in _PLAIN}
    spoiled = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module in _PLAIN}
    fine = {id(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and _harmless(node, names)}
    called = set(_called(tree, fine, names))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names and id(node) not in called:
            spoiled.add(names[node.id])
    return frozenset(set(names.values()) - spoiled)


def _harmless(node: ast.Attribute, names: dict[str, str]) -> bool:
    return isinstance(node.value, ast.Name) and node.attr in _PLAIN.get(names.get(node.value.id, ""), ())


def _called(tree: ast.Module, fine: set[int], names: dict[str, str]) -> Iterator[int]:
    """The names of modules in calls that are harmless; at the end of the program only something is closed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and id(node.func) in fine:
            module = node.func.value
            assert isinstance(module, ast.Name)
            if names[module.id] != "atexit" or (len(node.args) == 1 and _closes(node.args[0])):
                yield id(module)


def _closes(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in _CLOSES and isinstance(node.value, ast.Name | ast.Attribute)


def ends_by_signal(tree: ast.Module) -> frozenset[int]:
    """The calls and raises (by their identity) within functions to which nothing but a signal from outside leads."""
    if _RAISES.search(ast.unparse(tree)):
        return frozenset()
    given = [one for node in ast.walk(tree) if isinstance(node, ast.Call) for one in _handlers(node)]
    used = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in {one.id for one in given}]
    only = {one.id for one in given} - {node.id for node in used if node not in given}
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in only and not node.decorator_list:
            found |= {id(one) for part in node.body for one in ast.walk(part) if isinstance(one, ast.Call | ast.Raise)}
    return frozenset(found)


def _handlers(node: ast.Call) -> Iterator[ast.Name]:
    """The function that a call makes the handler of a signal by which a program is asked to end."""
    if ast.unparse(node.func) == "signal.signal" and len(node.args) == 2 and isinstance(node.args[1], ast.Name):
        asked = node.args[0]
        if isinstance(asked, ast.Attribute) and asked.attr in _ENDS and ast.unparse(asked.value) == "signal":
            yield node.args[1]


def ends_well(node: ast.AST, names: dict[str, str]) -> bool:
    """Whether a call or a raise is the plain end of a program, and nothing else."""
    if isinstance(node, ast.Call):
        said = ast.unparse(node.func)
        return names.get(said, said) == "sys.exit"
    return isinstance(node, ast.Raise) and leaves(node.exc)


def zero(node: ast.Call) -> bool:
    """Whether a call ends the program as if all was well."""
    if not node.args or isinstance(node.args[0], ast.Starred):
        return True
    return isinstance(node.args[0], ast.Constant) and node.args[0].value in (0, None, False)


def leaves(error: ast.expr | None) -> bool:
    """Whether what is raised ends the program as if all was well."""
    if isinstance(error, ast.Call):
        return ast.unparse(error.func) == "SystemExit" and zero(error)
    return isinstance(error, ast.Name) and error.id == "SystemExit"
