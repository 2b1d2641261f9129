"""How a run is shown while it is under way: nothing, plain lines, or a live table, from one stream of events."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import IO, TYPE_CHECKING, Any

from mity.cli.terminal import console, say_to, shown
from mity.runs import events
from mity.runs.estimates import Estimate, told
from mity.runs.events import Event
from mity.runs.state import RunState, Status
from mity.text.records import dataclass
from mity.text.visible import uncoloured

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

SIGNS = {
    Status.DONE: ("✓", "green"),
    Status.FAILED: ("✗", "red"),
    Status.CONTINUED: ("✗", "yellow"),
    Status.SKIPPED: ("⤼", "yellow"),
    Status.UNAVAILABLE: ("–", "yellow"),
    Status.NEEDS_INPUT: ("?", "magenta"),
    Status.CANCELLED: ("✗", "yellow"),
}


def said(result: Mapping[str, Any]) -> str:
    """The message of a result, and that it leaves the run unproven where it does."""
    status, claims = Status(result["status"]), result.get("claims", True)
    if not claims or not status.passed or (status is Status.DONE and result["evidence"]):
        return str(result["message"])
    if status is Status.CONTINUED:
        return f"{result['message']} (so the run is not proven)"
    why = "it shows no evidence" if status is Status.DONE else f"it is {status.value}"
    return f"{result['message']} ({why}, so the run is not proven)"


def told_progress(data: Mapping[str, Any]) -> str:
    """How far a step is, in words: with the share where it is known."""
    share = "" if data["percent"] is None else f" ({data['percent']:g} %)"
    return f"{uncoloured(data['text'])}{share}"


class View:
    """Shows nothing: for --json and --quiet."""

    def handle(self, event: Event) -> None:
        """Takes an event of the run."""

    def line(self, text: str) -> None:
        """Shows a line that belongs to no station."""

    def pause(self) -> None:
        """Leaves the terminal to somebody else until the next station begins."""


class PlainView(View):
    """One line per fact: for CI and pipes. With `verbose` also every line that commands print."""

    def __init__(self, stream: IO[str], verbose: bool = False) -> None:
        self._stream = stream
        self._verbose = verbose

    def handle(self, event: Event) -> None:
        data = event.data
        if event.kind == events.STEP_STARTED:
            self.line(f"→ {event.key}: {data['description']}")
        elif event.kind == events.STEP_RETRY:
            self.line(f"  {event.key} failed: {data['message']}; again in {data['wait_s']:g} s")
        elif event.kind == events.COMMAND:
            self.line(f"  $ {data['line']}")
        elif event.kind == events.NOTE:
            self.line(f"  {data['text']}")
        elif event.kind == events.PROGRESS:
            self.line(f"  {event.key}: {told_progress(data)}")
        elif event.kind == events.OUTPUT and self._verbose:
            self.line(f"  │ {uncoloured(data['text'])}")
        elif event.kind == events.STEP_FINISHED:
            result = data["result"]
            self.line(f"{SIGNS[Status(result['status'])][0]} {event.key} {result['duration_s']:.1f} s  {said(result)}")

    def line(self, text: str) -> None:
        say_to(self._stream, text)


@dataclass(slots=True)
class Row:
    """A step in the live table; `began` is set while it runs, in seconds of the monotonic clock."""

    status: Status | None = None
    seconds: float = 0.0
    message: str = ""
    began: float | None = None
    command: str = ""
    last: str = ""


class LiveView(View):
    """Steps with their state and time, each running one with its own command and last line, redrawn in place.

    `estimate` gives, by its id, how long the steps of a run usually take.
    """

    def __init__(self, estimate: Callable[[str], Estimate] = lambda run_id: Estimate()) -> None:
        self._estimating = estimate
        self._estimate = Estimate()
        self._console = console(stderr=True)
        self._live: Live | None = None
        self._rows: dict[str, Row] = {}

    def handle(self, event: Event) -> None:
        data = event.data
        if event.kind == events.RUN_PLANNED:
            self._estimate = self._estimating(event.run)
            self._rows = {key: _row(data["results"].get(key)) for key in data["stations"]}
            self._begin()
        elif event.kind == events.STEP_STARTED:
            self._begin()
            self._rows[event.key] = Row(message=data["description"], began=time.monotonic())
        elif event.kind == events.STEP_FINISHED:
            self._rows[event.key] = _row(data["result"])
        elif event.kind == events.RUN_STATE and data["state"] != RunState.RUNNING:
            self.pause()
        elif event.key in self._rows:
            self._show(self._rows[event.key], event)

    def line(self, text: str) -> None:
        self._console.print(shown(text), highlight=False)

    def pause(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _show(self, row: Row, event: Event) -> None:
        if event.kind == events.COMMAND:
            row.command, row.last = event.data["line"], ""
        elif event.kind == events.NOTE:
            row.command, row.last = uncoloured(event.data["text"]), ""
        elif event.kind == events.PROGRESS:
            row.command, row.last = told_progress(event.data), ""
        elif event.kind == events.OUTPUT:
            row.last = uncoloured(event.data["text"])

    def _begin(self) -> None:
        if self._live is None:
            from rich.live import Live

            self._live = Live(get_renderable=self._draw, console=self._console, refresh_per_second=8, transient=True)
            self._live.start()

    def _draw(self) -> Table:
        from rich.spinner import Spinner
        from rich.table import Table

        widest = max(map(len, self._rows), default=0)
        grid = Table.grid(padding=(0, 1), expand=True)
        grid.add_column(min_width=1, max_width=1)
        grid.add_column(min_width=widest, max_width=widest, no_wrap=True)
        grid.add_column(min_width=8, justify="right", no_wrap=True)
        grid.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
        now = time.monotonic()
        for name, row in list(self._rows.items()):
            if row.began is not None:
                sign = Spinner("dots", style="cyan")
                grid.add_row(sign, shown(name, "bold"), f"{now - row.began:.1f} s", shown(row.message))
                for mark, text in (("$", row.command), ("│", row.last)):
                    if text:
                        grid.add_row("", "", "", shown(f"{mark} {text}", "dim"))
            elif row.status is None:
                grid.add_row(shown("·", "dim"), shown(name, "dim"), "", "")
            else:
                mark, colour = SIGNS[row.status]
                grid.add_row(shown(mark, colour), shown(name), f"{row.seconds:.1f} s", shown(row.message))
        if left := self._left(now):
            grid.add_row("", "", "", shown(left, "dim"))
        return grid

    def _left(self, now: float) -> str:
        """How long it is going to take, where earlier runs tell."""
        steps = {name: row for name, row in list(self._rows.items()) if row.status is None}
        if not steps:
            return ""
        seconds = self._estimate.left({name: now - row.began if row.began else 0.0 for name, row in steps.items()})
        return "" if seconds is None else told(seconds)


def _row(result: Mapping[str, Any] | None) -> Row:
    """The row of a step that ended, or of one that is still to come."""
    if result is None:
        return Row()
    return Row(Status(result["status"]), float(result["duration_s"]), said(result))
