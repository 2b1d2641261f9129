"""What tests of stacks break on purpose is there to be broken: they take turns, so a stale row goes unseen for long."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from rendering import app_sources

MODULES = sorted((Path(__file__).parents[1] / "e2e" / "stacks").glob("test_*.py"))


def stack_of(tree: ast.Module) -> str:
    """The stack that a module of tests names in STACK; empty where it is about several."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "STACK":
            return str(ast.literal_eval(node.value))
    return ""


def faults(tree: ast.Module, files: dict[str, Path]) -> Iterator[tuple[str, str]]:
    """Each file with a text that is replaced in it: rows and calls that name a file, what stands there, what comes."""
    for node in ast.walk(tree):
        words = node.elts if isinstance(node, ast.Tuple) else node.args if isinstance(node, ast.Call) else []
        texts = [word.value if isinstance(word, ast.Constant) else None for word in words]
        for name, old, _ in zip(texts, texts[1:], texts[2:], strict=False):
            if isinstance(name, str) and name in files and isinstance(old, str) and not old.startswith("--"):
                yield name, old


def named_tests(tree: ast.Module) -> Iterator[str]:
    """The files of tests that are run against a fault, where they are named with their folder."""
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and re.fullmatch(r"(?:src|tests)/[\w./\-]+\.test\.tsx?", text):
            yield text


def test_the_tests_that_are_to_notice_are_there() -> None:
    gone, seen = [], 0
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if stack := stack_of(tree):
            files, named = app_sources(stack), set(named_tests(tree))
            seen += len(named)
            gone += [f"{path.name}: {name} is not there" for name in sorted(named - files.keys())]
    assert gone == []
    assert seen > 4


def test_what_is_broken_on_purpose_stands_in_the_template() -> None:
    stale, seen = [], 0
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not (stack := stack_of(tree)):
            continue
        files = app_sources(stack)
        for name, old in faults(tree, files):
            seen += 1
            if old not in files[name].read_text(encoding="utf-8"):
                stale.append(f"{path.name}: {name} has no {old!r}")
    assert stale == []
    assert seen > 100
