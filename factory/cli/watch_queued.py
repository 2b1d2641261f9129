"""Runs that `mity watch --queue` hands to the workers of an engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mity.app import App
from mity.cli.watch_runs import Runs, end_of
from mity.engines.following import follow, settle
from mity.errors import LogError, MityError
from mity.runs.events import Listener
from mity.triggers.occurrence import Job, Occurrence
from mity.triggers.ports import End

if TYPE_CHECKING:
    from mity.engines.engine import Engine


class QueuedRuns(Runs):
    """As `Runs`, by workers: a run is followed to where it stops, and what it changed is brought here.

    A watcher that is killed or ended meanwhile ends no run; the next one follows it. `hear` hears its events.
    """

    def __init__(self, app: App, engine: Engine, hear: Listener, note: Callable[[str], None]) -> None:
        super().__init__(app)
        self._engine = engine
        self._hear = hear
        self._note = note

    def begun(self, run_id: str) -> bool:
        """Whether the engine has a run of this id."""
        try:
            self._engine.rows.row(run_id)
        except LogError:
            return False
        return True

    def run(self, job: Job, occurrence: Occurrence) -> End:
        """Hands a workflow over and follows it to where it stops. Raises MityError, UntrustedError among them."""
        return self.go_on(self._app.beginning.hand_over(self._operation(job, occurrence)).run_id)

    def go_on(self, run_id: str) -> End:
        """Follows a run to where it stops, and brings what it changed. Raises MityError."""
        problem = follow(self._engine, run_id, self._hear)
        for path in settle(self._engine, run_id, self._app.workspace):
            self._note(f"{path} was changed here meanwhile and stays: the run's own is in the engine")
        if problem:
            raise MityError(f"run {run_id}: {problem}")
        return end_of(self._app.store.load(self._app.store.path(run_id)))
