"""Faults are tried on copies of the session's proven applications and take turns; the table is printed at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from faultsuite.suite import STACK, Breaker, Fault
from shared_apps import Shelf
from tables import common, print_table

COLUMNS = ("fault", "class", "specialist", "end", "expected", "by", "touched", "seconds")
TURNS, SLOW_TURNS = 3, 4
"""In how many runs of a stack all its faults have their turn: of Python's, and of those that build for long."""


class SharedBreaker(Breaker):
    """Breaks copies of the applications that the session's other tests use as well."""

    def __init__(self, folder: Path, shelf: Shelf) -> None:
        super().__init__(folder)
        self._shelf = shelf

    def proven(self, stack: str) -> Path:
        """The application of a stack on the shelf."""
        return self._shelf.proven(stack).app


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that gathers the table."""
    return common(tmp_path_factory) / "faults.jsonl"


@pytest.fixture(scope="session")
def healer(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Breaker:
    """Proven applications and the means to break copies of them; mity's own cache is the one that made them."""
    return SharedBreaker(common(tmp_path_factory) / "proven", shelf)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives faults their turns and groups."""
    tried: set[object] = set()
    for item in items:
        callspec = getattr(item, "callspec", None)
        fault = callspec.params.get("fault") if callspec else None
        if isinstance(fault, Fault):
            for mark in marks(fault, tried):
                item.add_marker(mark)


def marks(fault: Fault, tried: set[object]) -> list[pytest.MarkDecorator]:
    """One Python fault of each rule runs every time; the others take turns, in the worker that has their stack.

    `tried` gathers the rules that have a fault already.
    """
    if fault.stack != STACK:
        turn = pytest.mark.rotation(f"faults of {fault.stack}", of=SLOW_TURNS)
        return [turn, pytest.mark.xdist_group(fault.stack)]
    rule = getattr(fault, "rule", "") or (fault.error_type, fault.specialist, fault.healed)
    first = rule not in tried
    tried.add(rule)
    group, of = ("first faults of rules", 1) if first else (f"faults of {STACK}", TURNS)
    return [pytest.mark.rotation(group, of=of)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Prints one line per fault."""
    print_table(terminalreporter, config, "faults", COLUMNS)
