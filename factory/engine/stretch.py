"""One stretch of a run: what one process does of it, from where its log is to its end or to where it must stop."""

from __future__ import annotations

from mity.engine.change_records import ChangeRecords
from mity.engine.choice import Choice, Decide
from mity.engine.conditions import Conditions
from mity.engine.driver import Driver
from mity.engine.end import Stop
from mity.engine.executing import Executing
from mity.engine.hooks import Hooks
from mity.engine.plan import Plan
from mity.engine.registry import StationRegistry
from mity.engine.rollback import Rollback
from mity.engine.rolling_back import within
from mity.engine.scope import RunScope
from mity.engine.stopped import root_of
from mity.runs import events
from mity.runs.events import Listener, utc_now
from mity.runs.inbox import CANCEL, PAUSE, Inbox
from mity.runs.log import ExecutionLog
from mity.runs.recorder import Recorder
from mity.runs.repairs import is_kept
from mity.runs.state import RunState
from mity.runs.store import Logs


class Stretch:
    """One stretch of the run of `log`. `listeners` hear its events, `decide` answers steps that need a person."""

    def __init__(
        self,
        log: ExecutionLog,
        planned: Plan,
        scope: RunScope,
        registry: StationRegistry,
        listeners: tuple[Listener, ...],
        decide: Decide,
        logs: Logs,
    ) -> None:
        self._log = log
        self._planned = planned
        self._scope = scope
        self._registry = registry
        self._listeners = listeners
        self._decide = decide
        self._logs = logs

    def run(self, choice: Choice | None, from_station: str = "", waiting: str | None = None) -> None:
        """Goes on with the run: by what a person chose for the step that is `waiting`, or from a step by its key.

        Raises BusyError or StorageError when the log cannot be kept, UsageError for a choice that is not on offer,
        and KeyboardInterrupt after the log was saved.
        """
        log, scope = self._log, self._scope
        log.state = log.state.move(RunState.RUNNING)
        log.error = log.completed_at = None
        recorder = self._logs(log.context.workspace, scope.redactor).open(log, self._listeners)
        stop: Stop | None = None
        driver: Driver | None = None
        records = ChangeRecords(scope, log.context, log)
        try:
            left = scope.open(log, recorder)
            self._tell_beginning(recorder, left)
            rollback = Rollback(scope, log.context, records)
            driver = self._driver(recorder, rollback)
            committed = rollback.recover(lambda change: is_kept(log, change), log.passed)
            records.begin()
            if from_station:
                driver.go_back(from_station)
            if choice and waiting:
                driver.answer(waiting, choice)
            stop = driver.run(committed=committed)
        except KeyboardInterrupt:
            scope.cancel()
            stop = Stop(RunState.PAUSED, "interrupted")
            if not scope.asked:
                raise
            stop = _asked_to_stop(scope, driver)
        finally:
            self._close(recorder, stop, records)

    def cancel(self, stop: Stop) -> None:
        """Ends the run by `stop`, with what it does at any end. Raises as `run` does, KeyboardInterrupt among them."""
        log, scope = self._log, self._scope
        recorder = self._logs(log.context.workspace, scope.redactor).open(log, self._listeners)
        records = ChangeRecords(scope, log.context, log)
        try:
            scope.open(log, recorder)
            rollback = Rollback(scope, log.context, records)
            driver = self._driver(recorder, rollback)
            rollback.recover(lambda change: is_kept(log, change), log.passed)
            records.begin()
            driver.finish(stop)
        finally:
            self._close(recorder, stop, records)

    def _tell_beginning(self, recorder: Recorder, left: list[int]) -> None:
        """Tells the listeners of the run as it stands, and of the processes that were `left` by a killed one."""
        log, scope = self._log, self._scope
        recorder.emit(events.RUN_STATE, state=log.state.value, error=None, completed_at=None, by=scope.by)
        done = {key: result.to_json() for key, result in log.results.items()} if self._listeners else {}
        recorder.emit(events.RUN_PLANNED, stations=log.stations, results=done)
        if left:
            what = "a process" if len(left) == 1 else f"{len(left)} processes"
            scope.note(f"ended {what} that the killed run had left")

    def _driver(self, recorder: Recorder, rollback: Rollback) -> Driver:
        root = root_of(self._log, self._planned)
        executing = Executing(self._log, self._registry, self._scope, recorder, rollback)
        hooks = Hooks(recorder, executing, Conditions(recorder))
        executing.take_back = lambda: within(root, executing, hooks)
        executing.act = hooks.because
        inbox = Inbox(self._log.context.workspace, self._log.run_id)
        return Driver(root, recorder, executing, rollback, self._decide, inbox)

    def _close(self, recorder: Recorder, stop: Stop | None, records: ChangeRecords) -> None:
        """Makes the end of the run durable; without a `stop` an error broke it off, and the journal stays."""
        log, scope = self._log, self._scope
        try:
            records.close()
            scope.close(log, broken=stop is None or stop.state is RunState.PAUSED)
            for name in (CANCEL, PAUSE) if scope.asked else ():
                Inbox(log.context.workspace, log.run_id).drop(name)
        finally:
            if stop is None:
                recorder.release()
            else:
                state = log.state.move(stop.state)
                recorder.stop(state, stop.error, utc_now() if state.ended else None)


def _asked_to_stop(scope: RunScope, driver: Driver | None) -> Stop:
    """The end of a run that another process asked to pause or to end; one that ends does first what it always does."""
    if scope.asked == PAUSE:
        return Stop(RunState.PAUSED, f"paused by {scope.asked_by}")
    stop = Stop(RunState.CANCELLED, f"cancelled by {scope.asked_by}")
    if driver is not None:
        scope.revive()
        driver.finish(stop)
    return stop
