"""A run of an engine in a scratch folder, for whoever reads it or answers it without going on with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mity.engines.engine import Engine
from mity.engines.engine_store import EngineStore
from mity.engines.rows import Row
from mity.errors import MityError
from mity.runs.inbox import Inbox
from mity.runs.store import Logs
from mity.system.scratch import Scratch
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Visit:
    """A run, the folder that has its log for a while, and what keeps logs there and in the engine."""

    row: Row
    workspace: Path
    logs: Logs


@contextmanager
def visited(engine: Engine, reference: str, *, files: bool = False) -> Iterator[Visit]:
    """The run that a reference means, with its `files` or its log alone.

    What is left in its inbox there reaches the run, wherever it is; one that has stopped and has a queue goes on
    then. Raises LogError, EngineError, StorageError.
    """
    row = engine.find(reference)
    with Scratch("engine") as scratch:
        workspace = scratch / "workspace"
        workspace.mkdir()
        if files:
            engine.write_files(row, workspace)
        engine.write_log(row, workspace)
        yield Visit(row, workspace, lambda place, redactor: EngineStore(place, redactor, engine, files_too=False))
        if _posted(engine, row.run_id, workspace):
            engine.rows.queue_again(row.run_id)


def _posted(engine: Engine, run_id: str, workspace: Path) -> bool:
    inbox = Inbox(workspace, run_id)
    waiting = {name for name, _ in engine.messages.waiting(run_id)}
    new = [name for name in inbox.names() if name not in waiting]
    for name in new:
        data = inbox.read(name)
        if data is None:
            raise MityError(f"the message '{name}' for run {run_id} could not be read again: give it once more")
        engine.messages.post(run_id, name, data)
    return bool(new)
