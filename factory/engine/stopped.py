"""A run that has stopped and is taken up to be rolled back: under its lock, with a scope of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from mity.engine.change_records import ChangeRecords
from mity.engine.conditions import Conditions
from mity.engine.end import Stop
from mity.engine.executing import Executing
from mity.engine.frame import PARAMETERS, Frame
from mity.engine.hooks import Hooks
from mity.engine.plan import Plan
from mity.engine.points import Point
from mity.engine.registry import StationRegistry
from mity.engine.rollback import Rollback
from mity.engine.rolling_back import RollingBack, Wanted
from mity.engine.scope import RunScope
from mity.engine.taking_back import TakenBack
from mity.errors import LogError, UsageError
from mity.runs.events import Listener
from mity.runs.log import ExecutionLog
from mity.runs.repairs import is_kept
from mity.runs.state import RunState
from mity.runs.store import Logs


class StoppedRun:
    """One run that no process works on."""

    def __init__(
        self,
        log: ExecutionLog,
        planned: Plan,
        scope: RunScope,
        registry: StationRegistry,
        listeners: Iterable[Listener],
        logs: Logs,
    ) -> None:
        self._log = log
        self._planned = planned
        self._scope = scope
        self._registry = registry
        self._listeners = tuple(listeners)
        self._logs = logs

    def put_back(self) -> None:
        """Takes back the atomic stage in which a killed process was, unless its commit landed; the run stays stopped.

        Raises BusyError, StorageError.
        """
        log, scope = self._log, self._scope
        if log.edited or scope.landed(log.context.output_path, log.run_id):
            return
        recorder = self._logs(log.context.workspace, scope.redactor).open(log, self._listeners)
        records = ChangeRecords(scope, log.context, log)
        try:
            scope.open(log, recorder)
            Rollback(scope, log.context, records).recover(lambda change: is_kept(log, change), log.passed)
            records.begin()
        finally:
            try:
                records.close()
                scope.close(log, broken=True)
            finally:
                state = log.state.move(RunState.PAUSED) if log.state is RunState.RUNNING else log.state
                recorder.stop(state, log.error, log.completed_at)

    def roll_back(
        self, wanted: Wanted, resolve: Callable[[str], str], environment: Mapping[str, str]
    ) -> tuple[Point, TakenBack]:
        """Goes back, as `WorkflowExecutor.roll_back` says; `environment` is where secret values are found again."""
        log, scope = self._log, self._scope
        if log.edited:
            raise UsageError(f"the log of run {log.run_id} is not as mity wrote it, so nothing goes back by it")
        for name, value in log.context.unmask(environment):
            raise LogError(f"run {log.run_id} needs the secret {value or name}: set it in the environment first")
        recorder = self._logs(log.context.workspace, scope.redactor).open(log, self._listeners)
        end, completed_at = Stop(log.state, log.error), log.completed_at
        records = ChangeRecords(scope, log.context, log)
        try:
            scope.open(log, recorder)
            rollback = Rollback(scope, log.context, records)
            executing = Executing(log, self._registry, scope, recorder, rollback)
            hooks = Hooks(recorder, executing, Conditions(recorder))
            rollback.recover(lambda change: is_kept(log, change), log.passed)
            records.begin()
            rolling = RollingBack(root_of(log, self._planned), executing, hooks, recorder, resolve)
            target, done = rolling.run(wanted)
            if rolling.moved:
                end = Stop(log.state.move(RunState.RUNNING).move(RunState.PAUSED), f"rolled back to {target.told}")
        finally:
            try:
                records.close()
                scope.close(log, broken=False)
            finally:
                recorder.stop(end.state, end.error, completed_at if end.state.ended else None)
        rolling.end()
        return target, done


def root_of(log: ExecutionLog, planned: Plan) -> Frame:
    """The frame of a run's own workflow."""
    parameters = log.context.metadata.get(PARAMETERS)
    return Frame(planned, log.context, log, parameters if isinstance(parameters, dict) else {})
