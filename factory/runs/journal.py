"""An append-only file of JSON lines, one fsynced line per event."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

from mity.reading import read_bytes, read_end
from mity.system.files import narrow, storage_error, sync_folder, write_all

Json = dict[str, Any]
MOST = 1 << 29
"""Bytes of a log that is read; ten thousand stations take less than a hundredth."""
_TAIL = 4 * 1024 * 1024  # bytes; no event is longer


class Journal:
    """The journal of one run, open for writing."""

    def __init__(self, path: Path, first: str) -> None:
        """Starts a fresh journal whose first line is `first`. Raises StorageError."""
        self.path = path
        try:
            self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
            narrow(self._handle)
            self.append(first)
            sync_folder(path.parent)
        except OSError as error:
            raise storage_error("write", path, error) from error

    def append(self, line: str, *, sync: bool = True) -> None:
        """Adds one line, which survives a kill; with `sync` also a power cut. Raises StorageError."""
        data = utf8(line) + b"\n"
        try:
            write_all(self._handle, data)
            if sync:
                os.fsync(self._handle)
        except OSError as error:
            raise storage_error("write", self.path, error) from error

    def close(self, *, remove: bool) -> None:
        """Ends writing; with `remove` the file goes, because the document now holds everything."""
        os.close(self._handle)
        if remove:
            self.path.unlink(missing_ok=True)


def utf8(text: str) -> bytes:
    """JSON text as bytes; what is no Unicode (a part of an odd file name) becomes its JSON escape."""
    return text.encode("utf-8", "backslashreplace")


def parse(text: bytes) -> Any:
    """The JSON value in `text`. Raises ValueError for anything that could not be written again as it was."""
    try:
        return json.loads(text, parse_constant=_finite, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not a number of JSON")
    return number


def last_event(path: Path) -> Json | None:
    """The last whole event of a journal, read from its end; None when there is no journal or no whole line."""
    try:
        lines = read_end(path, _TAIL).split(b"\n")[:-1]
    except FileNotFoundError:
        return None
    except OSError as error:
        raise storage_error("read", path, error) from error
    for line in reversed(lines):
        try:
            event = parse(line)
        except ValueError:
            continue
        if isinstance(event, dict) and "seq" in event:
            return event
    return None


def read_journal(path: Path) -> list[Json]:
    """The events of a journal. A torn last line, and nothing else, is passed over.

    Returns an empty list when there is no journal. Raises ValueError when an earlier line is damaged, and OSError.
    """
    try:
        data = read_bytes(path, MOST)
    except FileNotFoundError:
        return []
    lines = data.split(b"\n")
    whole, torn = lines[:-1], lines[-1]
    events: list[Json] = []
    for number, line in enumerate(whole, 1):
        try:
            event = parse(line)
        except ValueError as error:
            if number == len(whole) and not torn:
                break
            raise ValueError(f"line {number} of {path.name} is damaged") from error
        if not isinstance(event, dict):
            raise ValueError(f"line {number} of {path.name} is not an event")
        events.append(event)
    return events
