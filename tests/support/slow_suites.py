"""Which tests are slow by where they lie, and which modules the usual run does not even read."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLOW = (
    *("tests/agents/coding/", "tests/e2e/", "tests/package/"),
    *("tests/cli/test_heal.py", "tests/cli/test_smoke.py", "tests/cli/test_templates.py"),
    "tests/features/test_free_text.py",
    *("tests/system/test_page_check.py", "tests/system/test_toolchains.py"),
    "tests/templates/test_template_linters.py",
)
"""Suites of many whole runs: they would take most of the minute that the usual run may take."""

IN_TURNS = tuple(
    f"tests/{name}/" for name in ("fleet", "issues", "mcp", "notify", "reviews", "telemetry", "triggers", "web")
)
"""Whose slow tests take turns as one group, unless they say so themselves."""

_OTHER = (*SLOW, "tests/mutation/", "tests/wild/")
_MARKED = re.compile(
    r"^pytestmark = (?:[^\n]*|\[\n(?: [^\n]*\n)*?[^\n]*)\bpytest\.mark\.(?:slow|stacks|forge|agents|storms)\b", re.M
)


def usual(config: pytest.Config) -> bool:
    """Whether this run takes the tests without a marker, as `pytest` does by itself."""
    words = config.getini("addopts")
    return bool(config.option.markexpr == words[words.index("-m") + 1])


@functools.cache
def unread(path: Path) -> bool:
    """Whether the usual run has no test there: in a module that is slow as a whole, or a folder of such modules."""
    place = path.relative_to(ROOT).as_posix()
    if f"{place}/".startswith(_OTHER):
        return True
    if path.is_dir():
        modules = list(path.rglob("test_*.py"))
        return bool(modules) and all(map(unread, modules))
    return path.name.startswith("test_") and _MARKED.search(path.read_text(encoding="utf-8")) is not None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves unread what the usual run has no test in, unless the command line names it."""
    if not usual(config) or ROOT not in collection_path.parents or not unread(collection_path):
        return None
    named = [config.invocation_params.dir / word.partition("::")[0] for word in config.args]
    return None if any(collection_path in (path, *path.parents) for path in named) else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the slow suites but for tests of theirs that have a mark of their own; real stacks may take longer."""
    for item in items:
        place = item.path.relative_to(ROOT).as_posix()
        other = any(item.get_closest_marker(name) for name in ("stacks", "agents", "forge"))
        if place.startswith(SLOW) and not other:
            item.add_marker(pytest.mark.slow)
        unplaced = item.get_closest_marker("slow") and not item.get_closest_marker("rotation")
        if unplaced and place.startswith(IN_TURNS):
            item.add_marker(pytest.mark.rotation("around the engine", of=3))
        if item.get_closest_marker("stacks") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(1200))  # real installs, on a machine that may be busy
