"""The one writer of a run's log: a journal for durability, a document for readers.

Durability comes from the journal (one fsynced line per finished station). The document is refreshed by an atomic
rename after every station of a short run, at widening intervals in a long one, and fsynced whenever the run stops.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from filelock import FileLock

from mity.redaction import Redactor, hide, named_texts
from mity.runs.journal import Journal, utf8
from mity.runs.log import ExecutionLog
from mity.runs.result import StationResult
from mity.system.files import write_atomic

Json = dict[str, Any]
_SHORT_RUN = 16  # stations; the document of such a run shows each one as soon as it has ended
_SHARE = 8  # in a longer run, refreshing the document takes at most one part in nine of the time
# what the engine needs as it stands: a secret may look like any of it
_STRUCTURE = frozenset(
    {"run_id", "workflow_id", "state", "verdict", "stations", "station", "status", "id", "stack", "app_name"}
    | {"workspace", "output_path", "choice", "default", "resume_at", "started_at", "completed_at", "forget"}
)


def encode(value: Any) -> str:
    """Compact JSON text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class RunWriter:
    """The one writer of a run's log. Holds the run's lock from `open` to `stop`."""

    def __init__(self, path: Path, lock: FileLock, redactor: Redactor) -> None:
        self._path = path
        self._lock = lock
        self._redactor = redactor
        self._journal: Journal | None = None
        self._rows: dict[str, str] = {}
        self._refresh_at = 0.0

    def begin(self, log: ExecutionLog) -> None:
        """Makes the document durable and opens the journal. Raises StorageError."""
        for step in log.workflow.steps():
            for values in named_texts(step.inputs):
                self._redactor.learn(values)
        self._rows = {name: self._row(name, result) for name, result in log.results.items()}
        began = time.monotonic()
        document = self._document(log)
        # A new run needs no fsync here: a document torn by a power cut is read from the journal's first line.
        write_atomic(self._path, utf8(document), durable=self._path.exists())
        self._refresh_after(began)
        first = f'{{"seq":{log.sequence},"document":{document.replace(chr(10), "")}}}'
        self._journal = Journal(journal_path(self._path), first)

    def record(self, log: ExecutionLog, station: str) -> None:
        """Makes the latest result of `station` durable. Raises StorageError."""
        assert self._journal is not None, "begin() comes first"
        log.sequence += 1
        self._rows.pop(station, None)
        row = self._rows[station] = self._row(station, log.results[station])
        self._journal.append(f'{{"seq":{log.sequence},{row[1:]}')
        began = time.monotonic()
        if len(self._rows) <= _SHORT_RUN or began >= self._refresh_at:
            write_atomic(self._path, utf8(self._document(log)), durable=False)
            self._refresh_after(began)

    def _refresh_after(self, began: float) -> None:
        """Sets when the document is next due: the longer the write that began at `began` took, the later."""
        now = time.monotonic()
        self._refresh_at = now + _SHARE * (now - began)

    def forget(self, log: ExecutionLog, station: str) -> None:
        """Notes that the result of `station` went to the history, because it will run again."""
        assert self._journal is not None, "begin() comes first"
        log.sequence += 1
        self._rows.pop(station, None)
        self._journal.append(encode({"seq": log.sequence, "forget": station}))

    def stop(self, log: ExecutionLog) -> None:
        """Writes the whole document durably, removes the journal and releases the run. Raises StorageError."""
        try:
            write_atomic(self._path, utf8(self._document(log)))
            if self._journal is not None:
                self._journal.close(remove=True)
                self._journal = None
        finally:
            self.release()

    def release(self) -> None:
        """Gives the run free without writing; the journal stays for the next one to join."""
        if self._journal is not None:
            self._journal.close(remove=False)
            self._journal = None
        self._lock.release()

    def _row(self, station: str, result: StationResult) -> str:
        data = result.to_json()
        if data["outputs"]:
            for values in named_texts(data["outputs"]):
                self._redactor.learn(values)
            data["outputs"] = hide(data["outputs"])
        return self._clean({"station": station, "result": data})

    def _document(self, log: ExecutionLog) -> str:
        head = self._clean(log.head())
        history = ",\n".join(self._clean(row) for row in log.history)
        rows = ",\n".join(self._rows.values())
        return f'{head[:-1]},\n"results":[\n{rows}],\n"history":[{history}]}}\n'

    def _clean(self, value: Json) -> str:
        """`value` as JSON text without secrets; it is taken apart only when there is one in it."""
        text = encode(value)
        return text if self._redactor.text(text) == text else encode(self._redactor.data(value, _STRUCTURE))


def journal_path(document: Path) -> Path:
    """Where the journal of a document lies."""
    return document.with_suffix(".journal.jsonl")
