"""The tests of a Python module that pytest or unittest would collect from it, unless its settings say otherwise."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

_PREFIX, _CLASS, _BASES = "test", "Test", ("TestCase", "Case", "Test", "Tests")


def collected(text: str) -> set[str] | None:
    """The names of the functions and methods; None where `text` cannot be read as Python.

    Methods of a class that is neither called `Test…` nor made from a test case are for others to inherit: they run
    under the names of these, or not at all.
    """
    try:
        return set(_tests(ast.parse(text).body))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _tests(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith(_PREFIX) and not any(map(_fixture, node.decorator_list)):
                yield node.name
        elif isinstance(node, ast.If | ast.Try | ast.With) or (isinstance(node, ast.ClassDef) and _is_collected(node)):
            yield from _tests(node.body)


def _fixture(decorator: ast.expr) -> bool:
    """Whether a function is what tests are given, whatever its name."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).rpartition(".")[2] == "fixture"


def _is_collected(node: ast.ClassDef) -> bool:
    bases = [ast.unparse(one).rpartition(".")[2].partition("[")[0] for one in node.bases]
    return node.name.startswith(_CLASS) or any(base.endswith(_BASES) for base in bases)
