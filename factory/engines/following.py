"""A run that another process works on, followed by its events, and what it changed brought back."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

from mity.engines.agreed import agree, agreed
from mity.engines.bringing_back import bring_back
from mity.engines.engine import Engine
from mity.engines.manifest import manifest_of
from mity.engines.read_rows import document_of, event_of
from mity.engines.rows import STOPPED
from mity.errors import LogError
from mity.runs.events import RUN_PLANNED, Event, Listener, utc_now
from mity.runs.files import journal_path
from mity.runs.triggered import BY_RUN
from mity.system.files import storage_error

_POLL_S = 0.2


def follow(engine: Engine, run_id: str, hear: Listener) -> str:
    """Tells the events of a run until nobody works on it and none of a queue is to; what hinders it, or nothing.

    Raises EngineError.
    """
    document = document_of(run_id, engine.rows.row(run_id).document)
    done = {row["station"]: row["result"] for row in document["results"]}
    hear(Event(0, utc_now(), RUN_PLANNED, data={"stations": document["stations"], "results": done}, run=run_id))
    after = int(document.get("sequence") or 0)
    while True:
        status, problem = engine.rows.status(run_id)
        for seq, line in engine.rows.events(run_id, after):
            after = seq
            hear(dataclasses.replace(Event.from_json(event_of(run_id, seq, line)), run=run_id))
        if status == STOPPED:
            return problem
        time.sleep(_POLL_S)


def settle(engine: Engine, run_id: str, workspace: Path) -> list[str]:
    """Brings the log of a run and what it changed into the workspace that it came from; the paths that stayed.

    Raises EngineError, StorageError.
    """
    row = engine.rows.row(run_id)
    journal_path(workspace / ".mity" / "logs" / f"{run_id}.json").unlink(missing_ok=True)
    engine.write_log(row, workspace)
    before = agreed(workspace, run_id)
    old, new = manifest_of(engine.blobs, before.tree or row.base), manifest_of(engine.blobs, row.tree)
    stayed = bring_back(workspace, old, new, engine.blobs, run_id, before.application)
    engine.rows.brought(run_id, row.tree)
    agree(workspace, run_id, row.tree, before.application)
    return stayed


def note_behind(engine: Engine, workspace: Path, by: str, run_id: str) -> None:
    """Notes in a workspace that has a run which files one that it triggered began with: those of that run.

    Raises LogError where the engine has no such run, EngineError, StorageError.
    """
    row = engine.rows.row(run_id)
    if document_of(run_id, row.document)["context"].get("metadata", {}).get(BY_RUN) != by:
        raise LogError(f"run {run_id} was not triggered by run {by}")
    if not agreed(workspace, run_id).tree:
        agree(workspace, run_id, row.base, agreed(workspace, by).application)


def has_run(workspace: Path, run_id: str) -> bool:
    """Whether a workspace has the log of a run."""
    return (workspace / ".mity" / "logs" / f"{run_id}.json").exists()


def is_empty(workspace: Path) -> bool:
    """Whether a folder has no files of anybody, so that those of a run may be brought there. Raises StorageError."""
    try:
        return not workspace.exists() or not any(workspace.iterdir())
    except OSError as error:
        raise storage_error("read", workspace, error) from error
