"""The one door by which events reach a run's log, its journal, its document and its listeners, in one order.

Durability comes from the journal (one line per event, fsynced where a power cut must not lose it). The document is
refreshed by an atomic rename after every step of a short run, at widening intervals in a long one, and fsynced
whenever the run stops.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from mity.redaction import Redactor, hide, named_texts
from mity.runs import events
from mity.runs.events import Event, Listener, utc_now
from mity.runs.fold import apply
from mity.runs.json_text import encode, utf8
from mity.runs.log import ExecutionLog
from mity.runs.result import KNOWN, MASKED, StationResult
from mity.runs.seal import SEAL, digest, known_head, known_row, seal
from mity.runs.storage import RunStorage

Json = dict[str, Any]
_SHORT_RUN = 16  # results, replaced ones included; the document of such a run shows each as soon as it has ended
_SHARE = 16  # in a longer run, refreshing the document takes at most one part in 17 of the time
# what the engine needs as it is: a secret may look like any of it
_VALUES = {events.ARTIFACT: "artifacts", events.DEBUG_SET: "outputs", events.TRIGGERED: "inputs"}
_STRUCTURE = frozenset(
    {"run_id", "workflow_id", "state", "verdict", "stations", "station", "status", "id", "stack", "app_name"}
    | {"workspace", "output_path", "choice", "default", "resume_at", "started_at", "completed_at", "steps", "stage"}
    | {"kind", "address", "time", "effect", "settles"}
)


class _Row(NamedTuple):
    """A result as it stands in the document, and the digest of what mity knows of it."""

    text: str
    digest: str


class Recorder:
    """Records the events of one run, from any thread. Holds the run by its storage until `stop` or `release`."""

    def __init__(self, storage: RunStorage, redactor: Redactor, listeners: Iterable[Listener] = ()) -> None:
        self._storage = storage
        self._redactor = redactor
        self._listeners = tuple(listeners)
        self._open = False
        self._rows: dict[str, _Row] = {}
        self._history: list[_Row] = []
        self._definitions = "{}"
        self._refresh_at = 0.0
        self._turn = threading.RLock()
        self._last = 0

    def begin(self, log: ExecutionLog) -> None:
        """Makes the document durable and opens the journal. Raises StorageError."""
        self.log = log
        self._last = log.sequence
        for step in log.workflow.steps():
            for values in named_texts(step.inputs):
                self._redactor.learn(values)
        self._rows = {name: self._row(name, result, again=True) for name, result in log.results.items()}
        self._history = [self._sealed(row, again=True) for row in log.history]
        self._definitions = self._clean(log.definitions())
        began = time.monotonic()
        document = self._document()
        self._storage.begin(document)
        self._refresh_after(began)
        first = f'{{"seq":{log.sequence},"document":{document.decode().replace(chr(10), "")}}}'
        self._storage.begin_events(first, log.sequence, kept=log.of_a_file)
        self._open = True

    def emit(self, kind: str, address: str = "", key: str = "", **data: Any) -> None:
        """Records an event of any kind but `step.finished` and tells the listeners. Raises StorageError."""
        self._emit(kind, address, key, data, sync=kind not in events.UNSYNCED)

    def started(self, address: str, key: str, *, attempt: int, description: str, sync: bool) -> None:
        """Records that an attempt of a step begins, with `sync` so that it is known whatever happens to it. Raises
        StorageError."""
        self._emit(events.STEP_STARTED, address, key, {"attempt": attempt, "description": description}, sync=sync)

    def _emit(self, kind: str, address: str, key: str, data: Mapping[str, Any], *, sync: bool) -> None:
        with self._turn:
            event = self._next(kind, address, key, data)
            if kind not in events.TRANSIENT:
                apply(self.log, event)
                self.log.sequence = event.seq
                if kind == events.WORKFLOW_GENERATED or "generated" in data:
                    self._definitions = self._clean(self.log.definitions())
                for name in data.get("steps", ()) if kind == events.STEP_REWOUND else ():
                    self._retire(name)
                if kind == events.DEBUG_SET:
                    self._retire(key)
                    self._rows[key] = self._row(key, self.log.results[key])
                self._append(self._clean(self._hidden(event)), sync=sync)
            self._tell(event)

    def finish(self, address: str, key: str, result: StationResult) -> None:
        """Records that a step ended, and makes its result durable. Raises StorageError."""
        with self._turn:
            event = self._next(events.STEP_FINISHED, address, key, {"result": result})
            self._retire(key)
            apply(self.log, event)
            row = self._rows[key] = self._row(key, self.log.results[key])  # with what a killed execution had repaired
            self.log.sequence = event.seq
            head = encode({"seq": event.seq, "time": event.time, "kind": event.kind, "address": address})
            self._append(f"{head[:-1]},{row.text[1:]}", sync=True)
            began = time.monotonic()
            if len(self._rows) + len(self._history) <= _SHORT_RUN or began >= self._refresh_at:
                self._storage.write(self._document(), durable=False)
                self._refresh_after(began)
            if self._listeners:
                self._tell(replace(event, data={"result": json.loads(row.text)["result"]}))

    def stop(self, state: str, error: str | None, completed_at: str | None) -> None:
        """Records how the run stops, writes the whole document durably, and releases the run. Raises StorageError."""
        with self._turn:
            try:
                event = self._next(
                    events.RUN_STATE, "", "", {"state": state, "error": error, "completed_at": completed_at}
                )
                apply(self.log, event)
                self.log.sequence = event.seq
                self._storage.write(self._document(), durable=True)
                if self._open:
                    self._end_events(event)
            finally:
                self.release()
            self._tell(event)

    def release(self) -> None:
        """Gives the run free without writing; the journal stays for the next one to join."""
        self._open = False
        self._storage.release()

    def _end_events(self, last: Event) -> None:
        """Ends the events; those of a user's workflow stay, with the last one."""
        if self.log.of_a_file:
            self._storage.append(self._clean(last.to_json()), sync=False)
        self._storage.end_events(last.seq if self.log.of_a_file else None)

    def _hidden(self, event: Event) -> Json:
        """An event as it is written: values that a step or a person gave are masked as outputs are."""
        row = event.to_json()
        if member := _VALUES.get(event.kind):
            for values in named_texts(row[member]):
                self._redactor.learn(values)
            row[member] = hide(row[member])
        return row

    def _next(self, kind: str, address: str, key: str, data: Mapping[str, Any]) -> Event:
        self._last += 1
        return Event(self._last, utc_now(), kind, address, key, data, self.log.run_id)

    def _append(self, line: str, *, sync: bool) -> None:
        self._storage.append(line, sync=sync)

    def _tell(self, event: Event) -> None:
        for listener in self._listeners:
            listener(event)

    def _retire(self, key: str) -> None:
        old = self._rows.pop(key, None)
        if old is not None:
            self._history.append(old)

    def _refresh_after(self, began: float) -> None:
        """Sets when the document is next due: the longer the write that began at `began` took, the later."""
        now = time.monotonic()
        self._refresh_at = now + _SHARE * (now - began)

    def _row(self, station: str, result: StationResult, *, again: bool = False) -> _Row:
        data = result.to_json()
        row = {"station": station, "result": data}
        if not data["outputs"]:
            return self._sealed(row, again=again)
        for values in named_texts(data["outputs"]):
            self._redactor.learn(values)
        raw, hidden = encode(row), hide(data["outputs"])
        data["outputs"] = hidden
        if (text := self._clean(row)) == raw:
            return self._sealed(row, text)
        if masked := [one for one in hidden if self._clean({one: hidden[one]}) != encode({one: result.outputs[one]})]:
            data[MASKED] = sorted({*masked, *data.get(MASKED, ())})
        return self._sealed(row)

    def _sealed(self, row: Json, text: str | None = None, *, again: bool = False) -> _Row:
        text = self._clean(row, again=again) if text is None else text
        whole = KNOWN.issuperset(row["result"])
        return _Row(text, digest(text if whole else known_row(json.loads(text))))

    def _document(self) -> bytes:
        head = self._clean(self.log.head())
        known = self._clean(known_head(self.log.head()))
        kept, old = self._rows.values(), self._history
        ours = seal(known, self._definitions, (row.digest for row in kept), (row.digest for row in old))
        rows, history = ",\n".join(row.text for row in kept), ",\n".join(row.text for row in old)
        parts = f'{self._definitions[1:-1]},\n"results":[\n{rows}],\n"history":[{history}]'
        return utf8(f'{head[:-1]},{parts},\n"{SEAL}":"{ours}"}}\n')

    def _clean(self, value: Json, *, again: bool = False) -> str:
        """`value` as JSON text without secrets; it is taken apart only when there is one in it.

        What was clean before (`again`) is only looked through for values that may be known since.
        """
        text = encode(value)
        masked = self._redactor.known(text) if again else self._redactor.text(text)
        return text if masked == text else encode(self._redactor.data(value, _STRUCTURE))
