"""The table of how long the runs of real stacks took."""

from __future__ import annotations

import pytest

from proven_apps import Factory
from tables import common, print_table


@pytest.fixture(scope="session", autouse=True)
def _book(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every run of mity on a real stack is written down."""
    Factory.book = common(tmp_path_factory) / "times.jsonl"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Prints one line per run."""
    print_table(terminalreporter, config, "times", ("stack", "run", "verdict", "seconds", "stations"))
