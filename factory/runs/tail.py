"""The durable events of a run as they come, read from where the last look ended, in bounded memory."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mity.reading import open_regular
from mity.runs.files import journal_path
from mity.runs.json_text import parse
from mity.text.records import dataclass

Json = dict[str, Any]
MOST_EVENTS = 200
"""Events of one look; the next look goes on behind them."""
_LONGEST = 4 << 20
"""Bytes of a line that is an event; the opening line of a journal may be longer and is passed over."""
_CHUNK = 16 << 20
"""Bytes that one look reads at most."""


@dataclass(slots=True)
class _Place:
    offset: int = 0
    skipping: bool = False


class Tail:
    """The events behind number `after` of the run whose document is `path`, each once and in order.

    A file that was renamed when its run stopped is known by its inode; one that began anew under the same inode is
    read again from its beginning, and what was given already is passed over by its number.
    """

    def __init__(self, path: Path, after: int = 0) -> None:
        self.last = after
        self._path = path
        self._pattern = f"{glob.escape(path.stem)}.events-*.jsonl"
        self._places: dict[int, _Place] = {}

    def read(self, most: int = MOST_EVENTS) -> list[Json]:
        """The next events, `most` of them; an empty list when there is none yet. Raises OSError."""
        found: list[Json] = []
        for part in (*sorted(self._path.parent.glob(self._pattern)), journal_path(self._path)):
            try:
                self._read(part, found, most)
            except FileNotFoundError:  # it was renamed or removed just now: the next look finds it
                continue
            if len(found) >= most:
                break
        return found

    def _read(self, part: Path, found: list[Json], most: int) -> None:
        with open_regular(part) as file:
            info = os.fstat(file.fileno())
            place = self._places.setdefault(info.st_ino, _Place())
            if info.st_size < place.offset:
                place.offset, place.skipping = 0, False
            if info.st_size == place.offset:
                return
            file.seek(place.offset)
            end = place.offset + _CHUNK
            while len(found) < most and place.offset < end:
                line = file.readline(_LONGEST)
                if not line.endswith(b"\n") and len(line) < _LONGEST:
                    return  # it is being written
                place.offset += len(line)
                whole, place.skipping = not place.skipping and line.endswith(b"\n"), not line.endswith(b"\n")
                if whole and not self._take(line, found):
                    place.offset = 0  # another file under this inode
                    return

    def _take(self, line: bytes, found: list[Json]) -> bool:
        """Takes in a line; False when it is no event at all."""
        try:
            event = parse(line)
            if "document" not in event and int(event["seq"]) > self.last:
                self.last = int(event["seq"])
                found.append(event)
        except (ValueError, KeyError, TypeError):
            return not self._again()
        return True

    def _again(self) -> bool:
        """Whether a damaged line is worth a second reading from the start: once for each last event."""
        if getattr(self, "_retried", -1) == self.last:
            return False
        self._retried = self.last
        return True


def newest(path: Path, most: int = MOST_EVENTS) -> list[Json]:
    """The last events that a run has left, `most` of them, read to the end in bounded memory. Raises OSError."""
    tail, kept = Tail(path), list[Json]()
    for event in _all(tail):
        kept.append(event)
        if len(kept) > 2 * most:
            del kept[:-most]
    return kept[-most:]


def _all(tail: Tail) -> Iterator[Json]:
    while rows := tail.read():
        yield from rows
