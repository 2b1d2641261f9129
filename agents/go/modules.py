"""go.mod and go.sum, the packages of the module, and what an import may mean."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from mity.agents.go.sources import imports, package, usual_name
from mity.agents.project_files import files
from mity.agents.tables import table
from mity.command import Command
from mity.healing.rules import FailureContext

MANIFEST = "go.mod"
LOCK = "go.sum"
SCOPE = (MANIFEST, LOCK)
_MODULE = re.compile(r'^module[ \t]+"?(?P<path>[^\s"]+)', re.MULTILINE)
_REQUIRED = re.compile(r"^(?:require[ \t]+|[ \t]+)(?P<path>[\w./~-]+\.[\w./~-]+)[ \t]+(?P<version>v\S+)", re.MULTILINE)
_LOCKED = re.compile(r"^(?P<path>\S+) (?P<version>v[^\s/]+) h1:", re.MULTILINE)


def module(failure: FailureContext) -> str:
    """The path of the module, or ""."""
    return module_of(failure.read(MANIFEST) or "")


def module_of(text: str) -> str:
    """The path of the module that a go.mod is of, or ""."""
    found = _MODULE.search(text)
    return found["path"] if found else ""


def within(package: str, module: str) -> bool:
    """Whether a package is one of a module."""
    return package == module or package.startswith(f"{module}/")


def required(failure: FailureContext) -> dict[str, str]:
    """The modules that go.mod requires, with their versions."""
    return {found["path"]: found["version"] for found in _REQUIRED.finditer(failure.read(MANIFEST) or "")}


def required_by_any(failure: FailureContext) -> set[str]:
    """The modules that any go.mod of the project requires, of a workspace as well."""
    texts = (failure.read(path) or "" for path in _manifests(failure))
    return {found["path"] for text in texts for found in _REQUIRED.finditer(text)}


def locked(failure: FailureContext) -> dict[str, list[str]]:
    """The versions of each module whose content go.sum knows."""
    known: dict[str, list[str]] = {}
    for found in _LOCKED.finditer(failure.read(LOCK) or ""):
        known.setdefault(found["path"], []).append(found["version"])
    return known


def standard() -> tuple[str, ...]:
    """The packages of the standard library."""
    return tuple(table("go/std.toml")["packages"])


def exported(path: str) -> set[str] | None:
    """What a package of the standard library exports, where the table holds it."""
    names = table("go/std.toml")["exports"].get(path)
    return None if names is None else set(names)


def own_packages(failure: FailureContext) -> dict[str, str]:
    """The packages of the project's modules: import path to name."""
    roots = {PurePosixPath(path).parent: module_of(failure.read(path) or "") for path in _manifests(failure)}
    found: dict[str, str] = {}
    for path in files(failure, ".go"):
        folder = PurePosixPath(path).parent
        root = next((one for one in (folder, *folder.parents) if one in roots), None)
        if root is not None and roots[root] and not path.endswith("_test.go") and not path.startswith("vendor/"):
            own = str(PurePosixPath(roots[root]) / folder.relative_to(root))
            found.setdefault(own, package(failure.read(path) or ""))
    return {path: name for path, name in found.items() if name and name != "main"}


def _manifests(failure: FailureContext) -> list[str]:
    """The go.mod files of the project, that of the root among them."""
    return [path for path in files(failure, MANIFEST) if PurePosixPath(path).name == MANIFEST]


def imported(failure: FailureContext, but: str = "") -> dict[str, set[str]]:
    """What the files of the project import, `but` left out: each path with the names that they give it."""
    found: dict[str, set[str]] = {}
    for path in files(failure, ".go"):
        if path != but and not path.startswith("vendor/"):
            for one in imports(failure.read(path) or ""):
                if one.alias not in ("_", "."):
                    found.setdefault(one.path, set()).add(one.name)
    return found


def named(failure: FailureContext, name: str, taken: set[str], file: str) -> list[str]:
    """The import paths that a file may mean by `name`, of which it uses `taken`: what others import, or all known."""
    others = imported(failure, file)
    habit = [path for path, names in others.items() if name in names]
    if len(habit) == 1:
        return habit
    known = [path for path in standard() if usual_name(path) == name and taken <= (exported(path) or taken)]
    known += [path for path, own in own_packages(failure).items() if own == name]
    known += [path for path in required(failure) if usual_name(path) == name]
    return [path for path in habit if path in known] or known or habit


def go(failure: FailureContext, *words: str) -> Command:
    """A command of go in the project, which may change go.mod and go.sum."""
    return Command((failure.tools.get("go", "go"), *words), failure.root, timeout=600)
