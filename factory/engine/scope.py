"""What one run has to itself: no other run sees or ends any of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from mity.changes.changeset import ChangeSet
from mity.changes.proof_tree import ProofTree
from mity.engine.person import login
from mity.engine.ports import Debugger, Elsewhere, Healing, OpenIssue, ReadDefinition, StepServices
from mity.engine.watch import Watch
from mity.redaction import Redactor
from mity.runs import events
from mity.runs.context import PART, WorkflowContext
from mity.runs.inbox import CANCEL, PAUSE, Inbox
from mity.runs.log import ExecutionLog
from mity.runs.recorder import Recorder
from mity.runs.repairs import kept_repairs
from mity.system.files import sweep
from mity.system.process_registry import ProcessRegistry
from mity.system.runner import Runner

COMMIT = "commit"
"""The station after which every file of the application is in a commit."""


class RunScope:
    """Environment, mark, processes, secrets, repairs and cancellation of one run.

    `ignore` names the files of a project of which no state is kept; `landed` tells whether a run's change to a
    project was committed. `repairs` are those that the run has kept so far, as its log has them; `check_trigger` raises
    MityError for a workflow that cannot run behind it with these inputs, `new_run_id` gives the id of such a run.
    `rewritten` are files that tests changed which they are compared with. `swept` tells that what killed processes left
    among the temporary files was looked for. `own_stacks` are the states (digests, empty for no file) that the stack
    files of projects may have: as the run found them and as mity itself wrote them. `by` is
    who began it; `asked` is what another process asked for that ends the run, `asked_by` who did. `services` are what
    bodies of steps use; `read_definition` reads the workflows that steps generate, `forge_issue` opens issues;
    `debugger` is who decides where the run halts, `elsewhere` are other machines that do steps of it. `tracing` gives
    the variables by which commands of a step know its trace. `asking` is held while a coding agent works for a step:
    what else changes in the project meanwhile is put back, and the change of another agent must not be among it. `log`
    is that of the run.
    """

    def __init__(
        self,
        redactor: Redactor | None = None,
        healing: Healing | None = None,
        ignore: Callable[[WorkflowContext], Iterable[str]] = lambda context: (),
        landed: Callable[[Path, str], bool] = lambda project, run_id: False,
        services: StepServices | None = None,
    ) -> None:
        self.redactor = redactor or Redactor(os.environ)
        self.runner = Runner(self.redactor)
        self.healing = healing
        self.ignore = ignore
        self.landed = landed
        self.services = services
        self.asking = threading.Lock()
        self.changes: ChangeSet | None = None
        self.repairs: list[dict[str, Any]] = []
        self.rewritten: set[str] = set()
        self.own_stacks: dict[Path, set[str]] = {}
        self.new_run_id: Callable[[str], str] | None = None
        self.check_trigger: Callable[[str, Mapping[str, Any]], object] = lambda name, inputs: None
        self.transcripts = Path()
        self.read_definition: ReadDefinition | None = None
        self.forge_issue: OpenIssue | None = None
        self._files = ProofTree(commits=True)
        self._recorder: Recorder | None = None
        self.log: ExecutionLog | None = None
        self._processes: ProcessRegistry | None = None
        self._cancelled = threading.Event()
        self.by, self.asked, self.asked_by = login(), "", ""
        self._watch: Watch | None = None
        self.debugger: Debugger | None = None
        self.elsewhere: Elsewhere | None = None
        self.tracing: Callable[[str], Mapping[str, str]] = lambda address: {}

    def open(self, log: ExecutionLog, recorder: Recorder) -> list[int]:
        """Begins the run, whose lock is held. Returns the processes of a killed run that were ended."""
        context = log.context
        self._recorder, self.log = recorder, log
        self.repairs = kept_repairs(log)
        steps = (step for one in (log.workflow, *log.workflows.values()) for step in one.steps())
        told = context.metadata.get(PART) or {}
        commits = any(step.station == COMMIT for step in steps)
        self._files = ProofTree(**told.get("proofs", {"commits": commits}))
        self.transcripts = context.workspace / ".mity" / "logs" / log.run_id
        self._processes = ProcessRegistry(context.workspace, log.run_id)
        self.runner.environment = {**self.tracing(""), **context.env}
        self.runner.run_id = self._processes.mark
        self.runner.on_start = self._processes.note
        for stale in (CANCEL, PAUSE):
            Inbox(context.workspace, log.run_id).drop(stale)
        self._watch = Watch(Inbox(context.workspace, log.run_id), self._asked)
        resumed = log.sequence > 0  # a run that is new has left nothing
        if resumed:
            sweep(self.transcripts, "")
        return self._processes.reap(_kept(log)) if resumed else []

    def close(self, log: ExecutionLog, *, broken: bool) -> None:
        """Ends the run; what is left of its processes is ended when it was interrupted or `broken` off."""
        if self._watch is not None:
            self._watch.stop()
        if self._processes is not None:
            if broken:
                self._processes.reap(_kept(log))
            self._processes.close()
        self._recorder = None

    @property
    def cancelled(self) -> bool:
        """Whether the run is to end now."""
        return self._cancelled.is_set()

    def revive(self) -> None:
        """Lets commands run once more, for what is done at the end of a run that was ended."""
        self._cancelled.clear()
        self.runner.revive()

    def _asked(self, what: str, by: str) -> None:
        self.asked, self.asked_by = what, by
        self.cancel()

    def cancel(self) -> None:
        """Ends every process and every pause that the run has under way, from any thread."""
        self._cancelled.set()
        self.runner.cancel()

    def pause(self, seconds: float) -> None:
        """Waits. Raises KeyboardInterrupt when the run is cancelled meanwhile."""
        if self._cancelled.wait(seconds):
            raise KeyboardInterrupt

    def emit(self, kind: str, address: str = "", key: str = "", **data: Any) -> None:
        """Records an event of the run; before and after the run nobody hears it."""
        if self._recorder is not None:
            self._recorder.emit(kind, address, key, **data)

    def tree(self, context: WorkflowContext) -> str:
        """The digest of the application's files as they are now. Raises StorageError."""
        return self._files.digest(context.output_path, self.ignore(context), self.runner.moment)

    @property
    def proof_terms(self) -> dict[str, Any]:
        """What another machine needs to come to the same digests."""
        return self._files.terms

    def shown(self, context: WorkflowContext) -> str:
        """The digest of all files of the application, as a person who looks at them now sees them. Raises StorageError.

        Another process comes to the same digest as long as nothing changes.
        """
        return ProofTree(commits=True).digest(context.output_path, self.ignore(context))

    def note(self, text: str) -> None:
        """Tells the listeners something about the run."""
        self.emit(events.NOTE, text=self.redactor.text(text))


def _kept(log: ExecutionLog) -> list[int]:
    """The application that the run was told to keep running, each part of it."""
    running = log.context.get_output("running")
    if not isinstance(running, dict):
        return []
    rows = [running, *(one for one in running.get("behind") or () if isinstance(one, dict))]
    return [int(one["pid"]) for one in rows if isinstance(one.get("pid"), int)]
