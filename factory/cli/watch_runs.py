"""Runs that `mity watch` starts: by the operation that `mity run` uses, behind the same trust gate."""

from __future__ import annotations

from mity.app import App
from mity.errors import UsageError
from mity.notify.listening import page_of
from mity.operations.answers import answered, waiting_keys
from mity.operations.comment_answers import answer_by_comment
from mity.operations.continuing import KEEP
from mity.operations.operation import Operation
from mity.operations.run_workflow import RunOptions
from mity.runs.log import ExecutionLog
from mity.runs.report import exit_code
from mity.runs.state import RunState
from mity.triggers.occurrence import SPEC_ADDED, SPEC_MODIFIED, Job, Occurrence
from mity.triggers.ports import Answered, End

_STOPPED = (RunState.PENDING, RunState.RUNNING, RunState.PAUSED)


class Runs:
    """Runs and goes on with runs of one workspace."""

    def __init__(self, app: App) -> None:
        self._app = app

    def new_run(self, workflow: str) -> str:
        """An id for a run that is about to begin. Raises MityError."""
        return self._app.store.new_run_id(workflow)

    def begun(self, run_id: str) -> bool:
        """Whether a run of this id has left a log."""
        return self._app.store.path(run_id).exists()

    def run(self, job: Job, occurrence: Occurrence) -> End:
        """Runs a workflow to where it stops. Raises MityError where it does not begin, UntrustedError among them."""
        return end_of(self._app.run(self._operation(job, occurrence)))

    def _operation(self, job: Job, occurrence: Occurrence) -> Operation:
        spec = occurrence.subject if occurrence.type in (SPEC_ADDED, SPEC_MODIFIED) else ""
        options = RunOptions(parameters=job.parameters, spec=spec, event=occurrence.event())
        operation = self._app.prepare_run(job.workflow, options)
        operation.context.run_id = job.run_id
        return operation

    def go_on(self, run_id: str) -> End:
        """Goes on with a run that was killed or interrupted; one that stopped by itself stays so, but for what it owes.

        Raises MityError.
        """
        log, _ = self._app.find(run_id)
        if log.state in _STOPPED or (log.can_resume() and not log.state.can_resume):
            log = self._app.resume(log, definition=KEEP)
        return end_of(log)

    def answered(self, run_id: str, *, ask: bool) -> Answered | None:
        """The answer to a run; None while there is none. With `ask`, comments are read for it. Raises MityError."""
        log, _ = self._app.find(run_id)
        said = answered(log)
        if not said and ask and self._by_comment(log):
            for key in waiting_keys(log):
                config, forges = self._app.config.notify, self._app.services.forges
                answer_by_comment(log, key, config, forges, lambda: self._app.digest(log.context))
            said = answered(log)
        return Answered(run_id, log.workflow.id, said) if said else None

    def take_up(self, run_id: str) -> End:
        """Goes on with a run that was answered. Raises MityError, BusyError while another process has it."""
        log, _ = self._app.find(run_id)
        return end_of(self._app.resume(log, definition=KEEP))

    def _by_comment(self, log: ExecutionLog) -> bool:
        """Whether a run has a page, and a channel that reads what is said there."""
        return bool(page_of(log.context)) and any(one.kind == "forge" for one in self._app.config.notify)

    def waits_for_others(self, workflow: str) -> bool:
        """Whether a workflow that meets another run waits for it, as all do that do not say `busy: refuse`."""
        try:
            found = self._app.library.find(workflow, self._app.registry)
        except UsageError:
            return True
        return found.concurrency is None or found.concurrency.busy == "wait"


def end_of(log: ExecutionLog) -> End:
    """How a run stopped, as a watcher tells it."""
    verdict = log.verdict
    word = verdict.value if verdict and log.state is RunState.COMPLETED else log.state.value.replace("_", " ")
    return End(exit_code(log), word)
