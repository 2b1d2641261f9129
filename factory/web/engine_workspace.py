"""The runs of an engine as one workspace of the page: read from a mirror, steered in the database itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from mity.app import App
from mity.engines.address import shown
from mity.engines.engine import Engine
from mity.engines.mirror import Mirror
from mity.engines.rows import QUEUED
from mity.engines.visit import visited
from mity.errors import LogError, UsageError
from mity.operations.continuing import acts_at_any_end
from mity.system.scratch import Scratch
from mity.web.kept import Kept
from mity.web.state import state_of
from mity.web.workspace import Steered, Workspace


class EngineWorkspace(Workspace):
    """Shows what `mirror` has; whatever is done to a run reaches it wherever it is. `opened` gives the engine."""

    starts = False

    def __init__(self, url: str, mirror: Mirror, opened: Callable[[], Engine], kept: Kept) -> None:
        super().__init__(mirror.workspace, kept)
        self._url = url
        self._mirror = mirror
        self._opened = opened

    @property
    def identity(self) -> Path:
        """What stands for it where folders stand for workspaces: the same each time that the engine is served."""
        return Path("/") / f"engine-{hashlib.sha256(shown(self._url).encode()).hexdigest()[:16]}"

    @cached_property
    def state(self) -> Path:
        """The folder in which the page keeps who did what. Raises StorageError."""
        return state_of(self.identity)

    @property
    def title(self) -> str:
        """What it is called for short."""
        return f"engine {shown(self._url).rpartition('/')[2].partition('?')[0]}"

    @property
    def shown(self) -> str:
        """The address of the engine, without what nobody need know."""
        return shown(self._url)

    def check(self, within_s: float = 0.0) -> None:
        """Raises LogError while the engine does not answer."""
        if problem := self._mirror.problem:
            raise LogError(f"what the engine has cannot be shown now: {problem}")

    def under_way(self, run: str, state: str) -> bool:
        """Whether somebody works on a run, or a worker of its queue is to."""
        stand = self._mirror.stand(run)
        return stand is not None and (stand.held or stand.status == QUEUED)

    @contextmanager
    def at(self, run: str, *, files: bool = False) -> Iterator[Steered]:
        """A run brought here for a while; messages that are left there reach it. Raises MityError."""
        self.document(run)
        with visited(self._opened(), run, files=files) as visit:
            app = App(visit.workspace, logs=visit.logs)
            log, _ = app.find(visit.row.run_id)
            by_worker = bool(visit.row.queue) and acts_at_any_end(log)
            yield Steered(app, log, visit.row.held or by_worker, files=False)
        self._mirror.hurry()

    def goes_on(self, run: str) -> bool:
        """Whether a run that was answered is in no queue, so that it goes on where its files are, and only there."""
        return not self._opened().find(run).queue

    def hand_on(self, run: str) -> bool:
        """Puts a run into its queue again. Raises UsageError for one that has none."""
        engine = self._opened()
        row = engine.find(run)
        if not row.queue:
            raise UsageError(
                f"run {run} is in no queue, and goes on where its files are: `mity resume {run}` there, with the engine"
            )
        engine.rows.queue_again(run, engine.rows.last(run))
        self._mirror.hurry()
        return True


@contextmanager
def served_engine(url: str, opened: Callable[[], Engine]) -> Iterator[EngineWorkspace]:
    """The engine as a workspace of the page, whose mirror is kept up meanwhile. Raises EngineError, UsageError."""
    engine = opened()
    with Scratch("engine") as scratch:
        place = scratch / "runs"
        (place / ".mity" / "logs").mkdir(parents=True, mode=0o700)
        with Mirror(engine, place) as mirror:
            yield EngineWorkspace(url, mirror, opened, Kept())
