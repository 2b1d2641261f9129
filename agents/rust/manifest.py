"""Cargo.toml and Cargo.lock: what they declare, and the edits that add a crate or enable a feature."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from mity.changes.edit import Edit
from mity.command import Command
from mity.healing.rules import FailureContext

MANIFEST = "Cargo.toml"
LOCK = "Cargo.lock"
SCOPE = (MANIFEST, LOCK)
_TABLES = ("dependencies", "dev-dependencies", "build-dependencies")
_LOCKED = re.compile(r'^\[\[package\]\]\s+name = "(?P<name>[^"]+)"\s+version = "(?P<version>[^"]+)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Crate:
    """A crate as the lock names it."""

    name: str
    version: str


def locked(failure: FailureContext, name: str) -> Crate | None:
    """The crate of that name (written with - or _) in the lock file, if there is only one version of it."""
    found = [Crate(m["name"], m["version"]) for m in _LOCKED.finditer(failure.read(LOCK) or "")]
    fits = [crate for crate in found if snake(crate.name) == snake(name)]
    return fits[0] if len(fits) == 1 else None


def snake(name: str) -> str:
    """A crate's name as source code writes it."""
    return name.replace("-", "_")


def declared(failure: FailureContext, name: str) -> str:
    """The name under which the manifest declares a crate, in any table; "" if it does not."""
    data = _data(failure)
    names = [key for table in _TABLES for key in data.get(table, {})]
    return next((key for key in names if snake(key) == snake(name)), "")


def package(failure: FailureContext) -> str:
    """The name of the project's own package."""
    return str(_data(failure).get("package", {}).get("name", ""))


def adding(failure: FailureContext, crate: Crate, *, dev: bool) -> Edit | None:
    """The edit that declares a crate in its locked version; None if the manifest has no table for it."""
    lines = (failure.read(MANIFEST) or "").split("\n")
    header = "[dev-dependencies]" if dev else "[dependencies]"
    if header not in (line.strip() for line in lines):
        return None
    at = start = next(i for i, line in enumerate(lines) if line.strip() == header) + 1
    while at < len(lines) and not lines[at].startswith("["):
        at += 1
    while at > start and not lines[at - 1].strip():
        at -= 1
    keys = [(i, found[1]) for i in range(start, at) if (found := re.match(r"([\w-]+)\s*[=.]", lines[i]))]
    place = next((i for i, key in keys if key > crate.name), at)
    ending = "\r" if lines[start - 1].endswith("\r") else ""
    lines.insert(place, f'{crate.name} = "{crate.version.split("+")[0]}"{ending}')
    return Edit(MANIFEST, "\n".join(lines).encode())


def switching_on(failure: FailureContext, name: str, features: tuple[str, ...]) -> Edit | None:
    """The edit that enables features of a declared crate; None if it has them or cannot be read."""
    document = _data(failure)
    key = declared(failure, name)
    table: Any = next((document[t] for t in _TABLES if key and key in document.get(t, {})), None)
    if table is None:
        return None
    value: Any = table[key]
    if isinstance(value, str):
        made = tomlkit.inline_table()
        made.update({"version": str(value), "features": list(features)})
        table[key] = made
    elif not isinstance(value, Mapping) or value.get("workspace"):
        return None
    else:
        lacking = [one for one in features if one not in value.get("features", [])]
        if not lacking:
            return None
        known = [*map(str, value.get("features", []))]
        both = sorted([*known, *lacking]) if known == sorted(known) else [*known, *lacking]
        table[key]["features"] = both
    return Edit(MANIFEST, tomlkit.dumps(document).encode())


def cargo(failure: FailureContext, *words: str) -> Command:
    """A command of cargo in the project."""
    return Command((failure.tools.get("cargo", "cargo"), *words), failure.root, timeout=600)


def relock(failure: FailureContext) -> Command:
    """Updates the lock file, keeping every version that still matches, and fetches the new ones."""
    return cargo(failure, "fetch")


def _data(failure: FailureContext) -> Any:
    try:
        return tomlkit.parse(failure.read(MANIFEST) or "")
    except TOMLKitError:
        return tomlkit.document()
