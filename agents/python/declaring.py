"""The edit that declares a requirement where the project keeps such ones: run-time needs, and those of its tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import tomlkit
from packaging.requirements import Requirement
from tomlkit.exceptions import TOMLKitError

from mity.agents.python.manifest import PYPROJECT, requirement_files
from mity.agents.python.setup_edits import in_setup_cfg, in_setup_py
from mity.changes.edit import Edit
from mity.changes.protected import PROTECTED, matches
from mity.healing.rules import FailureContext
from mity.stacks.python.manifests import ini, table, text_of, toml
from mity.stacks.python.places import (
    EXTRA,
    FILE,
    GROUP,
    PDM,
    PIPENV,
    PIPFILE,
    POETRY,
    REQUIRED,
    SETUP_CFG,
    SETUP_PY,
    Place,
    run_time_files,
    test_places,
)

_OPTIONS = "options"


def adding(failure: FailureContext, requirement: str, *, dev: bool = False) -> Edit | None:
    """The edit that adds a requirement where the project declares its others; None if there is no such place."""
    places = test_places(failure.root) if dev else []
    found = (edit for place in places if (edit := added_at(failure, place, requirement)))
    return next(found, None) or next(_run_time(failure, requirement, dev), None)


def added_at(failure: FailureContext, place: Place, requirement: str) -> Edit | None:
    """The edit that adds a requirement to one list of the project; None where it cannot be edited with certainty."""
    if matches(place.file, PROTECTED):
        return None
    if place.kind == FILE:
        source = str(Path(place.file).with_suffix(".in"))
        return _line_added(failure, source if (failure.root / source).is_file() else place.file, requirement)
    if place.kind in (EXTRA, REQUIRED) and place.file == SETUP_CFG:
        section, key = (_OPTIONS, "tests_require") if place.kind == REQUIRED else ("options.extras_require", place.key)
        return in_setup_cfg(failure, section, key, requirement)
    if place.kind in (EXTRA, REQUIRED) and place.file == SETUP_PY:
        return in_setup_py(
            failure, (place.kind == REQUIRED and "tests_require") or "extras_require", place.key, requirement
        )
    return rewritten(failure, place.file, lambda document: _in_table(document, place, requirement))


def _run_time(failure: FailureContext, requirement: str, dev: bool) -> Iterator[Edit]:
    """Where what the project needs to run is declared, best first; for tests the usual place of their kind."""
    data = toml(failure.root)
    project, poetry = table(data, "project"), table(data, "tool", "poetry")
    dynamic = project.get("dynamic", ())
    changes: list[Callable[[], Edit | None]] = []
    if project and "dependencies" not in dynamic:
        changes.append(lambda: rewritten(failure, PYPROJECT, lambda document: _in_project(document, requirement, dev)))
    if poetry:
        where = Place(POETRY, PYPROJECT, "dev" if dev else "")
        changes.append(lambda: rewritten(failure, PYPROJECT, lambda document: _in_table(document, where, requirement)))
    if ini(text_of(failure.root, SETUP_CFG)).has_option(_OPTIONS, "install_requires"):
        changes.append(lambda: in_setup_cfg(failure, _OPTIONS, "install_requires", requirement))
    changes.append(lambda: in_setup_py(failure, "install_requires", "", requirement))
    if (failure.root / PIPFILE).is_file():
        where = Place(PIPENV, PIPFILE, "dev" if dev else "")
        changes.append(lambda: rewritten(failure, PIPFILE, lambda document: _in_table(document, where, requirement)))
    changes += [lambda name=name: _line_added(failure, name, requirement) for name in _files(failure.root)]  # type: ignore[misc]
    if ini(text_of(failure.root, SETUP_CFG)).has_section(_OPTIONS):
        changes.append(lambda: in_setup_cfg(failure, _OPTIONS, "install_requires", requirement))
    yield from (edit for change in changes if (edit := change()))


def _files(root: Path) -> list[str]:
    """Requirements files of the application: what a file is compiled from before that file."""
    sources = ("requirements.in", "requirements/base.in", "requirements/main.in")
    found = [name for name in sources if (root / name).is_file()] + run_time_files(root)
    return list(dict.fromkeys([*found, *requirement_files(root)]))


def rewritten(failure: FailureContext, path: str, change: Callable[[Any], bool]) -> Edit | None:
    """The edit of a TOML file; None when it is damaged or `change` finds no place."""
    data = failure.read_bytes(path)
    if data is None:
        return None
    try:
        document = tomlkit.parse(data.decode("utf-8"))
        done = change(document)
    except (TOMLKitError, UnicodeDecodeError):
        return None
    return Edit(path, tomlkit.dumps(document).encode("utf-8")) if done else None


def _in_project(document: Any, requirement: str, dev: bool) -> bool:
    project = document["project"]
    if dev:
        groups = document.setdefault("dependency-groups", tomlkit.table())
        _append(groups.setdefault("dev", tomlkit.array()), requirement)
        return True
    _append(project.setdefault("dependencies", tomlkit.array()), requirement)
    return True


def _in_table(document: Any, place: Place, requirement: str) -> bool:
    if place.kind in (POETRY, PIPENV):
        _entry(_entries(document, place), Requirement(requirement))
        return True
    paths = {EXTRA: ("project", "optional-dependencies"), GROUP: ("dependency-groups",)}
    paths[PDM] = ("tool", "pdm", "dev-dependencies")
    found = document
    for name in (*paths[place.kind], place.key):
        found = found.get(name) if hasattr(found, "get") else None
    if not isinstance(found, list):
        return False
    _append(found, requirement)
    return True


def _entries(document: Any, place: Place) -> Any:
    """The table of poetry or pipenv in which a requirement is an entry."""
    if place.kind == PIPENV:
        return document.setdefault("dev-packages" if place.key else "packages", tomlkit.table())
    poetry = document["tool"]["poetry"]
    if not place.key:
        return poetry.setdefault("dependencies", tomlkit.table())
    if place.key == "dev" and "dev-dependencies" in poetry and "dev" not in poetry.get("group", {}):
        return poetry["dev-dependencies"]
    groups = poetry.setdefault("group", tomlkit.table(is_super_table=True))
    group = groups.setdefault(place.key, tomlkit.table(is_super_table=True))
    return group.setdefault("dependencies", tomlkit.table())


def _entry(entries: Any, wanted: Requirement) -> None:
    version = str(wanted.specifier) or "*"
    if wanted.extras:
        entry = tomlkit.inline_table()
        entry.update({"version": version, "extras": sorted(wanted.extras)})
        entries[wanted.name] = entry
    else:
        entries[wanted.name] = version


def _append(array: Any, requirement: str) -> None:
    """Adds an item in the style of the others: on its own line in an array of several lines."""
    if "\n" in array.as_string():
        indent = re.search(r"\n([ \t]+)\S", array.as_string())
        array.add_line(requirement, indent=indent.group(1) if indent else "  ", add_comma=True, newline=True)
    else:
        array.append(requirement)


def _line_added(failure: FailureContext, path: str, requirement: str) -> Edit | None:
    """The requirement as a line of its own at the end of a requirements file."""
    data = failure.read_bytes(path)
    if data is None or b"\0" in data or matches(path, PROTECTED):
        return None
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    gap = b"" if not data or data.endswith(b"\n") else newline
    return Edit(path, data + gap + requirement.encode() + newline)
