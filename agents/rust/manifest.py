"""Cargo.toml and Cargo.lock: what they declare, and the edits that add a crate or enable a feature."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable

from mity.agents.project_files import files
from mity.changes.edit import Edit
from mity.command import Command
from mity.healing.rules import FailureContext
from mity.system.git_history import earlier_versions
from mity.text.records import dataclass

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


def crate_of(failure: FailureContext, file: str) -> str:
    """The Cargo.toml of the crate that a file belongs to."""
    places = (str(folder / MANIFEST) for folder in PurePosixPath(file).parents)
    return next((path for path in places if (failure.root / path).is_file()), MANIFEST)


def declared(failure: FailureContext, name: str, path: str = MANIFEST) -> str:
    """The name under which a manifest declares a crate, in any table; "" if it does not."""
    data = _data(failure, path)
    names = [key for table in _TABLES for key in data.get(table, {})]
    return next((key for key in names if snake(key) == snake(name)), "")


def package(failure: FailureContext, path: str = MANIFEST) -> str:
    """The name of the project's own package, or of one of its crates."""
    return str(_data(failure, path).get("package", {}).get("name", ""))


def adding(failure: FailureContext, crate: Crate, path: str = MANIFEST, *, dev: bool) -> Edit | None:
    """The edit that declares a crate in its locked version; None if the manifest has no table for it."""
    lines = (failure.read(path) or "").split("\n")
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
    return Edit(path, "\n".join(lines).encode())


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


def remembered(failure: FailureContext, name: str, path: str = MANIFEST) -> tuple[str, Any]:
    """The crate that source code calls `name` and what an earlier commit declared of it; "" and None if none did."""
    for data in earlier_versions(failure.root, path):
        document = _parsed(data.decode("utf-8", "replace"))
        for table in _TABLES:
            for key, value in document.get(table, {}).items():
                if snake(key) == snake(name):
                    return str(key), value
    return "", None


def shared(failure: FailureContext, name: str, path: str) -> tuple[str, Any]:
    """A crate that the workspace declares for its members, or that is one of them, and how a member declares it."""
    inline = tomlkit.inline_table()
    common = _data(failure).get("workspace", {}).get("dependencies", {})
    if key := next((str(key) for key in common if snake(key) == snake(name) and path != MANIFEST), ""):
        return key, inline.append("workspace", True)
    for other in files(failure, MANIFEST):
        own = package(failure, other)
        if other != path and own and snake(own) == snake(name):
            here, there = PurePosixPath(path).parent, PurePosixPath(other).parent
            return own, inline.append("path", posixpath.relpath(str(there), str(here)))
    return "", None


def declaring(failure: FailureContext, name: str, value: Any, path: str = MANIFEST, *, dev: bool) -> Edit:
    """The edit that declares a crate with this value."""
    document = _data(failure, path)
    table = "dev-dependencies" if dev else "dependencies"
    if table not in document:
        document.append(table, tomlkit.table())
    alone = re.search(rf"^\[{table}\][ \t]*(?:#[^\n]*)?$", failure.read(path) or "", re.MULTILINE)
    if isinstance(value, Mapping) and not isinstance(value, InlineTable) and (alone or not document[table]):
        parts = ", ".join(f"{key} = {tomlkit.item(one).as_string()}" for key, one in value.items())
        value = _parsed(f"it = {{ {parts} }}")["it"]
    document[table][name] = value
    return Edit(path, tomlkit.dumps(document).encode())


def cargo(failure: FailureContext, *words: str) -> Command:
    """A command of cargo in the project."""
    return Command((failure.tools.get("cargo", "cargo"), *words), failure.root, timeout=600)


def relock(failure: FailureContext) -> Command:
    """Updates the lock file, keeping every version that still matches, and fetches the new ones."""
    return cargo(failure, "fetch")


def _data(failure: FailureContext, path: str = MANIFEST) -> Any:
    return _parsed(failure.read(path) or "")


def _parsed(text: str) -> Any:
    try:
        return tomlkit.parse(text)
    except TOMLKitError:
        return tomlkit.document()
