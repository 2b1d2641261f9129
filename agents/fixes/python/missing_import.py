"""A name that is used and never imported: the import is added if exactly one module is known to define it."""

from __future__ import annotations

import ast
import importlib
import re

from mity.agents.python.evidence import Place, places
from mity.agents.python.names import EXPORTS
from mity.agents.python.needs import usable
from mity.agents.python.sources import edited, imports, modules, parse, top_level, with_import
from mity.agents.tables import table
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(r"NameError: name '(\w+)' is not defined")
_KINDS = (ErrorType.BUILD, ErrorType.DEPENDENCY, ErrorType.TEST, ErrorType.RUNTIME, ErrorType.UNKNOWN)


class MissingImport(Rule):
    """Adds one import to the one file that lacks it; every other byte of the file is unchanged."""

    id = "missing-import"
    title = "add a missing import"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = list(_SAID.finditer(failure.output)) if failure.diagnosis.error_type in _KINDS else []
        if not found:
            return None
        name, place = found[-1][1], next(places(failure, found[-1].end()), None)
        tree = parse(failure.read_bytes(place.file)) if place else None
        if place is None or tree is None or self._bound(tree, name):
            return None
        homes = self._homes(failure, name, tree)
        if len(homes) != 1:
            return self._ask(name, place, homes)
        module, part = homes[0]
        edit = edited(failure, place.file, with_import(failure.read_bytes(place.file) or b"", module, part))
        said = f"import {module}" if not part else f"from {module} import {part}"
        if edit is None:
            return Advice(
                f"{place.file} uses {name} without importing it: add `{said}` by hand; mity does not edit tests"
            )
        return Fix(self.id, f"{place.file} uses {name}: add `{said}`", (edit,), scope=(place.file,))

    def _ask(self, name: str, place: Place, homes: list[tuple[str, str]]) -> Advice:
        where = f"{place.file}:{place.line}"
        if not homes:
            return Advice(f"{where} uses '{name}', which is not defined anywhere: define it or correct the spelling")
        choices = " or ".join(module for module, _ in homes)
        return Advice(f"{where} uses '{name}' without importing it; it may come from {choices}")

    def _bound(self, tree: ast.Module, name: str) -> bool:
        """Whether the file gives the name a meaning somewhere: then a missing import is not the cause."""
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name:
                return True
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store):
                return True
            if isinstance(node, ast.alias) and (node.asname or node.name.partition(".")[0]) == name:
                return True
        return False

    def _homes(self, failure: FailureContext, name: str, tree: ast.Module) -> list[tuple[str, str]]:
        """Where the name can come from, as pairs of module and imported part: by the table or a habit here.

        A habit adds a candidate and never settles which of two is meant: `Path` is a file here and a parameter there.
        """
        used = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and _is_name(n.value, name)}
        tables = table(EXPORTS)
        found = [(module, name) for module, names in tables["names"].items() if name in names]
        found = [(module, part) for module, part in found if usable(failure, module)]
        if name in tables["modules"]["names"] and used:
            found.append((name, ""))
        habit = {
            (module, part)
            for path in modules(failure)
            for module, part in imports(failure, path)
            if name in (part, module)
        }
        # of the project's own modules only the one that defines the name: others merely hand it on
        habit = {home for home in habit if usable(failure, home[0]) or name in top_level(failure, home[0])}
        habit = {(module, part) for module, part in habit if part or module == name}
        return [home for home in dict.fromkeys([*found, *sorted(habit)]) if _has(home, used)]


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _has(home: tuple[str, str], used: set[str]) -> bool:
    """Whether what is imported has every attribute that the file uses; only plain standard modules are looked into."""
    module, part = home
    if not used or module.partition(".")[0] not in table(EXPORTS)["modules"]["names"]:
        return True
    found = importlib.import_module(module)
    thing = getattr(found, part, None) if part else found
    return thing is not None and used <= set(dir(thing))
