"""The manifests of a Python project as data: TOML, INI, and what setup.py says as plain literals."""

from __future__ import annotations

import ast
import configparser
import re
from pathlib import Path
from typing import Any

from mity.reading import read_text
from mity.text.records import dataclass
from mity.text.toml_data import parse_toml

_SETUP_KEYS = ("install_requires", "tests_require", "extras_require", "python_requires")


def text_of(root: Path, name: str) -> str:
    """The text of a file of the project, "" where it is not there or cannot be read."""
    try:
        return read_text(root / name).removeprefix("\ufeff")
    except (OSError, ValueError):
        return ""


def toml(root: Path, name: str = "pyproject.toml") -> dict[str, Any]:
    """A TOML file of the project; empty where it is not there or damaged."""
    try:
        return parse_toml(text_of(root, name))
    except ValueError:
        return {}


def table(parent: Any, *names: str) -> dict[str, Any]:
    """The table at a path of names, empty where there is none."""
    for name in names:
        parent = parent.get(name) if isinstance(parent, dict) else None
    return parent if isinstance(parent, dict) else {}


def strings(value: Any) -> list[str]:
    """The texts in a list; none for anything else."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list | tuple) else []


def ini(text: str) -> configparser.RawConfigParser:
    """INI as setuptools and tox read it; empty where it is damaged."""
    parser = configparser.RawConfigParser(strict=False, comment_prefixes=("#", ";"))
    try:
        parser.read_string(text)
    except configparser.Error:
        return configparser.RawConfigParser()
    return parser


def normal(name: str) -> str:
    """A name of an extra or group in the form in which they are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass(frozen=True, slots=True)
class SetupCall:
    """What `setup(…)` of setup.py gives as plain literals, or as names of such; the node of each value."""

    values: dict[str, Any]
    nodes: dict[str, ast.expr]


def setup_call(text: str) -> SetupCall:
    """The keywords of setup.py's own call of `setup`; empty where it cannot be parsed."""
    try:
        parsed = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return SetupCall({}, {})
    assigned = {
        target.id: node.value
        for node in parsed.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: dict[str, ast.expr] = {}
    for node in ast.walk(parsed):
        if isinstance(node, ast.Call) and _called(node) == "setup":
            found = {word.arg: word.value for word in node.keywords if word.arg in _SETUP_KEYS}
    nodes = {name: assigned.get(node.id, node) if isinstance(node, ast.Name) else node for name, node in found.items()}
    return SetupCall({name: _literal(node, assigned) for name, node in nodes.items()}, nodes)


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _literal(node: ast.expr, assigned: dict[str, ast.expr]) -> Any:
    """The value of an expression of literals, of names of literals and of sums of them; else None."""
    match node:
        case ast.Name() if node.id in assigned:
            return _literal(assigned[node.id], {k: v for k, v in assigned.items() if k != node.id})
        case ast.List() | ast.Tuple():
            return [_literal(one, assigned) for one in node.elts]
        case ast.Dict():
            keys = [_literal(key, assigned) if key else None for key in node.keys]
            return {k: _literal(v, assigned) for k, v in zip(keys, node.values, strict=True) if isinstance(k, str)}
        case ast.BinOp(op=ast.Add()):
            left, right = _literal(node.left, assigned), _literal(node.right, assigned)
            return left + right if isinstance(left, list) and isinstance(right, list) else None
        case ast.Constant():
            return node.value
    return None
