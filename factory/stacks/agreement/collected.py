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
        return set(_tests(ast.parse(text).body, {}))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _tests(body: Iterable[ast.stmt], cases: dict[str, bool]) -> Iterator[str]:
    """The names in a body. `cases` are the classes before it, and whether each is made from a test case."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith(_PREFIX) and not any(map(_fixture, node.decorator_list)):
                yield node.name
        elif isinstance(node, ast.If | ast.Try | ast.With):
            yield from _tests(node.body, cases)
        elif isinstance(node, ast.ClassDef):
            cases[node.name] = _is_case(node, cases)
            if cases[node.name] or node.name.startswith(_CLASS):
                yield from _tests(node.body, dict(cases))


def _fixture(decorator: ast.expr) -> bool:
    """Whether a function is what tests are given, whatever its name."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).rpartition(".")[2] == "fixture"


def _is_case(node: ast.ClassDef, cases: dict[str, bool]) -> bool:
    """Whether a class is made from a test case: one of this module by what it is itself, another one by its name."""
    bases = [ast.unparse(one).rpartition(".")[2].partition("[")[0] for one in node.bases]
    return any(cases.get(base, base.endswith(_BASES)) for base in bases)
