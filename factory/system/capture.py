"""Output of a running command: cut into lines, cleared of secrets, bounded in memory, written to a transcript."""

from __future__ import annotations

import codecs
import contextlib
import os
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import IO

from mity.redaction import Redactor

_HEAD = 256 * 1024
_TAIL = 256 * 1024
_LINE = 16 * 1024
_OVERLAP = 1024
_TRANSCRIPT = 64 * 1024 * 1024


class Capture:
    """Keeps the first and the last quarter of a mebibyte of an output; the transcript keeps 64 MiB of it."""

    def __init__(self, redactor: Redactor, on_line: Callable[[str], None], transcript: Path | None) -> None:
        self._redactor = redactor
        self._on_line = on_line
        self._file: IO[str] | None = None
        self._written = 0
        self._head: list[str] = []
        self._head_size = 0
        self._tail: deque[str] = deque()
        self._tail_size = 0
        self._dropped = 0
        self._closed = False
        if transcript is not None:
            self._open(transcript)

    def line(self, text: str) -> None:
        """Takes one line, with its end."""
        if self._closed:
            return
        text = self._redactor.text(text)
        self._write(text)
        self._keep(text)
        with contextlib.suppress(OSError, ValueError):  # a terminal that is gone costs the command nothing
            self._on_line(text.rstrip("\r\n"))

    def _open(self, transcript: Path) -> None:
        try:
            transcript.parent.mkdir(parents=True, exist_ok=True)
            self._file = transcript.open("a", encoding="utf-8", errors="replace")
        except OSError as error:
            self._lose(error)

    def _write(self, text: str) -> None:
        if self._file is None or self._written >= _TRANSCRIPT:
            return
        try:
            self._written += self._file.write(text)
        except OSError as error:
            self._lose(error)

    def _lose(self, error: OSError) -> None:
        """Goes on without a transcript, for example on a full disk: the command matters more."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()
        self._keep(f"[mity: no transcript: {error.strerror or error}]\n")

    def _keep(self, text: str) -> None:
        if self._head_size < _HEAD:
            self._head.append(text)
            self._head_size += len(text)
        else:
            self._tail.append(text)
            self._tail_size += len(text)
            while self._tail_size > _TAIL:
                gone = self._tail.popleft()
                self._tail_size -= len(gone)
                self._dropped += len(gone)

    def piece(self, text: str) -> str:
        """Takes the beginning of an over-long line and returns the rest, so that no secret is cut in two."""
        text = self._redactor.text(text)
        self.line(text[:-_OVERLAP])
        return text[-_OVERLAP:]

    def text(self) -> str:
        """What was kept."""
        gap = [f"\n[… {self._dropped} characters left out …]\n"] if self._dropped else []
        return "".join([*self._head, *gap, *self._tail])

    def close(self) -> None:
        """Closes the transcript; what still comes, from a process that was let go, is passed over."""
        self._closed = True
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as error:
                self._lose(error)


def read_lines(pipe: IO[bytes], capture: Capture) -> None:
    """Reads `pipe` to its end and hands over each line; over-long lines are handed over in pieces."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    rest = ""
    with pipe:
        handle = pipe.fileno()
        while data := _read(handle):
            rest += decoder.decode(data)
            *lines, rest = rest.split("\n")
            for line in lines:
                capture.line(line + "\n")
            if len(rest) > _LINE:
                rest = capture.piece(rest)
    if rest:
        capture.line(rest)


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except (OSError, ValueError):
        return b""
