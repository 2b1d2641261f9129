"""Output to somebody who does not read it any more, or cannot show every letter: no reason to end a run."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import IO, Any


class Lenient:
    """A text stream that takes whatever it is given, though nobody may read it."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Writes if that is possible."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flushes if that is possible."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def reopen() -> None:
    """Opens the streams that were closed before mity began, so that no file of its own takes their numbers."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for name, number, how in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, how, encoding="utf-8", errors="replace", closefd=False))  # noqa: SIM115


@contextlib.contextmanager
def lenient() -> Iterator[None]:
    """Within it stderr never fails, and stdout shows a question mark for a letter that it does not have."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    before = sys.stderr
    sys.stderr = Lenient(before)
    try:
        yield
    finally:
        sys.stderr = before


def give_up_stdout() -> None:
    """Lets whatever is still to be printed go nowhere, so that Python does not stumble over it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
