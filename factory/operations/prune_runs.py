"""Removing runs that are over: their logs, what they kept beside them, and the clones that they worked in."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from mity.changes.record import ASIDE
from mity.runs.artifacts import sweep_artifacts
from mity.runs.events import read_time
from mity.runs.files import journal_path
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from mity.runs.store import LogStore
from mity.runs.triggered import BY_RUN, owed
from mity.system.clone_places import clone_folder, is_clone, remove_clones
from mity.system.files import check_unlinked, storage_error
from mity.system.git import Repository
from mity.text.records import dataclass

_OVER = (RunState.COMPLETED, RunState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Pruning:
    """Which runs may go: those that began `older_s` seconds ago or earlier, but for the `keep` newest of all.

    With `unfinished`, also runs that failed, wait or could go on.
    """

    older_s: float = 0.0
    keep: int = 0
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Pruned:
    """Runs that were removed, or would be, and why others of their age stay, by their ids."""

    gone: list[str]
    kept: dict[str, str]


def prune(store: LogStore, wanted: Pruning, *, dry_run: bool) -> Pruned:
    """Removes the runs of a workspace that may go. Raises StorageError, also for a link in the place of a folder of
    mity's; a repetition finishes what was begun.

    What a process works on, what cannot be read, and the run that proved the commit which is checked out all stay.
    """
    gone: list[str] = []
    kept: dict[str, str] = {}
    clones: list[Path] = []
    for folder in (store.folder, store.workspace / ASIDE, clone_folder(store.workspace)):
        check_unlinked(folder)
    stays: set[Path] = set()
    for path, log in _candidates(store, wanted):
        why = _why_kept(store, path, log, wanted)
        if not why and log is not None and not dry_run:
            why = _remove(store, path)
        if why or log is None:
            kept[path.stem] = why
            stays |= {log.context.output_path} if log else set()
            continue
        gone.append(path.stem)
        clones += [log.context.output_path] if _own_clone(store, log.context.output_path) else []
    if gone and not dry_run:
        remove_clones(set(clones) - stays - _used(store) if clones else ())
        sweep_artifacts(store.workspace, store.folder)
    return Pruned(gone, kept)


def _own_clone(store: LogStore, folder: Path) -> bool:
    """Whether a folder is a clone in this workspace: a log that came from elsewhere may name those of another one."""
    return is_clone(folder) and folder.parent.resolve() == clone_folder(store.workspace).resolve()


def _candidates(store: LogStore, wanted: Pruning) -> Iterator[tuple[Path, ExecutionLog | None]]:
    """The runs that are old enough, oldest first, with their logs where they can be read."""
    documents = store.documents()
    latest = time.time() - wanted.older_s
    for path in documents[: len(documents) - wanted.keep] if wanted.keep else documents:
        log = store.readable(path)
        try:
            began = read_time(log.started_at).timestamp() if log else path.stat().st_mtime
        except (ValueError, OSError):
            continue
        if began <= latest:
            yield path, log


def _why_kept(store: LogStore, path: Path, log: ExecutionLog | None, wanted: Pruning) -> str:
    if log is None:
        return "its log cannot be read: remove the file by hand"
    if log.state not in _OVER and not wanted.unfinished:
        return f"it is {log.state.value.replace('_', ' ')} and can go on"
    if not wanted.unfinished and (open_rows := owed(log.triggered)):
        return f"it owes the run of workflow '{open_rows[0]['workflow']}': `mity resume {log.run_id}` begins it"
    if by := _owed_by(store, log):
        return f"run {by} does not know yet that it has begun: `mity resume {by}` tells it"
    if store.held(log.run_id):
        return "a process works on it"
    if Repository(log.context.output_path).landed(log.run_id):
        return "it proved the commit that is checked out"
    return ""


def _owed_by(store: LogStore, log: ExecutionLog) -> str:
    """The run that triggered this one and would begin it again if it were gone, or nothing."""
    by = str(log.context.metadata.get(BY_RUN) or "")
    found = store.readable(store.path(by)) if store.begun(by) else None
    return by if found and log.run_id in [row["run"] for row in owed(found.triggered)] else ""


def _remove(store: LogStore, path: Path) -> str:
    """Removes a run, its document last; why it could not be, when another process has just taken it."""
    lock = store.folder.parent / "locks" / f"{path.stem}.lock"
    aside = store.workspace / ASIDE / path.stem
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=0, mode=0o600):
            for folder in (store.folder / path.stem, aside):
                if folder.is_dir() and not folder.is_symlink():
                    shutil.rmtree(folder)
            for file in (*store.folder.glob(f"{path.stem}.events-*.jsonl"), journal_path(path), path, lock):
                file.unlink(missing_ok=True)
    except Timeout:
        return "a process works on it"
    except OSError as error:
        raise storage_error("remove", path, error) from error
    return ""


def _used(store: LogStore) -> set[Path]:
    """The folders that the runs which are left work in."""
    return {log.context.output_path for path in store.documents() if (log := store.readable(path))}
