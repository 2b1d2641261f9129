"""The house as data: its modules, what each imports, its rooms, and git's view of its files."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = {"factory": "mity", "stations": "mity.stations", "agents": "mity.agents"}


@dataclass(frozen=True)
class Module:
    """One source file of the house."""

    name: str
    path: Path
    package: bool
    tree: ast.Module
    lines: int

    def __str__(self) -> str:
        return self.name

    @functools.cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of its tree, walked once for all tests."""
        return tuple(ast.walk(self.tree))

    @functools.cached_property
    def imports(self) -> tuple[str, ...]:
        """What `imported` yields."""
        return tuple(_imported(self))


@functools.cache
def modules() -> dict[str, Module]:
    """Every module by its import name."""
    found = {}
    for folder, package in FOLDERS.items():
        for path in sorted((ROOT / folder).rglob("*.py")):
            *parents, stem = path.relative_to(ROOT / folder).with_suffix("").parts
            name = ".".join([package, *parents, *([] if stem == "__init__" else [stem])])
            text = path.read_text(encoding="utf-8")
            found[name] = Module(name, path, stem == "__init__", ast.parse(text), len(text.splitlines()))
    return found


def imported(module: Module) -> tuple[str, ...]:
    """Every dotted name a module imports, wherever the import stands: at the top, locally, under TYPE_CHECKING."""
    return module.imports


def _imported(module: Module) -> Iterator[str]:
    for node in _statements(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.name.split(".") if module.package else module.name.split(".")[:-1]
                base = ".".join([*parts[: len(parts) - node.level + 1], *([base] if base else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node below one, expressions aside: they are most of a tree, and hold no statement."""
    due = [tree]
    while due:
        for child in ast.iter_child_nodes(due.pop()):
            if not isinstance(child, ast.expr):
                yield child
                due.append(child)


def own_imports(module: Module) -> set[str]:
    """The modules of the house that a module imports."""
    found = set()
    for name in imported(module):
        while name and name not in modules():
            name = name.rpartition(".")[0]
        if name and name != module.name:
            found.add(name)
    return found


def git_files(*folders: str) -> list[str]:
    """What git tracks, or would track, below `folders`: paths relative to the project."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted({name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()})
