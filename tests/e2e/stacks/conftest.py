"""What the tests of real stacks share: a proven application, copies to break, and the table of how long runs took.

A module names its stack in STACK. A test may look at `app`, but changes only what `broken` gives it; the folder that
this is in has the awkward name of a factory's workspace, or PLACE.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from proven_apps import Factory
from shared_apps import Proven, Shelf, copied, place_in
from tables import common, print_table


@pytest.fixture(scope="session", autouse=True)
def _book(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every run of mity on a real stack is written down."""
    Factory.book = common(tmp_path_factory) / "times.jsonl"


@pytest.fixture(scope="module")
def stack(request: pytest.FixtureRequest) -> str:
    """The stack that the module is about."""
    return str(request.module.STACK)


@pytest.fixture
def proven(shelf: Shelf, stack: str) -> Proven:
    """What mity made of the stack in this session."""
    return shelf.proven(stack)


@pytest.fixture
def factory(proven: Proven) -> Factory:
    """mity with the stack's tools; its newest run is the one that proved the application."""
    return proven.factory


@pytest.fixture
def app(proven: Proven) -> Path:
    """The proven application, to look at."""
    return proven.app


@pytest.fixture
def broken(proven: Proven, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A copy of the proven application for one test alone."""
    with copied(proven, place_in(tmp_path, proven, getattr(request.module, "PLACE", ""))) as app:
        yield app


@pytest.fixture
def another(shelf: Shelf, stack: str, tmp_path: Path) -> Factory:
    """mity with the stack's tools and warm caches, in an empty workspace."""
    return shelf.factory(stack, tmp_path / "another")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Prints one line per run."""
    print_table(terminalreporter, config, "times", ("stack", "run", "verdict", "seconds", "stations"))
