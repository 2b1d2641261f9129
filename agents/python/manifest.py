"""Where a Python project declares and locks its requirements, and the edit that adds one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from mity.agents.python.names import canonical
from mity.changes.edit import Edit
from mity.healing.rules import FailureContext
from mity.text.data import parse_json
from mity.text.toml_data import parse_toml

PYPROJECT = "pyproject.toml"
LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock")
DEV = ("dev", "test", "tests", "testing", "development")
_DEV_FILES = ("requirements-dev", "requirements-test", "dev-requirements", "requirements_dev", "dev", "test")


@dataclass(frozen=True, slots=True)
class Declared:
    """A requirement as it is written: the distribution's name, the text, the file, and for what ("" run time)."""

    name: str
    text: str
    file: str
    group: str = ""


def declared(failure: FailureContext) -> list[Declared]:
    """Every requirement the project declares, in whatever file."""
    found = list(_from_pyproject(_toml(failure, PYPROJECT)))
    for file in requirement_files(failure.root):
        group = "dev" if Path(file).stem in _DEV_FILES else ""
        found += [Declared(canonical(r.name), text, file, group) for r, text in _lines(failure.read(file) or "")]
    pipfile = _toml(failure, "Pipfile")
    for section, group in (("packages", ""), ("dev-packages", "dev")):
        found += [Declared(canonical(name), name, "Pipfile", group) for name in _table(pipfile, section)]
    return found


def is_declared(failure: FailureContext, distribution: str) -> bool:
    """Whether the project declares a distribution."""
    return any(one.name == canonical(distribution) for one in declared(failure))


def requirement_files(root: Path) -> list[str]:
    """Hand-written requirement files; those that a tool compiled with hashes are locks."""
    found = [*root.glob("requirements*.txt"), *root.glob("requirements*.in"), *root.glob("requirements/*.txt")]
    found += root.glob("requirements/*.in")
    return sorted(str(path.relative_to(root)) for path in found if path.is_file() and not _compiled(path))


def lock_files(root: Path) -> list[str]:
    """The lock files of the project."""
    found = [name for name in LOCKS if (root / name).is_file()]
    compiled = [*root.glob("requirements*.lock"), *root.glob("requirements*.txt")]
    return found + sorted(path.name for path in compiled if path.is_file() and _compiled(path))


def locked(failure: FailureContext, lock: str) -> set[str]:
    """The distributions a lock file names."""
    text = failure.read(lock) or ""
    if lock == "Pipfile.lock":
        try:
            data = parse_json(text)
        except ValueError:
            return set()
        return {canonical(name) for part in ("default", "develop") for name in data.get(part, {})}
    pattern = r'^name = "([^"]+)"' if lock in LOCKS else r"^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?=="
    return {canonical(name) for name in re.findall(pattern, text, re.MULTILINE)}


def adding(failure: FailureContext, requirement: str, *, dev: bool = False) -> Edit | None:
    """The edit that adds a requirement where the project declares its others; None if there is no such place."""
    table = _toml(failure, PYPROJECT)
    if isinstance(table.get("project"), dict) and "dependencies" not in table["project"].get("dynamic", ()):
        return _rewrite(failure, lambda document: _add_to_project(document, requirement, dev))
    if "poetry" in _table(table, "tool"):
        return _rewrite(failure, lambda document: _add_to_poetry(document, requirement, dev))
    return _add_line(failure, requirement, dev)


def replacing(failure: FailureContext, old: str, new: str) -> Edit | None:
    """The edit that writes requirement `new` where pyproject.toml has exactly `old` once; None elsewhere."""
    data = failure.read_bytes(PYPROJECT) or b""
    for quote in (b'"', b"'"):
        whole = quote + old.encode() + quote
        if data.count(whole) == 1:
            return Edit(PYPROJECT, data.replace(whole, quote + new.encode() + quote))
    return None


def _rewrite(failure: FailureContext, change: Any) -> Edit | None:
    import tomlkit

    data = failure.read_bytes(PYPROJECT)
    if data is None:
        return None
    document = tomlkit.parse(data.decode("utf-8"))
    change(document)
    return Edit(PYPROJECT, tomlkit.dumps(document).encode("utf-8"))


def _add_to_project(document: Any, requirement: str, dev: bool) -> None:
    import tomlkit

    project = document["project"]
    if dev:
        for table in (document.get("dependency-groups", {}), project.get("optional-dependencies", {})):
            for group in DEV:
                if group in table:
                    _append(table[group], requirement)
                    return
        groups = document.setdefault("dependency-groups", tomlkit.table())
        groups["dev"] = tomlkit.array()
        groups["dev"].append(requirement)
        return
    if "dependencies" not in project:
        project["dependencies"] = tomlkit.array()
    _append(project["dependencies"], requirement)


def _append(array: Any, requirement: str) -> None:
    """Adds an item in the style of the others: on its own line in an array of several lines."""
    if "\n" in array.as_string():
        indent = re.search(r"\n([ \t]+)\S", array.as_string())
        array.add_line(requirement, indent=indent.group(1) if indent else "  ", add_comma=True, newline=True)
    else:
        array.append(requirement)


def _add_to_poetry(document: Any, requirement: str, dev: bool) -> None:
    import tomlkit

    poetry = document["tool"]["poetry"]
    if dev:
        groups = poetry.setdefault("group", tomlkit.table())
        place = groups.setdefault("dev", tomlkit.table()).setdefault("dependencies", tomlkit.table())
    else:
        place = poetry.setdefault("dependencies", tomlkit.table())
    wanted = Requirement(requirement)
    version = str(wanted.specifier) or "*"
    if wanted.extras:
        entry = tomlkit.inline_table()
        entry.update({"version": version, "extras": sorted(wanted.extras)})
        place[wanted.name] = entry
    else:
        place[wanted.name] = version


def _add_line(failure: FailureContext, requirement: str, dev: bool) -> Edit | None:
    """Adds a line to a requirements file: the .in file where there is one, of the right group where there are two."""
    files = requirement_files(failure.root)
    ranked = sorted(
        files, key=lambda name: ((Path(name).stem in _DEV_FILES) != dev, not name.endswith(".in"), len(name))
    )
    if not ranked:
        return None
    data = failure.read_bytes(ranked[0])
    if data is None or b"\0" in data:
        return None
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    gap = b"" if not data or data.endswith(b"\n") else newline
    return Edit(ranked[0], data + gap + requirement.encode() + newline)


def _from_pyproject(table: Mapping[str, Any]) -> Iterator[Declared]:
    project = _table(table, "project")
    groups = {"": project.get("dependencies", ())}
    groups.update({str(k): v for k, v in _table(project, "optional-dependencies").items()})
    groups.update({str(k): v for k, v in _table(table, "dependency-groups").items()})
    for group, items in groups.items():
        for text in items if isinstance(items, Iterable) else ():
            if isinstance(text, str) and (requirement := parsed(text)):
                yield Declared(canonical(requirement.name), text, PYPROJECT, group)
    poetry = _table(_table(table, "tool"), "poetry")
    sections = {"": _table(poetry, "dependencies"), "dev": _table(poetry, "dev-dependencies")}
    for group, content in _table(poetry, "group").items():
        sections[str(group)] = _table(content, "dependencies")
    for group, names in sections.items():
        yield from (Declared(canonical(n), f"{n} {v}", PYPROJECT, group) for n, v in names.items() if n != "python")


def parsed(text: str) -> Requirement | None:
    """The parsed requirement, or None if the text is not one."""
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def _lines(text: str) -> Iterator[tuple[Requirement, str]]:
    for line in text.splitlines():
        bare = re.sub(r"\s+#.*$|^#.*$", "", line).strip()
        if bare and not bare.startswith("-") and (requirement := parsed(bare)):
            yield requirement, bare


def _compiled(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(4000)
    return b"--hash=" in head or b"autogenerated by" in head.lower()


def _toml(failure: FailureContext, path: str) -> dict[str, Any]:
    try:
        return parse_toml(failure.read(path) or "")
    except tomllib.TOMLDecodeError:
        return {}


def _table(parent: Any, name: str) -> dict[str, Any]:
    found = parent.get(name) if isinstance(parent, dict) else None
    return found if isinstance(found, dict) else {}
