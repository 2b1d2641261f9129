"""The Python files of a project: who imports what, and the edit that adds or moves an import."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from mity.agents.python.names import top
from mity.changes.edit import Edit
from mity.changes.protected import PROTECTED, matches
from mity.healing.rules import FailureContext
from mity.system.trees import tree

_MOST_FILES = 2000


def modules(failure: FailureContext) -> list[str]:
    """The project's own Python files, relative."""
    found = (str(path) for path in tree(failure.root, (*failure.ignore, ".mity")))
    return [path for _, path in zip(range(_MOST_FILES), (p for p in found if p.endswith(".py")), strict=False)]


def is_local(failure: FailureContext, module: str) -> bool:
    """Whether a module's first part is a file or package of the project."""
    name = top(module)
    roots = [failure.root, *(failure.root / folder for folder in ("src", "lib", "app", "backend"))]
    return any((root / name).is_dir() or (root / f"{name}.py").is_file() for root in roots)


def own_module(failure: FailureContext, module: str) -> bool:
    """Whether a dotted name is a module or package of the project."""
    path = module.replace(".", "/")
    return any(
        (failure.root / folder / path).is_dir() or (failure.root / folder / f"{path}.py").is_file()
        for folder in ("", "src", "lib")
    )


def top_level(failure: FailureContext, module: str) -> set[str]:
    """The names that a module of the project defines at its top level; none for a module that is not the project's."""
    path = module.replace(".", "/")
    files = [f"{folder}{path}{end}" for folder in ("", "src/", "lib/") for end in (".py", "/__init__.py")]
    parsed = next((tree for file in files if (tree := parse(failure.read_bytes(file)))), None)
    found: set[str] = set()
    for node in parsed.body if parsed else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


def importers(failure: FailureContext, module: str) -> list[str]:
    """The project's files that import a module or a part of it."""
    name = top(module)
    return [path for path in modules(failure) if any(top(used) == name for used, _ in imports(failure, path))]


def only_tests_import(failure: FailureContext, module: str) -> bool:
    """Whether only tests import a module."""
    files = importers(failure, module)
    return bool(files) and all(matches(path, PROTECTED) for path in files)


def imports(failure: FailureContext, path: str) -> Iterator[tuple[str, str]]:
    """Pairs of module and imported name ("" for the module itself) of the absolute imports in a file."""
    parsed = parse(failure.read_bytes(path))
    for node in ast.walk(parsed) if parsed else ():
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


@lru_cache(maxsize=256)
def parse(data: bytes | None) -> ast.Module | None:
    """The syntax tree of a file, or None if it cannot be parsed."""
    try:
        return ast.parse(data) if data is not None else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def with_import(data: bytes, module: str, name: str = "", alias: str = "") -> bytes | None:
    """The file with an import added among the others; None if it would not parse to the same program."""
    before = parse(data)
    if before is None:
        return None
    said = f"import {module}" if not name else f"from {module} import {name}" + (f" as {alias}" if alias else "")
    lines = data.decode("utf-8", "surrogateescape").splitlines(keepends=True)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    own = None if alias or not name else _joinable(before, lines, module)
    if own is not None:
        line = lines[own.lineno - 1]
        bare = line.rstrip("\r\n")
        lines[own.lineno - 1] = _joined(bare, module, name) + line[len(bare) :]
    else:
        index, gap = _position(before, module, bool(name))
        if index and index <= len(lines) and not lines[index - 1].endswith("\n"):
            lines[index - 1] += newline
        lines.insert(index, said + newline + (newline if gap else ""))
    changed = "".join(lines).encode("utf-8", "surrogateescape")
    return changed if _grew(before, parse(changed)) else None


def with_moved_name(data: bytes, module: str, name: str, home: str, part: str) -> bytes | None:
    """The file with `name` imported from `home`, where it is called `part`; None for other forms of import."""
    taken = without_name(data, module, name)
    if taken is None:
        return None
    rest, alias = taken
    if rest is not None:
        return with_import(rest, home, part, alias or (name if part != name else ""))
    known = name if part == name else f"{part} as {alias or name}"
    said = rb"\bfrom(\s+)" + re.escape(module).encode() + rb"(\s+import\s+\(?\s*)" + name.encode() + rb"\b"
    changed, count = re.subn(said, rb"from\g<1>" + home.encode() + rb"\g<2>" + known.encode(), data, count=1)
    return changed if count and parse(changed) else None


def without_name(data: bytes, module: str, name: str) -> tuple[bytes | None, str] | None:
    """The file without `name` in `from module import …`, and the alias it had; None for other forms of import.

    The file is None when nothing else is imported there: the statement is better rewritten than taken out.
    """
    parsed = parse(data)
    node = next((n for n in _from_imports(parsed, module) if any(a.name == name for a in n.names)), None)
    if parsed is None or node is None or node not in parsed.body:
        return None
    alias = next(a for a in node.names if a.name == name)
    lines = data.decode("utf-8", "surrogateescape").splitlines(keepends=True)
    first, last = node.lineno - 1, node.end_lineno or node.lineno
    text = "".join(lines[first:last])
    if len(node.names) == 1:
        return None, alias.asname or ""
    own = rf"{re.escape(name)}\b" + (rf"\s+as\s+{alias.asname}\b" if alias.asname else "")
    head, found, tail = text.partition("import")
    tail = re.sub(rf"(?m)(^[ \t]*)?(?<![\w.]){own}[ \t]*,(?(1)[ \t]*(?:#.*)?\r?\n|[ \t]*)", "", tail, count=1)
    if tail == text.partition("import")[2]:
        tail = re.sub(rf",\s*(?<![\w.]){own}", "", tail, count=1)
    lines[first:last] = [head + found + tail]
    changed = "".join(lines).encode("utf-8", "surrogateescape")
    after = parse(changed)
    if after is None or any(a.name == name for n in _from_imports(after, module) for a in n.names):
        return None
    return changed, alias.asname or ""


def edited(failure: FailureContext, path: str, data: bytes | None) -> Edit | None:
    """The edit of one source file; None for tests and CI configuration."""
    if data is None or matches(path, PROTECTED):
        return None
    return Edit(Path(path).as_posix(), data)


def _from_imports(parsed: ast.Module | None, module: str) -> list[ast.ImportFrom]:
    nodes = ast.walk(parsed) if parsed else ()
    return [n for n in nodes if isinstance(n, ast.ImportFrom) and n.module == module and not n.level]


def _joinable(parsed: ast.Module, lines: list[str], module: str) -> ast.ImportFrom | None:
    """A plain one-line `from module import a, b` at top level that can take another name."""
    for node in _from_imports(parsed, module):
        line = lines[node.lineno - 1]
        plain = node.lineno == node.end_lineno and not set("(#;\\") & set(line) and node in parsed.body
        if plain and len(line) < 100 and not any(alias.asname or alias.name == "*" for alias in node.names):
            return node
    return None


def _joined(line: str, module: str, name: str) -> str:
    names = [part.strip() for part in line.partition(" import ")[2].split(",")]
    return f"from {module} import {', '.join(sorted([*names, name], key=_case))}"


def _case(name: str) -> tuple[int, str]:
    """Constants, classes, functions: the order that import sorters use."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2), name


def _position(parsed: ast.Module, module: str, from_import: bool) -> tuple[int, bool]:
    """The line after which a new import goes, and whether an empty line must follow it."""
    body = list(parsed.body)
    start = 0
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        start = body[0].end_lineno or 1
        body = body[1:]
    block: list[ast.Import | ast.ImportFrom] = []
    for node in body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            break
        block.append(node)
    future = [n for n in block if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
    if future:
        start = future[-1].end_lineno or start
    block = [n for n in block if n not in future]
    if not block:
        return start, True
    key = _order(module, from_import, 0)
    for node in block:
        if _order(*_named(node)) > key:
            return node.lineno - 1, _order(*_named(node))[0] != key[0]
    return block[-1].end_lineno or start, False


def _named(node: ast.Import | ast.ImportFrom) -> tuple[str, bool, int]:
    if isinstance(node, ast.ImportFrom):
        return node.module or "", True, node.level
    return node.names[0].name, False, 0


def _order(module: str, from_import: bool, level: int) -> tuple[int, bool, str]:
    section = 2 if level else 0 if top(module) in sys.stdlib_module_names else 1
    return section, from_import, module


def _grew(before: ast.Module, after: ast.Module | None) -> bool:
    """Whether only an import changed: all other statements are the same."""
    if after is None:
        return False
    old, new = (
        [ast.dump(node) for node in tree_.body if not isinstance(node, ast.Import | ast.ImportFrom)]
        for tree_ in (before, after)
    )
    return old == new
