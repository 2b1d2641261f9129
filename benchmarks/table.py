"""The table: one line for each goal, and beside it what the peers did in the same run."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Line:
    """One goal. `ratio` is mity divided by the reference (or the plain number, when that is what the goal is about);
    `goal` is the largest value that meets it; `exact` means that only the goal itself does.
    """

    row: int
    what: str
    mity: str
    reference: str
    ratio: float
    goal: float
    exact: bool = False

    @property
    def met(self) -> bool:
        """True when the goal is reached."""
        return operator.eq(self.ratio, self.goal) if self.exact else self.ratio <= self.goal

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {**asdict(self), "met": self.met}


@dataclass(frozen=True, slots=True)
class Peer:
    """What another engine or tool did in the same run; `times` is its value divided by mity's, where that says much."""

    row: int
    name: str
    what: str
    value: str
    times: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return asdict(self)


Result = Line | Peer


def ms(seconds: float) -> str:
    """Seconds as text in milliseconds, with as many places as mean something."""
    value = 1e3 * seconds
    return f"{value:.3f} ms" if value < 10 else f"{value:.0f} ms"


def show(console: Console, results: Iterable[Result]) -> None:
    """Prints both tables."""
    rows = list(results)
    goals = Table(title="mity's goals", title_justify="left")
    for name in ("row", "what", "mity", "reference", "ratio", "goal", "met?"):
        goals.add_column(name, justify="right" if name in ("row", "ratio", "goal") else "left")
    for line in rows:
        if isinstance(line, Line):
            sign = "" if line.exact else "≤ "
            met = "[green]yes[/]" if line.met else "[red]no[/]"
            goal = f"{sign}{line.goal:g}"
            goals.add_row(str(line.row), line.what, line.mity, line.reference, f"{line.ratio:.3g}", goal, met)
    console.print(goals)
    peers = Table(title="peers in the same run", title_justify="left")
    for name in ("row", "peer", "what", "value", "× mity"):
        peers.add_column(name, justify="right" if name in ("row", "× mity") else "left")
    for peer in rows:
        if isinstance(peer, Peer):
            times = "" if peer.times is None else f"{peer.times:.3g}"
            peers.add_row(str(peer.row), peer.name, peer.what, peer.value, times)
    if peers.rows:
        console.print(peers)
