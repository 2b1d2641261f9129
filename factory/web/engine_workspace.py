"""The runs of an engine as one workspace of the page: read from a mirror, steered in the database itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from mity.app import App
from mity.engines.address import EngineError, shown
from mity.engines.engine import Engine
from mity.engines.engine_store import logs_of
from mity.engines.manifest import LINK, manifest_of
from mity.engines.mirror import Mirror
from mity.engines.rows import QUEUED
from mity.engines.stands import terms_of
from mity.engines.visit import visited
from mity.errors import LogError, UsageError
from mity.operations.continuing import acts_at_any_end
from mity.system.scratch import Scratch
from mity.web.kept import Kept
from mity.web.state import state_of
from mity.web.workspace import Json, Steered, Workspace
from mity.workflow.model import Workflow


class EngineWorkspace(Workspace):
    """Shows what `mirror` has; whatever is done to a run reaches it wherever it is. `opened` gives the engine."""

    has_files = False

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

    def workflows(self) -> list[Json]:
        """Those that its queues have run. Raises LogError, StorageError."""
        known = {name: self.log(run).workflow for name, run in sorted(self._newest().items())}
        words = {name: {"title": one.name, "description": one.description} for name, one in known.items()}
        return [{"name": name, "origin": "run before", **told} for name, told in words.items()]

    def workflow(self, name: str) -> Workflow:
        """A workflow as its newest run in a queue has it. Raises LogError where there is none."""
        return self.log(self.like(name)[0]).workflow

    def like(self, name: str) -> tuple[str, str]:
        """The newest run of a workflow in a queue, and that queue. Raises LogError where there is none."""
        run = self._newest().get(name, "")
        stand = self._mirror.stand(run)
        if stand is None:
            raise LogError(
                f"no queue of this engine has run '{name[:100]}': begin it once where its files are, with `mity run"
                f" {name[:100]} --queue NAME`"
            )
        return run, stand.queue

    def begin(self, run: str, given: Mapping[str, str], from_step: str = "") -> str:
        """A new run in the queue of another one: on the files that this one began with, from a step on on those it has.

        Raises UsageError for a run without a queue and for a step of another run, EngineError, LogError.
        """
        engine = self._opened()
        row, terms = engine.find(run), terms_of(engine.database, run)
        if not terms.queue:
            raise UsageError(
                f"run {run} is in no queue, and is replayed where its files are: `mity replay {run}` there, with the"
                " engine"
            )
        if terms.part:
            raise UsageError(f"run {run} is a step of run {terms.part.partition(' ')[0]}: replay that one")
        tree = row.tree if from_step else row.base
        _keep(engine, tree)
        with Scratch("engine") as place:
            engine.write_log(row, place)
            logs = logs_of(engine, replace(terms, tree=tree), lambda: True, files_too=False)
            app = App(place, logs=logs)
            made = app.continuing.hand_over(app.find(run)[0], given, from_step)
        self._mirror.hurry()
        return made.run_id

    def _newest(self) -> dict[str, str]:
        """The newest run of each workflow that a queue has run. Raises LogError, StorageError."""
        rows, _ = self.rows()
        stands = ((row, self._mirror.stand(str(row["run_id"]))) for row in rows)
        queued = [row for row, stand in stands if stand is not None and stand.queue and not stand.part]
        return {str(row["workflow_id"]): str(row["run_id"]) for row in queued if row["workflow_id"]}


def _keep(engine: Engine, tree: str) -> None:
    """Marks files as used, so that they stay until a run has them. Raises EngineError where some are gone."""
    names = {item.name for item in manifest_of(engine.blobs, tree).values() if item.kind != LINK} | {tree}
    if lost := engine.blobs.missing(names - {""}):
        raise EngineError(f"the engine has lost the content of {len(lost)} files: no run can begin with them")


@contextmanager
def served_engine(url: str, opened: Callable[[], Engine]) -> Iterator[EngineWorkspace]:
    """The engine as a workspace of the page, whose mirror is kept up meanwhile. Raises EngineError, UsageError."""
    engine = opened()
    with Scratch("engine") as scratch:
        place = scratch / "runs"
        (place / ".mity" / "logs").mkdir(parents=True, mode=0o700)
        with Mirror(engine, place) as mirror:
            yield EngineWorkspace(url, mirror, opened, Kept())
