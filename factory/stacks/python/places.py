"""Where a Python project declares what its tests need: files, extras, groups, sections of its own manager."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mity.stacks.python.constraints import requirements
from mity.stacks.python.manifests import ini, normal, setup_call, strings, table, text_of, toml
from mity.text.records import dataclass

PYPROJECT, SETUP_CFG, SETUP_PY, PIPFILE = "pyproject.toml", "setup.cfg", "setup.py", "Pipfile"
FILE, EXTRA, GROUP, POETRY, PDM, PIPENV, REQUIRED = "file", "extra", "group", "poetry", "pdm", "pipenv", "tests_require"
_TEST = re.compile(r"(?:unit-?)?tests?|testing|pytest|testsuite|tests?-(?:deps|dependencies|requires|requirements)")
_DEV = re.compile(r"dev|devel|develop|development|dev-(?:deps|dependencies|requirements)|ci|all-dev")
_FILES = (
    *("requirements*.txt", "requirements/*.txt", "*[-_]requirements.txt", "tests/requirements*.txt"),
    *("test/requirements*.txt", "requirements*.in", "requirements/*.in", "reqs/*.txt"),
)
_AFFIX = re.compile(r"^(?:requirements|reqs|require)[-_./]?|[-_./]?(?:requirements|reqs)$|-(?:min|lock|pinned)$")


@dataclass(frozen=True, slots=True)
class Place:
    """One list of requirements: what kind of place it is, its file, its name in there, and what pip takes for it."""

    kind: str
    file: str
    key: str = ""
    words: tuple[str, ...] = ()

    @property
    def purpose(self) -> str:
        """`test`, `dev`, or "" for another purpose."""
        name = normal(_AFFIX.sub("", Path(self.file).with_suffix("").as_posix())) if self.kind == FILE else self.key
        if self.kind == FILE and self.file.startswith(("tests/", "test/")):
            return "test"
        return "test" if _TEST.fullmatch(normal(name)) else "dev" if _DEV.fullmatch(normal(name)) else ""


def all_places(root: Path) -> list[Place]:
    """Every list of requirements that is not what the project itself needs to run, in the order of preference."""
    data = toml(root)
    return [*_files(root), *_groups(data), *_extras(root, data), *_poetry(data), *_pdm(data), *_pipenv(root)]


def test_places(root: Path) -> list[Place]:
    """The lists that tests are installed from: those for tests, else those for developers; none where there is neither.

    A section of a manager that knows one list for developers is one for tests.
    """
    found = all_places(root)
    for purpose in ("test", "dev"):
        if chosen := [place for place in found if place.purpose == purpose]:
            return chosen
    return []


def run_time_files(root: Path) -> list[str]:
    """The requirements file of the application itself, where there is one."""
    return [name for name in ("requirements.txt", "requirements/base.txt") if (root / name).is_file()][:1]


def expanded(data: Mapping[str, Any], group: str, seen: frozenset[str] = frozenset()) -> list[str]:
    """The requirements of a dependency group, with those of the groups that it includes."""
    groups = {normal(name): items for name, items in table(data, "dependency-groups").items()}
    found: list[str] = []
    for item in groups.get(normal(group), ()) if normal(group) not in seen else ():
        inner = item.get("include-group") if isinstance(item, dict) else None
        found += [item] if isinstance(item, str) else []
        found += expanded(data, inner, seen | {normal(group)}) if isinstance(inner, str) else []
    return list(dict.fromkeys(found))


def extras(root: Path, data: Mapping[str, Any]) -> dict[str, str]:
    """Each extra of the project and the file that declares it."""
    found = dict.fromkeys(table(data, "project", "optional-dependencies"), PYPROJECT)
    found |= dict.fromkeys(table(data, "tool", "poetry", "extras"), PYPROJECT)
    found |= dict.fromkeys(table(data, "tool", "flit", "metadata", "requires-extra"), PYPROJECT)
    config = ini(text_of(root, SETUP_CFG))
    found |= dict.fromkeys(config.options("options.extras_require"), SETUP_CFG) if _has(config) else {}
    said = setup_call(text_of(root, SETUP_PY)).values.get("extras_require")
    return found | (dict.fromkeys(said, SETUP_PY) if isinstance(said, dict) else {})


def _has(config: Any) -> bool:
    return bool(config.has_section("options.extras_require"))


def _files(root: Path) -> Iterator[Place]:
    names = {path.relative_to(root).as_posix() for glob in _FILES for path in root.glob(glob) if path.is_file()}
    for name in sorted(names):
        compiled = name.removesuffix(".in") + ".txt"
        if not (name.endswith(".in") and compiled in names):
            yield Place(FILE, name, words=("-r", name))


def _groups(data: Mapping[str, Any]) -> Iterator[Place]:
    for name in table(data, "dependency-groups"):
        yield Place(GROUP, PYPROJECT, name, tuple(expanded(data, name)))


def _extras(root: Path, data: Mapping[str, Any]) -> Iterator[Place]:
    yield from (Place(EXTRA, file, name) for name, file in extras(root, data).items())
    config = ini(text_of(root, SETUP_CFG)).get("options", "tests_require", fallback="")
    said = setup_call(text_of(root, SETUP_PY)).values.get("tests_require")
    for file, items in ((SETUP_CFG, lines(config)), (SETUP_PY, [said] if isinstance(said, str) else strings(said))):
        if items:
            yield Place(REQUIRED, file, "tests", tuple(items))


def lines(text: str) -> list[str]:
    """The requirements that stand one a line or behind semicolons that are no markers, as setup.cfg has them."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _poetry(data: Mapping[str, Any]) -> Iterator[Place]:
    poetry = table(data, "tool", "poetry")
    sections = {name: table(one, "dependencies") for name, one in table(poetry, "group").items()}
    if old := table(poetry, "dev-dependencies"):
        sections.setdefault("dev", old)
    for name, entries in sections.items():
        yield Place(POETRY, PYPROJECT, name, _asked(entries))


def _pdm(data: Mapping[str, Any]) -> Iterator[Place]:
    for name, items in table(data, "tool", "pdm", "dev-dependencies").items():
        yield Place(PDM, PYPROJECT, name, tuple(one for one in strings(items) if not one.startswith("-e")))


def _pipenv(root: Path) -> Iterator[Place]:
    if entries := table(toml(root, PIPFILE), "dev-packages"):
        yield Place(PIPENV, PIPFILE, "dev", _asked(entries))


def _asked(entries: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(text for name, said in entries.items() if name != "python" for text in requirements(name, said))
