"""What new Python code may not do to the interpreter and the runner that test it, found in its syntax tree."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator

from mity.changes.python_idioms import ends_by_signal, ends_well, leaves, plainly_used, zero

_MODULES = frozenset(
    {
        "__main__",
        "unittest",
        "pytest",
        "_pytest",
        "pluggy",
        "doctest",
        "nose",
        "nose2",
        "hypothesis",
        "dirty_equals",
        "assertpy",
        "freezegun",
        "time_machine",
        "coverage",
        "mock",
        "builtins",
    }
    | {
        "atexit",
        "gc",
        "ctypes",
        "faulthandler",
        "trace",
        "bdb",
        "pdb",
        "sitecustomize",
        "site",
        "runpy",
        "forbiddenfruit",
    }
    | {"importlib.abc", "importlib.machinery", "pkgutil", "zipimport", "imp", "gorilla", "wrapt"}
)
"""Modules by which a program reaches its tests or itself; product code that repairs nothing of the kind has no use."""
_ATTRIBUTES = frozenset(
    {
        "_getframe",
        "_current_frames",
        "currentframe",
        "getouterframes",
        "getinnerframes",
        "stack",
        "settrace",
        "setprofile",
    }
    | {"f_back", "f_globals", "f_locals", "f_code", "tb_frame", "tb_next", "gi_frame", "cr_frame", "ag_frame"}
    | {"__code__", "__closure__", "__builtins__", "__subclasses__", "__globals__", "meta_path", "path_hooks"}
    | {
        "excepthook",
        "unraisablehook",
        "breakpointhook",
        "displayhook",
        "_exit",
        "abort",
        "execv",
        "execve",
        "execvp",
        "dup2",
        "closerange",
    }
    | {
        "addaudithook",
        "modules",
        "spec_from_file_location",
        "SourceFileLoader",
        "orig_argv",
        "path_importer_cache",
        "__loader__",
        "__spec__",
        "__import__",
    }
)
_HOMES = frozenset({"sys", "os", "inspect", "threading", "importlib", "posix"})
_OF = {"stack": {"inspect"}, "modules": {"sys"}, "abort": {"os"}, "_exit": {"os"}}
_CALLS = frozenset({"exec", "eval", "compile", "__import__", "breakpoint", "exit", "quit", "delattr"})
_COMPARISONS = frozenset(
    {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__", "__instancecheck__"}
)
_PLACES = re.compile(
    r"(?:^|[\\/])(?:tests?|spec|\.git|\.venv|__pycache__)[\\/]|(?:^|[\\/])test_\w+|\.pyc$|pytest|conftest"
)
_WRITERS = frozenset({"open", "write_text", "write_bytes", "unlink", "rename", "replace", "remove", "rmtree", "touch"})


def reach(before: bytes | None, after: bytes | None) -> str:
    """What code that was not there before reaches for, or an empty string; code that is no Python yet has nothing."""
    old, new = Counter(_found(before)), Counter(_found(after))
    return next(iter(new - old), "")


def _found(data: bytes | None) -> Iterator[str]:
    try:
        tree = ast.parse((data or b"").decode("utf-8-sig"))
    except (SyntaxError, ValueError, RecursionError):
        return
    names = dict(imported(tree))
    plain, ends = plainly_used(tree), ends_by_signal(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _import(node, plain)
        elif not (id(node) in ends and ends_well(node, names)):
            yield from _in_node(node, names)


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each name that an import binds, and the module that it is from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.asname or one.name.split(".")[0], one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)


def _in_node(node: ast.AST, names: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and node.attr in _ATTRIBUTES and _of(node, names):
        yield f".{node.attr}"
    elif isinstance(node, ast.Name) and node.id in ("__builtins__", "__loader__"):
        yield node.id
    elif isinstance(node, ast.Call):
        yield from _call(node, names)
    elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete):
        targets = node.targets if isinstance(node, ast.Assign | ast.Delete) else [node.target]
        yield from (f"{ast.unparse(one)} = …" for one in targets if _foreign(one, names))
    elif isinstance(node, ast.FunctionDef) and node.name in _COMPARISONS and not _compares(node):
        yield f"{node.name} that compares nothing"
    elif isinstance(node, ast.Raise) and leaves(node.exc):
        yield "SystemExit without an error"
    if isinstance(node, ast.Assign):
        bound = {one.id for one in node.targets if isinstance(one, ast.Name)} & _COMPARISONS
        yield from (f"{name} that compares nothing" for name in bound if not _compares(node.value, name))


def _import(node: ast.Import | ast.ImportFrom, plain: frozenset[str]) -> Iterator[str]:
    named = [one.name for one in node.names if isinstance(node, ast.ImportFrom) or one.name not in plain]
    if isinstance(node, ast.ImportFrom) and not node.level:
        named = [str(node.module), *(f"{node.module}.{one}" for one in named)]
    elif isinstance(node, ast.ImportFrom):
        named = [f"{node.module or ''}.{one}" for one in named]
    for name in named:
        own = isinstance(node, ast.ImportFrom) and node.level
        tops = set() if own else {name, name.split(".")[0], ".".join(name.split(".")[:2])}
        if tops & _MODULES or (isinstance(node, ast.ImportFrom) and name.rpartition(".")[2] in ("pytest", "unittest")):
            yield f"import {name}"
        if name.rpartition(".")[2] in _ATTRIBUTES and name.split(".")[0] in _HOMES:
            yield f"import {name}"


def _of(node: ast.Attribute, names: dict[str, str]) -> bool:
    """Whether an attribute of a name that others use as well is that of the module which is meant."""
    wanted = _OF.get(node.attr)
    if wanted is None:
        return True
    return isinstance(node.value, ast.Name) and names.get(node.value.id, node.value.id) in wanted


def _call(node: ast.Call, names: dict[str, str]) -> Iterator[str]:
    said = ast.unparse(node.func)
    said = names.get(said, said)
    if isinstance(node.func, ast.Name):
        if node.func.id in _CALLS and node.func.id not in names:
            yield f"{node.func.id}()"
        if node.func.id in ("setattr", "vars") and node.args and _module(node.args[0], names):
            yield f"{node.func.id}() of a module"
        if node.func.id == "getattr" and any(isinstance(a, ast.Constant) and a.value in _ATTRIBUTES for a in node.args):
            yield "getattr() of the interpreter"
    if said in ("sys.exit", "os.kill", "signal.raise_signal") and zero(node):
        yield f"{said}()"
    last = said.rpartition(".")[2]
    starts = said.partition(".")[0] in ("subprocess", "shutil") or said in ("os.system", "os.popen", "os.spawnv")
    told = _all_texts(node) if starts else _texts(node)
    if (last in _WRITERS or starts) and any(_PLACES.search(text) or text in ("tests", "test") for text in told):
        yield f"{last}() in tests"


def _texts(node: ast.Call) -> Iterator[str]:
    """The texts in a call that say what it writes, and where."""
    for one in ast.walk(node.func):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value
    first = node.args[0] if node.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        yield first.value


def _all_texts(node: ast.Call) -> Iterator[str]:
    return (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _foreign(target: ast.expr, names: dict[str, str]) -> bool:
    """Whether an assignment changes something inside of a module that is not the project's own."""
    if isinstance(target, ast.Tuple | ast.List):
        return any(_foreign(one, names) for one in target.elts)
    if isinstance(target, ast.Subscript):
        said = ast.unparse(target.value)
        return said in ("globals()", "sys.modules", "builtins.__dict__") or (
            isinstance(target.value, ast.Attribute) and target.value.attr == "__dict__"
        )
    return isinstance(target, ast.Attribute) and _module(target.value, names)


def _module(node: ast.expr, names: dict[str, str]) -> bool:
    """Whether an expression is a module of the standard library or a test tool, or something inside of one."""
    while isinstance(node, ast.Attribute):
        node = node.value
    top = names.get(node.id, "").split(".")[0] if isinstance(node, ast.Name) else ""
    return top in sys.stdlib_module_names or top in _MODULES


def _compares(node: ast.AST, name: str = "") -> bool:
    """Whether a comparison looks at what it compares, in whatever it calls or asks; `name` is that of an alias."""
    if isinstance(node, ast.Attribute):
        return node.attr == name
    for one in ast.walk(node):
        if isinstance(one, ast.Compare | ast.Raise) or (isinstance(one, ast.Name) and one.id == "NotImplemented"):
            return True
        if isinstance(one, ast.Call) and not _of_anything(one):
            return True
    return False


def _of_anything(call: ast.Call) -> bool:
    """Whether a call says the same of whatever two things: `bool(x)`, `isinstance(x, object)`."""
    said = ast.unparse(call.func)
    of_object = said in ("isinstance", "issubclass") and len(call.args) == 2 and ast.unparse(call.args[1]) == "object"
    return of_object or said in ("bool", "callable", "hash", "id", "len", "repr", "str", "type", "print")
