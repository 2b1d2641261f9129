"""The logs of a workspace whose runs an engine keeps as well."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from mity.engines.agreed import agree, agreed, application_of
from mity.engines.content import Content
from mity.engines.engine import Engine
from mity.engines.hold import Hold
from mity.engines.leases import LEASE_S, Lease, Terms
from mity.engines.rows import STOPPED
from mity.engines.run_rows import RunRows
from mity.errors import BusyError
from mity.redaction import Redactor
from mity.runs.files import RunFiles
from mity.runs.log import ExecutionLog
from mity.runs.references import slug
from mity.runs.storage import ENGINE
from mity.runs.store import Logs, LogStore

_AGAIN_S, _MORE_S = 0.25, 0.5


class EngineStore(LogStore):
    """As `LogStore`; a run that is opened is held in the engine as well.

    A new run gets its `terms`. `hold` and `content` are those of a run that was taken and brought here already; see
    `RunRows` for `drains`. Without `files_too` the files of the run stay in the engine as they are.
    """

    def __init__(
        self,
        workspace: Path,
        redactor: Redactor | None,
        engine: Engine,
        terms: Terms = Terms(),  # noqa: B008 - nothing changes it
        drains: Callable[[], bool] = lambda: False,
        hold: Hold | None = None,
        content: Content | None = None,
        files_too: bool = True,
    ) -> None:
        super().__init__(workspace, redactor)
        self._engine = engine
        self._terms = terms
        self._drains = drains
        self._brought = hold
        self._content = content
        self._files_too = files_too

    def new_run_id(self, workflow_id: str) -> str:
        """A fresh run id; its number grows with each run of the engine. Raises EngineError."""
        return f"{self._engine.rows.number():04d}-{slug(workflow_id)}-{os.urandom(2).hex()}"

    def begun(self, run_id: str) -> bool:
        """Whether there is a log of an id, here or in the engine. Raises EngineError."""
        return super().begun(run_id) or self._engine.rows.last(run_id) > 0

    def _storage(self, log: ExecutionLog, files: RunFiles) -> RunRows:
        rows = self._engine.rows
        new = log.sequence == 0
        brought = self._brought
        mine = brought is not None and brought.held and brought.lease.run_id == log.run_id
        hold = brought if brought is not None and mine else self._taken(log, new)
        try:
            if rows.last(log.run_id) > log.sequence:
                raise BusyError(f"run {log.run_id} went on in another folder: bring it from the engine again")
            log.context.with_metadata(ENGINE, True)
            hold.take_messages()
        except BaseException:
            hold.release(STOPPED)
            raise
        content = self._content
        if content is None and self._files_too:
            content = Content(log.context.workspace, log.run_id, self._engine.blobs)
        return RunRows(files, rows, hold, log, content, self._drains, self._agreeing(log, hold, content))

    def _agreeing(self, log: ExecutionLog, hold: Hold, content: Content | None) -> Callable[[str], None]:
        """What notes in a user's folder which files of a run of a queue it has in common with the engine."""
        if not hold.lease.queue or content is None or content is self._content:
            return lambda tree: None
        workspace, run_id = log.context.workspace, log.run_id
        application = application_of(workspace, log.context.output_path)

        def note(tree: str) -> None:
            common = tree or agreed(workspace, run_id).tree
            self._engine.rows.brought(run_id, common)
            agree(workspace, run_id, common, application)

        return note

    def _taken(self, log: ExecutionLog, new: bool) -> Hold:
        rows, holder = self._engine.rows, self._engine.holder
        if new:
            lease = _as_soon_as_free(lambda: rows.create(log.run_id, log.workflow.id, self._terms, holder))
        else:
            lease = _as_soon_as_free(lambda: rows.take(log.run_id, holder))
        return Hold(self._engine, lease, log.context.workspace)


def _as_soon_as_free(take: Callable[[], Lease]) -> Lease:
    """What `take` gives once the lease of a process that was killed a moment ago is over. Raises BusyError."""
    until = time.monotonic() + LEASE_S + _MORE_S
    while True:
        try:
            return take()
        except BusyError:
            if time.monotonic() >= until:
                raise
            time.sleep(_AGAIN_S)


def logs_of(
    engine: Engine,
    terms: Terms = Terms(),  # noqa: B008 - nothing changes it
    drains: Callable[[], bool] = lambda: False,
    *,
    files_too: bool = True,
) -> Logs:
    """What makes the stores of an App whose runs the engine keeps."""
    return lambda workspace, redactor: EngineStore(workspace, redactor, engine, terms, drains, files_too=files_too)


def logs_behind(engine: Engine, lease: Lease) -> Logs:
    """What hands runs over to the workers who may have the run of `lease`: those of its queue, on its terms."""
    return lambda workspace, redactor: EngineStore(
        workspace, redactor, engine, engine.rows.terms(lease.run_id), drains=lambda: True
    )
