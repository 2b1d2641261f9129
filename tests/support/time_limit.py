"""Bounds the time of a run: `--minutes M` skips, and so names, what would begin more than M minutes after its start."""

from __future__ import annotations

import time

import pytest

OVER = "the time of this run is over"
_END = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option --minutes; without it a run takes as long as its tests."""
    parser.addoption("--minutes", type=float, metavar="M", help="skip the tests that would begin after M minutes")


def pytest_configure(config: pytest.Config) -> None:
    """Notes when the time is over, by a clock that nobody sets; each worker counts from its own start."""
    minutes = config.getoption("minutes")
    if minutes is not None and not 0 < minutes < float("inf"):
        raise pytest.UsageError(f"--minutes {minutes:g}: give a number above 0")
    config.stash[_END] = float("inf") if minutes is None else time.monotonic() + 60 * minutes


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips the test when the time is over, before anything is made for it."""
    if time.monotonic() > item.config.stash[_END]:
        pytest.skip(f"{OVER} (--minutes {item.config.getoption('minutes'):g})")
