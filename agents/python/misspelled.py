"""What a misspelled module or name was meant to be: one letter off something that this project can certainly import."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterable
from pkgutil import iter_modules

from mity.agents.near import near
from mity.agents.python.environment import environment
from mity.agents.python.manifest import declared
from mity.agents.python.names import top
from mity.agents.python.sources import imports, modules, parse, top_level
from mity.healing.rules import FailureContext

_SHORTEST = 3
_LONG = 8


def meant_module(failure: FailureContext, module: str) -> str:
    """The one module that `module` is a misspelling of, "" when there is none or when there are several.

    Own modules, what the project imports elsewhere, the standard library, and what declared distributions bring.
    """
    parent, _, last = module.rpartition(".")
    if parent:
        return _joined(parent, nearest(last, _children(failure, parent)))
    own = {top(name) for name in own_modules(failure)}
    used = {top(name) for path in modules(failure) for name, _ in imports(failure, path)} - {module}
    used = {name for name in used if name in sys.stdlib_module_names or name in own or name in _brought(failure)}
    for known in (own, used, _public_stdlib(), _brought(failure)):
        if found := near_names(module, known):
            return found[0] if len(found) == 1 else ""
    return ""


def meant_name(failure: FailureContext, module: str, name: str) -> str:
    """The one name of a module that `name` is a misspelling of, "" when there is none or when there are several."""
    known = top_level(failure, module) | set(_children(failure, module))
    if not known and top(module) in sys.stdlib_module_names:
        known = set(_exported(module))
    if not known:
        known = {part for path in modules(failure) for home, part in imports(failure, path) if home == module}
    return nearest(name, known - {name, ""})


def nearest(word: str, known: Iterable[str]) -> str:
    """The only one of `known` that is one typing error away from `word` (two in a long word), or ""."""
    found = near_names(word, known)
    return found[0] if len(found) == 1 else ""


def near_names(word: str, known: Iterable[str]) -> list[str]:
    """Those of `known` that are as near to `word` as a typing error leaves it, none when none is near enough."""
    return near(word, known, two_from=_LONG, shortest=_SHORTEST)


def own_modules(failure: FailureContext) -> set[str]:
    """The dotted names of the project's own modules, from its root and from `src` and `lib`."""
    found: set[str] = set()
    for path in modules(failure):
        parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
        parts = parts[1:] if parts[0] in ("src", "lib") else parts
        if all(part.isidentifier() for part in parts):
            found |= {".".join(parts[: end + 1]) for end in range(len(parts))}
    return found


def _children(failure: FailureContext, parent: str) -> set[str]:
    """The names of the modules in a package, own or of the standard library."""
    start = f"{parent}."
    found = {one[len(start) :].partition(".")[0] for one in own_modules(failure) if one.startswith(start)}
    if not found and top(parent) in sys.stdlib_module_names:
        spec = importlib.util.find_spec(top(parent)) if "." not in parent else None
        for place in (spec.submodule_search_locations or ()) if spec else ():
            found |= {one.name for one in iter_modules([place])}
    return found


def _public_stdlib() -> set[str]:
    return {
        name for name in sys.stdlib_module_names if not name.startswith("_") and name not in ("this", "antigravity")
    }


def _brought(failure: FailureContext) -> set[str]:
    """The top-level modules of the installed distributions that the project declares."""
    found = environment(failure)
    names = {one.name for one in declared(failure)}
    return found.modules(names) if found else set()


def _exported(module: str) -> list[str]:
    """The names of a module of the standard library, without running it: those that its source binds."""
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return []
    origin = spec.origin if spec else None
    if origin is None or not origin.endswith(".py"):
        loaded = sys.modules.get(module)
        return [name for name in vars(loaded) if not name.startswith("_")] if loaded else []
    try:
        with open(origin, "rb") as source:  # noqa: PTH123 - the standard library is no project file
            parsed = parse(source.read())
    except OSError:
        return []
    return [name for name in _bound(parsed.body if parsed else []) if not name.startswith("_")]


def _bound(body: Iterable[ast.stmt]) -> set[str]:
    """The names that statements bind at their level, those of branches too."""
    found: set[str] = set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or top(alias.name) for alias in node.names}
        elif isinstance(node, ast.If | ast.Try):
            handlers = [one for handler in node.handlers for one in handler.body] if isinstance(node, ast.Try) else []
            found |= _bound([*node.body, *node.orelse, *handlers])
    return found


def _joined(parent: str, name: str) -> str:
    return f"{parent}.{name}" if name else ""
