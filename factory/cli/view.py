"""How progress looks: nothing, plain lines, or a live view on a terminal."""

from __future__ import annotations

import time
from typing import IO, TYPE_CHECKING

from mity.runs.events import (
    CommandStarted,
    Event,
    Note,
    OutputLine,
    RunStarted,
    RunStopped,
    StepFinished,
    StepStarted,
)
from mity.runs.state import Status

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

SIGNS = {
    Status.DONE: ("✓", "green"),
    Status.FAILED: ("✗", "red"),
    Status.SKIPPED: ("⤼", "yellow"),
    Status.UNAVAILABLE: ("–", "yellow"),
    Status.NEEDS_INPUT: ("?", "magenta"),
}


class View:
    """Shows nothing: for --json and --quiet."""

    def hear(self, event: Event) -> None:
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

    def hear(self, event: Event) -> None:
        if isinstance(event, StepStarted):
            self.line(f"→ {event.step}: {event.description}")
        elif isinstance(event, CommandStarted):
            self.line(f"  $ {event.line}")
        elif isinstance(event, Note):
            self.line(f"  {event.text}")
        elif isinstance(event, OutputLine) and self._verbose:
            self.line(f"  │ {event.text}")
        elif isinstance(event, StepFinished):
            sign, _ = SIGNS[event.result.status]
            self.line(f"{sign} {event.step} {event.result.duration_s:.1f} s  {event.result.message}")

    def line(self, text: str) -> None:
        print(text, file=self._stream, flush=True)


class LiveView(View):
    """Stations with their state and time, the running command and its last line, redrawn in place."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(stderr=True)
        self._live: Live | None = None
        self._rows: dict[str, tuple[Status | None, float, str]] = {}
        self._running: dict[str, float] = {}
        self._command = ""
        self._last = ""

    def hear(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._rows = dict.fromkeys(event.log.stations, (None, 0.0, ""))
            for name, result in event.log.results.items():
                self._rows[name] = (result.status, result.duration_s, result.message)
            self._begin()
        elif isinstance(event, StepStarted):
            self._begin()
            self._running[event.step] = time.monotonic()
            self._rows[event.step] = (None, 0.0, event.description)
            self._command = self._last = ""
        elif isinstance(event, CommandStarted | Note):
            self._command = event.line if isinstance(event, CommandStarted) else event.text
            self._last = ""
        elif isinstance(event, OutputLine):
            self._last = event.text
        elif isinstance(event, StepFinished):
            self._running.pop(event.step, None)
            self._rows[event.step] = (event.result.status, event.result.duration_s, event.result.message)
            self._command = self._last = ""
        elif isinstance(event, RunStopped):
            self.pause()

    def line(self, text: str) -> None:
        self._console.print(text, highlight=False, markup=False)

    def pause(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _begin(self) -> None:
        if self._live is None:
            from rich.live import Live

            self._live = Live(get_renderable=self._draw, console=self._console, refresh_per_second=8, transient=True)
            self._live.start()

    def _draw(self) -> Table:
        from rich.spinner import Spinner
        from rich.table import Table
        from rich.text import Text

        widest = max(map(len, self._rows), default=0)
        grid = Table.grid(padding=(0, 1), expand=True)
        grid.add_column(min_width=1, max_width=1)
        grid.add_column(min_width=widest, max_width=widest, no_wrap=True)
        grid.add_column(min_width=8, justify="right", no_wrap=True)
        grid.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
        now = time.monotonic()
        for name, (status, seconds, message) in list(self._rows.items()):
            began = self._running.get(name)
            if began is not None:
                sign = Spinner("dots", style="cyan")
                grid.add_row(sign, Text(name, "bold"), f"{now - began:.1f} s", Text(message))
                if self._command:
                    grid.add_row("", "", "", Text(f"$ {self._command}", "dim"))
                if self._last:
                    grid.add_row("", "", "", Text(f"│ {self._last}", "dim"))
            elif status is None:
                grid.add_row(Text("·", "dim"), Text(name, "dim"), "", "")
            else:
                mark, colour = SIGNS[status]
                grid.add_row(Text(mark, colour), name, f"{seconds:.1f} s", Text(message))
        return grid
