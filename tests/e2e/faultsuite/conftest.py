"""One proven application a session, shared by all workers, and the table at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from faultsuite.suite import HealerFixture
from tables import common, print_table

COLUMNS = ("fault", "class", "specialist", "end", "expected", "by", "touched", "seconds")


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that gathers the table."""
    return common(tmp_path_factory) / "faults.jsonl"


@pytest.fixture(scope="session")
def healer(tmp_path_factory: pytest.TempPathFactory) -> HealerFixture:
    """Proven applications and the means to break copies of them."""
    shared = common(tmp_path_factory) / "proven"
    shared.mkdir(exist_ok=True)
    return HealerFixture(shared)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Prints one line per fault."""
    print_table(terminalreporter, config, "faults", COLUMNS)
