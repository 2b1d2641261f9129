"""Execution logs on disk: one document per run, a journal beside it while the run is under way; loading joins both."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from mity.errors import BusyError, DefinitionError, LogError, StorageError, UsageError
from mity.redaction import Redactor
from mity.runs.artifacts import sweep_artifacts
from mity.runs.document import check, read_document, reason
from mity.runs.events import Event, Listener
from mity.runs.files import RunFiles, journal_path
from mity.runs.fold import apply
from mity.runs.journal import last_event, read_journal
from mity.runs.json_text import parse
from mity.runs.log import ExecutionLog
from mity.runs.numbers import next_number
from mity.runs.recorder import Recorder
from mity.runs.references import RUN, is_id, resolve, slug
from mity.runs.repairs import is_kept
from mity.runs.seal import sealed
from mity.runs.storage import ENGINE, RunStorage
from mity.runs.summaries import Summaries
from mity.system.files import check_unlinked, ignored_folder, storage_error, sweep

Json = dict[str, Any]
_SUMMARY = (
    *("run_id", "workflow_id", "can_resume", "app", "state", "verdict"),
    *("done", "stations", "started_at"),
)
"""What the summary of a run that can be read holds, in this order."""


class LogStore:
    """The logs of one workspace, in `<workspace>/.mity/logs`."""

    def __init__(self, workspace: Path, redactor: Redactor | None = None) -> None:
        self.workspace = workspace
        self.folder = workspace / ".mity" / "logs"
        self.redactor = redactor or Redactor()

    def new_run_id(self, workflow_id: str) -> str:
        """A fresh run id; its number grows with each run of the workspace, whatever the clock does.

        Raises StorageError, BusyError.
        """
        numbers = [number for name in self._names() if (number := _number(name)) >= 0]
        return f"{next_number(self.folder.parent / 'locks', numbers):04d}-{slug(workflow_id)}-{os.urandom(2).hex()}"

    def unused(self, run_id: str) -> str:
        """An id that `new_run_id` has given to another process, as long as no run has it. Raises UsageError."""
        if not is_id(run_id) or self.path(run_id).exists():
            raise UsageError(f"{run_id} is no id for a new run")
        return run_id

    def begun(self, run_id: str) -> bool:
        """Whether there is a log of an id, wherever the logs are."""
        return is_id(run_id) and self.path(run_id).exists()

    def path(self, run_id: str) -> Path:
        """Where the document of a run lies."""
        return self.folder / f"{run_id}.json"

    def has(self, run_id: str) -> bool:
        """Whether the document of a run is there, and not behind a link."""
        path = self.path(run_id)
        return path.name in self._names() and not path.is_symlink()

    def open(self, log: ExecutionLog, listeners: Iterable[Listener] = ()) -> Recorder:
        """Takes the run's lock and makes its log durable; `listeners` hear its events.

        Raises StorageError, and BusyError when another process holds the run or took it further since `log` was read.
        """
        for secrets_of in log.context.named_values():
            self.redactor.learn(secrets_of)
        try:
            ignored_folder(self.folder)
            locks = self.folder.parent / "locks"
            ignored_folder(locks)
            lock = FileLock(locks / f"{log.run_id}.lock", mode=0o600)
            lock.acquire(timeout=0)
        except Timeout as error:
            raise BusyError(f"another mity process is working on run {log.run_id}: let it finish") from error
        except OSError as error:
            raise storage_error("write", self.folder, error) from error
        files = RunFiles(self.path(log.run_id), lock)
        try:
            self._check_newest(log)
            recorder = Recorder(self._storage(log, files), self.redactor, listeners)
        except BaseException:
            files.release()
            raise
        try:
            sweep(self.folder, self.path(log.run_id).name)
            sweep_artifacts(self.workspace, self.folder)
            recorder.begin(log)
        except BaseException:
            recorder.release()
            raise
        return recorder

    def _storage(self, log: ExecutionLog, files: RunFiles) -> RunStorage:
        """What keeps the record of a run whose files this process holds. Raises BusyError for one of an engine."""
        if log.context.metadata.get(ENGINE):
            raise BusyError(f"run {log.run_id} is kept by an engine: name its database by --engine")
        return files

    def held(self, run_id: str) -> bool:
        """Whether a process is working on a run; one that never had a lock is in nobody's hands."""
        path = self.folder.parent / "locks" / f"{run_id}.lock"
        try:
            if not path.exists():
                return False
            with FileLock(path, timeout=0, mode=0o600):
                return False
        except (Timeout, OSError):
            return True

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
            if path.parent == self.folder and path.is_symlink():
                raise ValueError("it is a link, and mity follows none there")
            journal = read_journal(journal_path(path))
            data = read_document(path, journal)
            log = ExecutionLog.from_json(data)
            log.edited = log.edited or not journal.intact or not sealed(data)
            log.context.move_to(path.absolute().parent.parent.parent)
            for event in journal.events:
                if int(event["seq"]) > log.sequence:
                    log.sequence = int(event["seq"])
                    apply(log, Event.from_json(event))
            check(log, path)
        except OSError as error:
            raise LogError(f"cannot read the journal of {path}: {error.strerror or error}") from error
        except (KeyError, TypeError, ValueError, AttributeError, DefinitionError) as error:
            raise LogError(
                f"{path} is not a mity execution log ({reason(error)}): name another run, see `mity runs list`"
            ) from error
        return log

    def kept(self, run_id: str, change: str) -> bool:
        """Whether a run recorded that the repair `change` was kept; False for a run whose log cannot be read."""
        try:
            return is_kept(self.load(self.path(run_id)), change)
        except LogError:
            return False

    def resolve(self, reference: str = "") -> Path:
        """The document meant by `reference`: see `mity.runs.references.resolve`."""
        return resolve(reference, self._documents(), self.readable, self.folder)

    def runs(self) -> list[Json]:
        """A summary of each run, oldest first. A document that cannot be read is listed with its `error`."""
        return Summaries(self.folder, self._summary, _SUMMARY).of(self._names())

    def documents(self) -> list[Path]:
        """The document of each run, oldest first. Raises StorageError."""
        return self._documents()

    def readable(self, path: Path) -> ExecutionLog | None:
        """The log at `path`, or None when it cannot be read."""
        try:
            return self.load(path)
        except LogError:
            return None

    def _summary(self, path: Path) -> Json:
        row: Json = {"run_id": path.stem, "workflow_id": "", "can_resume": False}
        try:
            log = self.load(path)
        except LogError as error:
            return {**row, "state": "unreadable", "error": str(error)}
        return {**row, **summary_of(log)}

    def _documents(self) -> list[Path]:
        return [self.folder / name for name in self._names()]

    def _names(self) -> list[str]:
        """The name of each document, oldest first; of ten thousand, so no path is made of them here.

        A folder behind a link is somebody else's.
        """
        try:
            check_unlinked(self.folder)
            found = os.listdir(self.folder)  # noqa: PTH208 - see above
        except StorageError:
            return []
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise storage_error("read", self.folder, error) from error
        names = [name for name in found if name.endswith(".json") and not name.startswith(".")]
        return sorted(names, key=lambda name: (_number(name), name))


Logs = Callable[[Path, Redactor | None], LogStore]
"""What keeps the logs of a workspace, with what hides the secrets of a run."""


def summary_of(log: ExecutionLog) -> Json:
    """What lists of runs show of one."""
    verdict = log.verdict
    return {
        "workflow_id": log.workflow.id,
        "app": log.context.app_name,
        "state": log.state.value,
        "verdict": verdict.value if verdict else None,
        "can_resume": log.can_resume(),
        "done": len(log.stations) - len(log.remaining()),
        "stations": len(log.stations),
        "started_at": log.started_at,
    }


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


def _number(name: str) -> int:
    match = RUN.match(name.removesuffix(".json"))
    return int(match["number"]) if match else -1
