"""One proven application a session, shared by all workers, and the table at the end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faultsuite.suite import Ward

COLUMNS = ("fault", "class", "specialist", "end", "expected", "by", "touched", "seconds")
_rows = pytest.StashKey[Path]()


def _shared(factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a session see."""
    base = factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The file that gathers the table."""
    return _shared(tmp_path_factory) / "faults.jsonl"


@pytest.fixture(scope="session")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    """Proven applications and the means to break copies of them."""
    shared = _shared(tmp_path_factory) / "proven"
    shared.mkdir(exist_ok=True)
    return Ward(shared)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Prints one line per fault."""
    if hasattr(config, "workerinput"):
        return
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    path = factory.getbasetemp() / "faults.jsonl"
    if not path.is_file():
        return
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    cells = [COLUMNS, *(tuple(str(row[column]) for column in COLUMNS) for row in found)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(COLUMNS))]
    terminalreporter.section("faults")
    for line in cells:
        terminalreporter.write_line(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )
