"""What a function prints: lines of its step, as those of a command are, whatever else prints meanwhile."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import IO, Any

from mity.system.capture import Capture

_LONGEST_LINE = 16_384
_turn = threading.Lock()
_sinks: dict[int, _Sink] = {}


class _Sink:
    """What one thread prints, line by line."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._begun = ""

    def write(self, text: str) -> None:
        """Takes a part of what is printed."""
        self._begun += text
        if "\n" in text or len(self._begun) > _LONGEST_LINE:
            whole, end, self._begun = self._begun.rpartition("\n")
            self._capture.line(whole + end if end else self._begun)
            self._begun = self._begun if end else ""

    def end(self) -> None:
        """Takes the last line, which may have no end."""
        if self._begun:
            self._capture.line(f"{self._begun}\n")
        self._capture.close()


class _Stream:
    """A standard stream that gives each thread with a sink to that, and all others to what it stands for."""

    def __init__(self, real: IO[str]) -> None:
        self.real = real

    def write(self, text: str) -> int:
        """Prints a text."""
        sink = _sinks.get(threading.get_ident())
        if sink is None:
            return self.real.write(text)
        sink.write(text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Prints texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


@contextlib.contextmanager
def printing_to(capture: Capture) -> Iterator[None]:
    """Hands what this thread prints within it to a capture, which is closed at the end."""
    sink = _Sink(capture)
    with _turn:
        for name in ("stdout", "stderr") if not _sinks else ():
            if not isinstance(getattr(sys, name), _Stream):
                setattr(sys, name, _Stream(getattr(sys, name)))
        _sinks[threading.get_ident()] = sink
    try:
        yield
    finally:
        with _turn:
            del _sinks[threading.get_ident()]
            for name in ("stdout", "stderr") if not _sinks else ():
                if isinstance(stream := getattr(sys, name), _Stream):
                    setattr(sys, name, stream.real)
        sink.end()
