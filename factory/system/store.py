"""Execution logs on disk: one document per run, a journal beside it while the run is under way.

Durability comes from the journal (one fsynced line per finished station). The document is refreshed by an atomic
rename after every station of a short run, at widening intervals in a long one, and fsynced whenever the run
stops. Loading joins the two.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from mity.errors import BusyError, DefinitionError, LogError
from mity.log import SCHEMA, ExecutionLog
from mity.redaction import Redactor
from mity.result import StationResult
from mity.suggest import did_you_mean
from mity.system.files import ignored_folder, storage_error, sweep, write_atomic
from mity.system.journal import Journal, last_event, parse, read_journal, utf8

Json = dict[str, Any]
_RUN = re.compile(r"(?P<number>\d{4,})-.+-[0-9a-z]{4}$")
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
        return self._clean({"station": station, "result": result.to_json()})

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


class LogStore:
    """The logs of one workspace, in `<workspace>/.mity/logs`."""

    def __init__(self, workspace: Path, redactor: Redactor | None = None) -> None:
        self.workspace = workspace
        self.folder = workspace / ".mity" / "logs"
        self.redactor = redactor or Redactor()

    def new_run_id(self, workflow_id: str) -> str:
        """A fresh run id; its number grows with each run of the workspace, whatever the clock does."""
        numbers = [int(match["number"]) for path in self._documents() if (match := _RUN.match(path.stem))]
        name = re.sub(r"[^A-Za-z0-9_.-]+", "-", workflow_id) or "run"
        return f"{max(numbers, default=0) + 1:04d}-{name}-{os.urandom(2).hex()}"

    def path(self, run_id: str) -> Path:
        """Where the document of a run lies."""
        return self.folder / f"{run_id}.json"

    def open(self, log: ExecutionLog) -> RunWriter:
        """Takes the run's lock and makes its log durable.

        Raises StorageError, and BusyError when another process holds the run or took it further since `log` was read.
        """
        for secrets_of in log.context.named_values():
            self.redactor.learn(secrets_of)
        try:
            ignored_folder(self.folder)
            locks = self.folder.parent / "locks"
            ignored_folder(locks)
            lock = FileLock(locks / f"{log.run_id}.lock")
            lock.acquire(timeout=0)
        except Timeout as error:
            raise BusyError(f"another mity process is working on run {log.run_id}: let it finish") from error
        except OSError as error:
            raise storage_error("write", self.folder, error) from error
        writer = RunWriter(self.path(log.run_id), lock, self.redactor)
        try:
            self._check_newest(log)
            sweep(self.folder, self.path(log.run_id).name)
            writer.begin(log)
        except BaseException:
            writer.release()
            raise
        return writer

    def _check_newest(self, log: ExecutionLog) -> None:
        path = self.path(log.run_id)
        if path.exists() and _last_sequence(path) > log.sequence:
            raise BusyError(
                f"another mity process has just gone on with run {log.run_id}: look at it, then resume again"
            )

    def load(self, path: Path) -> ExecutionLog:
        """The log at `path` with its journal joined in.

        Raises LogError with one clear sentence; the files are never changed.
        """
        try:
            log = ExecutionLog.from_json(_read_document(path))
            log.context.move_to(path.absolute().parent.parent.parent)
            for event in read_journal(journal_path(path)):
                if int(event["seq"]) > log.sequence:
                    log.sequence = int(event["seq"])
                    _apply(log, event)
            _check(log, path)
        except OSError as error:
            raise LogError(f"cannot read the journal of {path}: {error.strerror or error}") from error
        except (KeyError, TypeError, ValueError, AttributeError, DefinitionError) as error:
            raise LogError(
                f"{path} is not a mity execution log ({_reason(error)}): name another run, see `mity runs list`"
            ) from error
        return log

    def resolve(self, reference: str = "") -> Path:
        """The document meant by `reference`.

        That is a path, a run id, a workflow id (its newest run), or nothing (the newest run that can go on).
        Raises LogError when there is none.
        """
        if reference and (os.sep in reference or reference.endswith(".json")):
            return Path(reference)
        if any(path.stem == reference for path in self._documents()):
            return self.path(reference)
        runs = self.runs()
        for run in reversed(runs):
            wanted = run["workflow_id"] == reference if reference else run["can_resume"]
            if wanted:
                return self.path(run["run_id"])
        if not reference:
            raise LogError(f"no run in {self.folder} can be resumed: see `mity runs list`")
        known = {run["run_id"] for run in runs} | {run["workflow_id"] for run in runs if run["workflow_id"]}
        raise LogError(f"no run '{reference}' in {self.folder}: {did_you_mean(reference, known)}")

    def runs(self) -> list[Json]:
        """A summary of each run, oldest first. A document that cannot be read is listed with its `error`."""
        return [self._summary(path) for path in self._documents()]

    def _summary(self, path: Path) -> Json:
        row: Json = {"run_id": path.stem, "workflow_id": "", "can_resume": False, "path": str(path)}
        try:
            log = self.load(path)
        except LogError as error:
            return {**row, "state": "unreadable", "error": str(error)}
        verdict = log.verdict
        return {
            **row,
            "workflow_id": log.workflow.id,
            "app": log.context.app_name,
            "state": log.state.value,
            "verdict": verdict.value if verdict else None,
            "can_resume": log.can_resume(),
            "done": len(log.stations) - len(log.remaining()),
            "stations": len(log.stations),
            "started_at": log.started_at,
        }

    def _documents(self) -> list[Path]:
        try:
            found = [path for path in self.folder.glob("*.json") if not path.name.startswith(".")]
        except OSError as error:
            raise storage_error("read", self.folder, error) from error
        return sorted(found, key=lambda path: (_number(path), path.name))


def _last_sequence(path: Path) -> int:
    """The number of the last event in a log that could be read a moment ago, at the cost of its ends only."""
    newest = last_event(journal_path(path))
    if newest is not None:
        return int(newest["seq"])
    with path.open("rb") as document:
        head = document.readline().rstrip().removesuffix(b",")
    try:
        return int(parse(head + b"}").get("sequence") or 0)
    except (ValueError, AttributeError):
        return 0


def _number(path: Path) -> int:
    match = _RUN.match(path.stem)
    return int(match["number"]) if match else -1


def _reason(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


def _read_document(path: Path) -> Json:
    """The parsed document; when it is torn by a power cut, the copy that opened the journal."""
    try:
        text = path.read_bytes()
    except FileNotFoundError as error:
        raise LogError(f"there is no log at {path}: see `mity runs list`") from error
    except OSError as error:
        raise LogError(f"cannot read {path}: {error.strerror or error}") from error
    try:
        data = parse(text)
    except ValueError as error:
        opening = read_journal(journal_path(path))
        if not opening or not isinstance(opening[0].get("document"), dict):
            what = "it is empty" if not text.strip() else "it is damaged or cut off"
            raise LogError(
                f"cannot read {path}: {what}; it was left as it is. Start anew, or name another run"
            ) from error
        data = opening[0]["document"]
    if not isinstance(data, dict) or "run_id" not in data or "workflow" not in data:
        raise LogError(f"{path} is not a mity execution log: name another run, see `mity runs list`")
    schema = data.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise LogError(f"{path} is not a mity execution log (its schema is {schema!r}): name another run")
    if schema > SCHEMA:
        raise LogError(
            f"{path} was written by a newer mity (log schema {schema}, this one reads {SCHEMA}): update mity"
        )
    return data


def _check(log: ExecutionLog, path: Path) -> None:
    """Raises ValueError for a log that contradicts itself."""
    steps = {step.id for step in log.workflow.steps()}
    if set(log.stations) != steps or not set(log.results) <= steps:
        raise ValueError("its stations are not those of its workflow")
    if log.run_id != path.stem:
        raise ValueError(f"it is the log of run {log.run_id!r}, under another name")


def _apply(log: ExecutionLog, event: Mapping[str, Any]) -> None:
    if "forget" in event:
        log.drop(str(event["forget"]))
    elif "station" in event:
        log.record(str(event["station"]), StationResult.from_json(event["result"]))
