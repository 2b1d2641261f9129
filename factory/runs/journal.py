"""An append-only file of JSON lines, one fsynced line per event."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from mity.reading import read_bytes, read_end
from mity.runs.json_text import parse, utf8
from mity.runs.seal import chained, unchained
from mity.system.files import CAREFUL, narrow, storage_error, sync_folder, write_all
from mity.text.records import dataclass, field

Json = dict[str, Any]
MOST = 1 << 29
"""Bytes of a log that is read; ten thousand stations take less than a hundredth."""
_TAIL = 4 * 1024 * 1024  # bytes; no event is longer


class Journal:
    """The journal of one run, open for writing."""

    def __init__(self, path: Path, first: str) -> None:
        """Starts a fresh journal whose first line is `first`. Raises StorageError."""
        self.path = path
        self._chain = b""
        try:
            self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | CAREFUL, 0o600)
            narrow(self._handle)
            self.append(first)
            sync_folder(path.parent)
        except OSError as error:
            raise storage_error("write", path, error) from error

    def append(self, line: str, *, sync: bool = True) -> None:
        """Adds one line, which survives a kill; with `sync` also a power cut. Raises StorageError."""
        data, self._chain = chained(utf8(line), self._chain)
        try:
            write_all(self._handle, data + b"\n")
            if sync:
                os.fsync(self._handle)
        except OSError as error:
            raise storage_error("write", self.path, error) from error

    def close(self, *, remove: bool, kept: Path | None = None) -> None:
        """Ends writing; with `remove` the file goes, because the document now holds everything, or becomes `kept`."""
        os.close(self._handle)
        if remove and kept is not None:
            self.path.replace(kept)
        elif remove:
            self.path.unlink(missing_ok=True)


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


@dataclass(frozen=True, slots=True)
class Journalled:
    """The events of a journal, and whether all of it is as it was written."""

    events: list[Json] = field(default_factory=list)
    intact: bool = True


def read_journal(path: Path) -> Journalled:
    """What is in a journal; nothing when there is none. A torn last line, and nothing else, is passed over.

    Raises ValueError when an earlier line is damaged, and OSError.
    """
    try:
        data = read_bytes(path, MOST)
    except FileNotFoundError:
        return Journalled()
    lines = data.split(b"\n")
    whole, torn = lines[:-1], lines[-1]
    events: list[Json] = []
    chain: bytes | None = b""
    for number, line in enumerate(whole, 1):
        try:
            event = parse(line)
        except ValueError as error:
            if number == len(whole) and not torn:
                break
            raise ValueError(f"line {number} of {path.name} is damaged") from error
        if not isinstance(event, dict):
            raise ValueError(f"line {number} of {path.name} is not an event")
        chain = None if chain is None else unchained(line, chain)
        events.append(event)
    return Journalled(events, chain is not None)
