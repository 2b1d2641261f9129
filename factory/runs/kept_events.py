"""The durable events of a run: from its journal while it is under way, and from what earlier processes left."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mity.errors import LogError
from mity.reading import read_bytes
from mity.runs.files import journal_path
from mity.runs.journal import MOST
from mity.runs.json_text import parse

Json = dict[str, Any]


class KeptEvents:
    """The events of the run whose document is `path`, each once and in order, also those that are still to come."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pattern = f"{glob.escape(path.stem)}.events-*.jsonl"
        self._last = 0
        self._seen: tuple[int, int] | None = None

    def new(self) -> Iterator[Json]:
        """Those that were not given yet: `run`, `seq`, `time`, `kind`, `address`, and what the kind has.

        Raises LogError.
        """
        journal = journal_path(self._path)
        try:
            info = journal.stat()
            seen = (info.st_ino, info.st_size)
        except OSError:
            seen = None
        if seen is not None and seen == self._seen:
            return
        self._seen = seen
        for part in (*sorted(self._path.parent.glob(self._pattern)), journal):
            for event in _events(part):
                if int(event["seq"]) > self._last:
                    self._last = int(event["seq"])
                    yield shown_event(event, self._path.stem)


def _events(path: Path) -> Iterator[Json]:
    """The whole lines of a file of events; nothing where there is none."""
    try:
        lines = read_bytes(path, MOST).split(b"\n")[:-1]
    except FileNotFoundError:
        return
    except OSError as error:
        raise LogError(f"cannot read the events in {path}: {error.strerror or error}") from error
    for number, line in enumerate(lines, 1):
        try:
            event = parse(line)
            if "document" not in event:
                int(event["seq"])
                yield event
        except (ValueError, KeyError, TypeError) as error:
            if number < len(lines):
                raise LogError(f"line {number} of {path} is no event: it was damaged") from error


def shown_event(event: Json, run: str) -> Json:
    """An event as it is given to others: its envelope first, with the id of its run."""
    more = {name: value for name, value in event.items() if name not in ("seq", "time", "kind", "address", "chain")}
    address = event.get("address") or ""
    return {"run": run, "seq": event["seq"], "time": event["time"], "kind": event["kind"], "address": address, **more}
