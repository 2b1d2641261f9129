"""package.json, package-lock.json and node_modules of a project, and the npm commands that change them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mity.agents.tables import table
from mity.command import Command
from mity.healing.rules import FailureContext
from mity.text.data import parse_json
from mity.text.records import dataclass

MANIFEST = "package.json"
LOCK = "package-lock.json"
FILES = (MANIFEST, LOCK)
SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_NAME = re.compile(r"(?:@[a-z0-9~-][\w.~-]*/)?[a-z0-9~-][\w.~-]*")


@dataclass(frozen=True, slots=True)
class Package:
    """A package as declared in package.json: its range and its section."""

    name: str
    wanted: str
    section: str


def manifest(failure: FailureContext) -> dict[str, Any]:
    """package.json; empty if it cannot be read."""
    return _json(failure.read(MANIFEST))


def declared(failure: FailureContext) -> dict[str, Package]:
    """Every package that package.json declares."""
    found = manifest(failure)
    return {
        name: Package(name, str(wanted), section)
        for section in SECTIONS
        for name, wanted in dict(found.get(section) or {}).items()
    }


def locked(failure: FailureContext, name: str) -> str:
    """The version of a package in node_modules according to the lock file; "" if it has none."""
    entries = _json(failure.read(LOCK)).get("packages")
    entry = entries.get(f"node_modules/{name}") if isinstance(entries, dict) else None
    return str(entry.get("version", "")) if isinstance(entry, dict) else ""


def installed(failure: FailureContext, name: str) -> bool:
    """Whether the package is installed, at least partly."""
    return (failure.root / "node_modules" / name / MANIFEST).is_file()


def package_of(specifier: str) -> str:
    """The package that an import refers to; "" for files, URLs and Node's built-in modules."""
    name = "/".join(specifier.split("/")[: 2 if specifier.startswith("@") else 1])
    foreign = _NAME.fullmatch(name) is not None and not specifier.startswith(("@/", "~", "#", "."))
    return name if foreign and name not in known_packages()["builtin"]["names"] else ""


def known_packages() -> Mapping[str, Any]:
    """The table of known packages and their exports."""
    return table("node/packages.toml")


def npm(failure: FailureContext, *words: str) -> tuple[Command, ...]:
    """An npm command that runs no package scripts and prefers the cache; none without npm."""
    program = failure.tools.get("npm")
    quiet = ("--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund")
    return (Command((program, *words, *quiet), failure.root),) if program else ()


def relocking(failure: FailureContext) -> tuple[Command, ...]:
    """Writes the lock from package.json, keeping every version that still fits, and asks npm whether it holds.

    npm writes locks whose peers do not fit each other, and then refuses to install them.
    """
    return (*npm(failure, "install", "--package-lock-only"), *npm(failure, "ci", "--dry-run"))


def installing(failure: FailureContext) -> tuple[Command, ...]:
    """The stack's install commands; none if the failed step installs by itself when it runs again."""
    return () if failure.stage == "build" else tuple(failure.commands("install"))


def _json(text: str | None) -> dict[str, Any]:
    try:
        found = parse_json(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
