"""Tests that take turns: a marked test runs in one of several consecutive CI runs, and all of them run in a release.

`@pytest.mark.rotation("name", of=3)` puts a test into the group `name`, whose tests are dealt in their order over
three slices. Run number N takes slice N modulo 3 of that group, and slice N modulo `of` of every other one. Without
a number, and with `all`, every test runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

MARKER = "rotation"
ALL = "all"


@dataclass(frozen=True)
class Turn:
    """Where a test is in its group: the group's name, the number of its slices, and the slice of the test."""

    group: str
    of: int
    slice: int

    def comes(self, number: int) -> bool:
        """Whether run `number` takes the test."""
        return number % self.of == self.slice


TURNS = pytest.StashKey[dict[str, Turn]]()
"""The turns of all tests that were collected, by their ids."""


def deal(groups: Iterable[tuple[str, int] | None]) -> list[Turn | None]:
    """One turn for each test, given its group and the number of slices of that; None for a test that always runs.

    Raises ValueError when two tests disagree about the slices of their group, or when there are none.
    """
    sizes: dict[str, int] = {}
    dealt: dict[str, int] = {}
    turns: list[Turn | None] = []
    for entry in groups:
        if entry is None:
            turns.append(None)
            continue
        name, of = entry
        if of < 1:
            raise ValueError(f"rotation {name!r} has {of} slices: give a number from 1")
        if sizes.setdefault(name, of) != of:
            raise ValueError(f"rotation {name!r} has {sizes[name]} slices in one place and {of} in another")
        position = dealt[name] = dealt.get(name, -1) + 1
        turns.append(Turn(name, of, position % of))
    return turns


def parse_number(text: str) -> int | None:
    """The number of a run, or None for all tests. Raises ValueError for anything else."""
    if text in ("", ALL):
        return None
    if not text.isdecimal():
        raise ValueError(f"rotation {text!r}: give a number from 0, or {ALL}")
    return int(text)


def group_of(item: pytest.Item) -> tuple[str, int] | None:
    """What the nearest marker of a test says: group and number of slices."""
    marker = item.get_closest_marker(MARKER)
    if marker is None:
        return None
    if len(marker.args) != 1 or set(marker.kwargs) != {"of"}:
        raise ValueError(f'{item.nodeid}: write the marker as rotation("name", of=3)')
    return str(marker.args[0]), int(marker.kwargs["of"])


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option --rotation; without it, the variable MITY_ROTATION."""
    parser.addoption(
        "--rotation",
        default=os.environ.get("MITY_ROTATION", ALL),
        metavar="N",
        help=f"run only the tests whose turn it is in run N; {ALL} (the default) runs every test",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Tells pytest of the marker, and refuses a number that is none before anything is collected."""
    config.addinivalue_line(
        "markers", f"{MARKER}(name, of): each run with a number takes one of `of` slices of this group, a release all"
    )
    try:
        parse_number(config.getoption(MARKER))
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None


def pytest_report_header(config: pytest.Config) -> str:
    """Says which tests take their turn, so that the run can be repeated."""
    return f"rotation: {config.getoption(MARKER) or ALL}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselects the tests whose turn it is not."""
    try:
        turns = deal(map(group_of, items))
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[TURNS] = {item.nodeid: turn for item, turn in zip(items, turns, strict=True) if turn}
    number = parse_number(config.getoption(MARKER))
    if number is None:
        return
    comes = [turn is None or turn.comes(number) for turn in turns]
    config.hook.pytest_deselected(items=[item for item, now in zip(items, comes, strict=True) if not now])
    items[:] = [item for item, now in zip(items, comes, strict=True) if now]
