"""Locks of Python's package managers against the manifest beside them: each dependency, and if its version fits."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from mity.stacks.python.constraints import requirements
from mity.stacks.python.manifests import strings, table, text_of, toml
from mity.text.data import parse_json


def of_packages(lock: str, root: Path) -> str:
    """How a lock that lists packages (of uv, poetry, pdm, or the standard one) differs from pyproject.toml."""
    there: dict[str, set[str]] = {}
    data = toml(root, lock)
    for one in [*_rows(data.get("package")), *_rows(data.get("packages"))]:
        if isinstance(name := one.get("name"), str):
            there.setdefault(canonicalize_name(name), set()).add(str(one.get("version") or ""))
    return _compared(_asked(toml(root)), there)


def of_pipenv(lock: str, root: Path) -> str:
    """The same for a lock of pipenv and its Pipfile."""
    try:
        data = parse_json(text_of(root, lock))
    except ValueError:
        return "it is not JSON"
    asked = toml(root, "Pipfile")
    for part, tables in (("default", "packages"), ("develop", "dev-packages")):
        rows = table(data, part)
        there: dict[str, set[str]] = {
            canonicalize_name(name): {str(table(rows, name).get("version") or "").lstrip("=")} for name in rows
        }
        entries = table(asked, tables).items()
        wanted = _read(text for name, said in entries for text in requirements(name, said))
        if problem := _compared(wanted, there):
            return problem
    return ""


def _asked(data: dict[str, Any]) -> list[Requirement]:
    """What a project depends on here, as its pyproject.toml says it in whichever way."""
    words = list(strings(table(data, "project").get("dependencies")))
    entries = {**table(data, "tool", "poetry", "dependencies")}
    groups = table(data, "tool", "poetry", "group")
    entries |= {name: said for one in groups.values() for name, said in table(one, "dependencies").items()}
    words += [text for name, said in entries.items() if name != "python" for text in requirements(name, said)]
    for rows in table(data, "dependency-groups").values():
        words += strings(rows)
    return _read(words)


def _read(words: Iterable[str]) -> list[Requirement]:
    found = []
    for word in words:
        try:
            one = Requirement(word)
        except (InvalidRequirement, ValueError):
            continue
        if one.url is None and (one.marker is None or one.marker.evaluate({"extra": ""})):
            found.append(one)
    return found


def _compared(asked: list[Requirement], there: dict[str, set[str]]) -> str:
    """The first dependency that a lock lacks, or has in no version that fits."""
    for one in asked:
        versions = there.get(canonicalize_name(one.name))
        if versions is None:
            return f"{one.name} is not in it"
        known = versions - {""}
        if known and not any(one.specifier.contains(version, prereleases=True) for version in known):
            return f"it has {one.name} {', '.join(sorted(known))}, which is asked for as '{one.specifier}'"
    return ""


def _rows(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
