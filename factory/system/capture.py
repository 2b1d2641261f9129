"""Output of a running command: cut into lines, cleared of secrets, bounded in memory, written to a transcript."""

from __future__ import annotations

import codecs
import contextlib
import os
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import IO

from mity.redaction import Redactor
from mity.system.files import private_file, private_folder

_HEAD = 256 * 1024
_TAIL = 256 * 1024
_LINE = 16 * 1024
_OVERLAP = 1024
_MOST_HELD = 32 * 1024
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
        self._held = ""
        self.last_s = time.monotonic()
        """When something came last, on the clock of `time.monotonic`."""
        if transcript is not None:
            self._open(transcript)

    def line(self, text: str) -> None:
        """Takes a line or several, with their ends; what may be the beginning of a secret waits for what comes next."""
        text = self._held + text
        place = self._redactor.pending(text) if len(text) < _MOST_HELD else len(text)
        place = text.rfind("\n", 0, place) + 1 if place < len(text) else place
        self._held = text[place:]
        self._take(self._redactor.text(text[:place]))

    def _take(self, text: str) -> None:
        if self._closed or not text:
            return
        self._write(text)
        for line in _lines(text):
            self._keep(line)
            with contextlib.suppress(OSError, ValueError):  # a terminal that is gone costs the command nothing
                self._on_line(line.rstrip("\r\n"))

    def _open(self, transcript: Path) -> None:
        try:
            private_folder(transcript.parent)
            self._file = os.fdopen(private_file(transcript), "a", encoding="utf-8", errors="replace")
        except OSError as error:
            self._lose(error)

    def _write(self, text: str) -> None:
        if self._file is None or self._written >= _TRANSCRIPT:
            return
        try:
            self._written += self._file.write(text)
            self._file.flush()  # somebody may be following it
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
        self._flush()
        text = self._redactor.text(text)
        place = min(max(0, len(text) - _OVERLAP), self._redactor.pending(text))
        place = place if len(text) < _MOST_HELD else len(text) - _OVERLAP
        self._take(text[:place])
        return text[place:]

    def _flush(self) -> None:
        text, self._held = self._held, ""
        self._take(self._redactor.text(text))

    def text(self) -> str:
        """What was kept."""
        gap = [f"\n[… {self._dropped} characters left out …]\n"] if self._dropped else []
        return "".join([*self._head, *gap, *self._tail, self._redactor.text(self._held)])

    def close(self) -> None:
        """Closes the transcript; what still comes, from a process that was let go, is passed over."""
        self._flush()
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
            capture.last_s = time.monotonic()
            if (end := rest.rfind("\n") + 1) > 0:
                capture.line(rest[:end])
                rest = rest[end:]
            if len(rest) > _LINE:
                rest = capture.piece(rest)
    if rest:
        capture.line(rest)


def _lines(text: str) -> list[str]:
    """The lines of a text, each with its end; a carriage return alone ends none."""
    *whole, rest = text.split("\n")
    return [line + "\n" for line in whole] + ([rest] if rest else [])


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except (OSError, ValueError):
        return b""
