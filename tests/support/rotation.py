"""Tests that take turns: a marked test runs in one of several consecutive CI runs, and all of them run in a release.

`@pytest.mark.rotation("name", of=3)` puts a test into the group `name`, whose tests are dealt in their order over
three slices. Run number N takes slice N modulo 3 of that group, and slice N modulo `of` of every other one. Tests that
need the same expensive thing name it as their `unit`, and have their turn together. Without a number, and with `all`,
every test runs.
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


@dataclass(frozen=True)
class Place:
    """What a test's marker says: its group, the number of slices of that, and what it shares with other tests."""

    group: str
    of: int
    unit: str


def deal(places: Iterable[Place | None]) -> list[Turn | None]:
    """One turn for each test; None for a test that has no place in a group, and so always runs.

    Raises ValueError when two tests disagree about the slices of their group, or when there are none.
    """
    sizes: dict[str, int] = {}
    units: dict[str, list[str]] = {}
    turns: list[Turn | None] = []
    for place in places:
        if place is None:
            turns.append(None)
            continue
        name, of = place.group, place.of
        if of < 1:
            raise ValueError(f"rotation {name!r} has {of} slices: give a number from 1")
        if sizes.setdefault(name, of) != of:
            raise ValueError(f"rotation {name!r} has {sizes[name]} slices in one place and {of} in another")
        known = units.setdefault(name, [])
        if place.unit not in known:
            known.append(place.unit)
        turns.append(Turn(name, of, known.index(place.unit) % of))
    return turns


def parse_number(text: str) -> int | None:
    """The number of a run, or None for all tests. Raises ValueError for anything else."""
    if text in ("", ALL):
        return None
    if not text.isdecimal():
        raise ValueError(f"rotation {text!r}: give a number from 0, or {ALL}")
    return int(text)


def place_of(item: pytest.Item) -> Place | None:
    """What the nearest marker of a test says; a test without a unit is one by itself. Raises ValueError."""
    marker = item.get_closest_marker(MARKER)
    if marker is None:
        return None
    if len(marker.args) != 1 or "of" not in marker.kwargs or not set(marker.kwargs) <= {"of", "unit"}:
        raise ValueError(
            f'{item.nodeid}: write the marker as rotation("name", of=3) or rotation("name", of=3, unit="x")'
        )
    return Place(str(marker.args[0]), int(marker.kwargs["of"]), str(marker.kwargs.get("unit") or item.nodeid))


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
        "markers",
        f"{MARKER}(name, of, unit): each run with a number takes one of `of` slices of this group, a release all",
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
        turns = deal(map(place_of, items))
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[TURNS] = {item.nodeid: turn for item, turn in zip(items, turns, strict=True) if turn}
    number = parse_number(config.getoption(MARKER))
    if number is None:
        return
    comes = [turn is None or turn.comes(number) for turn in turns]
    config.hook.pytest_deselected(items=[item for item, now in zip(items, comes, strict=True) if not now])
    items[:] = [item for item, now in zip(items, comes, strict=True) if now]
