"""Where a Python project declares and locks its requirements."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from mity.agents.python.names import canonical
from mity.changes.edit import Edit
from mity.healing.rules import FailureContext
from mity.stacks.python.manifests import SetupCall, ini, setup_call, strings, text_of
from mity.stacks.python.places import SETUP_CFG, SETUP_PY, lines
from mity.text.data import parse_json
from mity.text.records import dataclass
from mity.text.toml_data import parse_toml

PYPROJECT = "pyproject.toml"
LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock")
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
    found += _from_setup(ini(text_of(failure.root, SETUP_CFG)), setup_call(text_of(failure.root, SETUP_PY)))
    pipfile = _toml(failure, "Pipfile")
    for section, group in (("packages", ""), ("dev-packages", "dev")):
        found += [Declared(canonical(name), name, "Pipfile", group) for name in _table(pipfile, section)]
    return found


def declared_in(path: str, text: str) -> set[str]:
    """The names of the distributions that a text declares as the content of one manifest of the project."""
    name = Path(path).name
    if name == PYPROJECT:
        return {one.name for one in _from_pyproject(_parsed(text))}
    if name == "Pipfile":
        data = _parsed(text)
        return {canonical(one) for part in ("packages", "dev-packages") for one in _table(data, part)}
    if name in (SETUP_CFG, SETUP_PY):
        config, call = (ini(text), SetupCall({}, {})) if name == SETUP_CFG else (ini(""), setup_call(text))
        return {one.name for one in _from_setup(config, call)}
    return {canonical(one.name) for one, _ in _lines(text)}


def is_declared(failure: FailureContext, distribution: str) -> bool:
    """Whether the project declares a distribution."""
    return any(one.name == canonical(distribution) for one in declared(failure))


def requirement_files(root: Path) -> list[str]:
    """Hand-written requirement files; those that a tool compiled with hashes are locks."""
    found = [*root.glob("requirements*.txt"), *root.glob("requirements*.in"), *root.glob("requirements/*.txt")]
    found += root.glob("requirements/*.in")
    return sorted(str(path.relative_to(root)) for path in found if path.is_file() and not _compiled(path))


def manifests(root: Path) -> list[str]:
    """The files in which the project declares requirements, compiled ones among them."""
    names = (PYPROJECT, SETUP_CFG, SETUP_PY, "Pipfile", *requirement_files(root), *lock_files(root))
    return [name for name in names if name not in LOCKS and (root / name).is_file()]


def lock_files(root: Path) -> list[str]:
    """The lock files of the project."""
    found = [name for name in LOCKS if (root / name).is_file()]
    globs = ("requirements*.lock", "requirements*.txt", "requirements/*.txt", "requirements/*.lock")
    compiled = (path for glob in globs for path in root.glob(glob))
    return found + sorted(path.relative_to(root).as_posix() for path in compiled if path.is_file() and _compiled(path))


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


def replacing(failure: FailureContext, old: str, new: str) -> Edit | None:
    """The edit that writes requirement `new` where pyproject.toml has exactly `old` once; None elsewhere."""
    data = failure.read_bytes(PYPROJECT) or b""
    for quote in (b'"', b"'"):
        whole = quote + old.encode() + quote
        if data.count(whole) == 1:
            return Edit(PYPROJECT, data.replace(whole, quote + new.encode() + quote))
    return None


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


def _from_setup(config: RawConfigParser, setup: SetupCall) -> Iterator[Declared]:
    """What setup.cfg declares, and setup.py in plain literals."""
    said: list[tuple[str, str, list[str]]] = [
        (SETUP_CFG, "", lines(config.get("options", "install_requires", fallback=""))),
        (SETUP_CFG, "tests", lines(config.get("options", "tests_require", fallback=""))),
    ]
    if config.has_section("options.extras_require"):
        said += [(SETUP_CFG, name, lines(text)) for name, text in config.items("options.extras_require")]
    call = setup.values
    said += [
        (SETUP_PY, "", strings(call.get("install_requires"))),
        (SETUP_PY, "tests", strings(call.get("tests_require"))),
    ]
    extras = call.get("extras_require")
    said += [(SETUP_PY, name, strings(items)) for name, items in extras.items()] if isinstance(extras, dict) else []
    for file, group, items in said:
        yield from (Declared(canonical(r.name), text, file, group) for text in items if (r := parsed(text)))


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
    return _parsed(failure.read(path) or "")


def _parsed(text: str) -> dict[str, Any]:
    try:
        return parse_toml(text)
    except tomllib.TOMLDecodeError:
        return {}


def _table(parent: Any, name: str) -> dict[str, Any]:
    found = parent.get(name) if isinstance(parent, dict) else None
    return found if isinstance(found, dict) else {}
