"""Row 1, start-up: `mity --version` and `mity --help` against cookiecutter, copier and an empty Python."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.env import plain_environment
from benchmarks.settings import Settings
from benchmarks.table import Line, Peer, Result, ms
from benchmarks.timing import Series, in_turn, middle, process, ratio

EMPTY = "python -c pass"
COOKIECUTTER = "cookiecutter --version"
OF_COOKIECUTTER = 0.35
OF_EMPTY = 6.0


def measure(settings: Settings) -> Iterator[Result]:
    """Whole processes, each from its own compiled environment."""
    places = settings.environments
    mity, env = places.mity(), plain_environment()
    work = {
        "mity --version": process([mity / "mity", "--version"], env),
        "mity --help": process([mity / "mity", "--help"], env),
        COOKIECUTTER: process([places.peer("cookiecutter") / "cookiecutter", "--version"], env),
        "copier --version": process([places.peer("copier") / "copier", "--version"], env),
        EMPTY: process([mity / "python", "-c", "pass"], env),
    }
    series = in_turn(settings.rounds(15), work)
    for name in ("mity --version", "mity --help"):
        yield _line(series, name, COOKIECUTTER, OF_COOKIECUTTER)
    yield _line(series, "mity --version", EMPTY, OF_EMPTY)
    for name in (COOKIECUTTER, "copier --version", EMPTY):
        yield Peer(1, name, "whole process", ms(middle(series, name)), ratio(series, name, "mity --version"))


def _line(series: Series, name: str, reference: str, goal: float) -> Line:
    against = f"{reference}: {ms(middle(series, reference))}"
    return Line(1, name, ms(middle(series, name)), against, ratio(series, name, reference), goal)
