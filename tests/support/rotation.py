"""Tests that take turns: a marked test runs in one of several consecutive CI runs, and all of them run in a release.

A slow test comes in one of `SPREAD` runs. `@pytest.mark.rotation("name", of=3)` makes that three times as rare: it puts
the test into the group `name`, whose tests are dealt in their order over the runs of a round, 3 x `SPREAD` of them.
Tests that need the same expensive thing name it as their `unit`, and have their turn together. Without a number, and
with `all`, every test runs.

Stacks that build for long have one run of `STACK_RUNS` (`PHASES`), by the `xdist_group` of their tests; a group of
theirs counts the runs that the stack has. The stack that the README begins with comes in every run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

MARKER = "rotation"
ALL = "all"
SPREAD = 4
"""How many runs a slow test waits for its turn; a group that says of=3 waits three times as many."""

PAIRS = (
    ("java-springboot", "frontend-vue"),
    ("frontend-angular", "go-service"),
    ("java-quarkus", "dotnet-webapi"),
    ("frontend-react", "rust-api"),
    ("fullstack", "electron-app"),
)
"""The stacks that build for long: those that come in the same runs, which take about the same time."""
STACK_RUNS = len(PAIRS)
PHASES = {stack: phase for phase, pair in enumerate(PAIRS) for stack in pair}
ALWAYS = "python-fastapi"
"""The stack whose tests come in every run unless they say otherwise."""


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
    """What a test's markers say: its group, the number of slices of that, and what it shares with other tests.

    `phase` is that of its stack, None for a test that may come in every run.
    """

    group: str
    of: int
    unit: str
    phase: int | None = None


def deal(places: Iterable[Place | None]) -> list[Turn | None]:
    """One turn for each test; None for a test that has no place in a group, and so always runs.

    Raises ValueError when two tests disagree about the slices of their group, or when there are none.
    """
    sizes: dict[tuple[str, bool], int] = {}
    units: dict[tuple[str, int | None], list[str]] = {}
    turns: list[Turn | None] = []
    for place in places:
        if place is None:
            turns.append(None)
            continue
        name, of = place.group, place.of
        if of < 1:
            raise ValueError(f"rotation {name!r} has {of} slices: give a number from 1")
        if (other := sizes.setdefault((name, place.phase is None), of)) != of:
            raise ValueError(f"rotation {name!r} has {other} slices in one place and {of} in another")
        known = units.setdefault((name, place.phase), [])
        if place.unit not in known:
            known.append(place.unit)
        slice_ = known.index(place.unit) % of
        turns.append(
            Turn(name, of, slice_)
            if place.phase is None
            else Turn(name, STACK_RUNS * of, STACK_RUNS * slice_ + place.phase)
        )
    return turns


def parse_number(text: str) -> int | None:
    """The number of a run, or None for all tests. Raises ValueError for anything else."""
    if text in ("", ALL):
        return None
    if not text.isdecimal():
        raise ValueError(f"rotation {text!r}: give a number from 0, or {ALL}")
    return int(text)


def place_of(item: pytest.Item) -> Place | None:
    """What the nearest markers of a test say; a test without a unit is one by itself. Raises ValueError."""
    marker, stack = item.get_closest_marker(MARKER), _stack(item)
    phase = PHASES.get(stack)
    if marker is None and phase is not None:
        return Place(f"stack {stack}", 1, stack, phase)
    if marker is None:
        slow = item.get_closest_marker("slow") and stack != ALWAYS
        return Place(f"slow ones of {item.path.parent.name}", SPREAD, item.nodeid) if slow else None
    if len(marker.args) != 1 or "of" not in marker.kwargs or not set(marker.kwargs) <= {"of", "unit"}:
        raise ValueError(
            f'{item.nodeid}: write the marker as rotation("name", of=3) or rotation("name", of=3, unit="x")'
        )
    of = int(marker.kwargs["of"]) * (SPREAD if phase is None else 1)
    return Place(str(marker.args[0]), of, str(marker.kwargs.get("unit") or item.nodeid), phase)


def _stack(item: pytest.Item) -> str:
    marker = item.get_closest_marker("xdist_group")
    return str((*marker.args, *marker.kwargs.values(), "")[0]) if marker else ""


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
        f"{MARKER}(name, of, unit): the test waits `of` times as many runs for its turn as other slow ones",
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
    items.sort(key=lambda item: (_stack(item) == ALWAYS) + 2 * (_stack(item) in PHASES))  # what builds for long is last
