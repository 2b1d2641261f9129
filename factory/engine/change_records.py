"""What each step of a run changes in the project, recorded as it ends: what a rollback and the report read."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mity.changes.delta import CHANGED, CREATED, DELETED, Delta
from mity.changes.observer import Observer, TooLargeError
from mity.changes.snapshot import State
from mity.changes.state_file import Kept, StateFiles
from mity.engine.points import point
from mity.engine.scope import RunScope
from mity.runs import events
from mity.runs.context import WorkflowContext
from mity.runs.keys import HOOKS, INNER, UNDO
from mity.runs.log import HARD, ExecutionLog
from mity.system.files import storage_error
from mity.system.git_refs import GitRefs, branch_of, commit_of

Json = dict[str, Any]
STAGE = "stage "
"""Begins the name of a stage that is kept as a whole, which tells it from the key of a step."""
_SOON_S = 0.05
"""Seconds after a look within which nobody but the run is taken to have changed anything."""
_MOST_NAMED = 100
"""Files of a record that the log names; the object that it points to holds all."""


class ChangeRecords:
    """The records of one run of a user's workflow in a project; without a `log`, or for another run, there are none.

    Steps that overlap have one record. What changes while none is under way is somebody else's and has no record.
    """

    def __init__(self, scope: RunScope, context: WorkflowContext, log: ExecutionLog | None = None) -> None:
        self._scope = scope
        self._context = context
        self._log = log
        self._project = context.output_path
        self._observer: Observer | None = None
        self._files = StateFiles(self._project)
        self._refs_now = GitRefs(self._project)
        self._refs: dict[str, str] = {}
        self._open: set[str] = set()
        self._left_by: tuple[str, ...] = ()
        self._group: dict[str, str] = {}
        self._looked = 0.0

    @property
    def observer(self) -> Observer | None:
        """What looks at the project; None where nothing is recorded."""
        return self._observer

    @property
    def project(self) -> Path:
        """The folder whose files are looked at."""
        return self._project

    def left_by(self, steps: Iterable[str]) -> None:
        """Takes what a killed process of this run left for the change of these steps, which had passed."""
        self._left_by += tuple(steps)

    def begin(self) -> None:
        """Takes the first look; what a killed process of this run left is recorded for the steps it was in."""
        if self._log is None or not self._log.of_a_file or not self._project.is_dir():
            return
        left = self._files.of_run(self._log.run_id)
        known = left or self._files.newest()
        ignore = self._scope.ignore(self._context)
        try:
            self._observer = self._observing(ignore, known, self._log.changes if left else None)
            refs = self._refs
            self._look()
        except (TooLargeError, OSError) as error:
            self._give_up(error)
            return
        if under_way := [*self._left_by, *self._under_way(self._log)] if left else []:
            self._group = dict.fromkeys(under_way, "")
            self._record(refs)
        self._group = {}
        self.rebase()

    def _under_way(self, log: ExecutionLog) -> list[str]:
        """The steps and actions that had begun and not ended, what takes effects back among them."""
        known, tries = {*log.stations}, [key for key, count in log.progress.tries.items() if count]
        return [key for key in tries if key in known or key.endswith(UNDO) or _action_without_end(log, key)]

    def _observing(self, ignore: Iterable[str], known: Kept | None, rows: list[Json] | None) -> Observer:
        if known is None:
            return Observer(self._project, ignore)
        made = Observer(self._project, ignore, known.state, known.ignored)
        self._refs = dict(known.refs)
        if rows is not None:
            files, folders = dict(known.state.files), dict(known.state.folders)
            for delta in deltas(made, rows[known.records :]):
                _applied(files, {path: after for path, (_, after) in delta.files.items()})
                _applied(folders, {path: after for path, (_, after) in delta.folders.items()})
                _applied(self._refs, {name: after or None for name, (_, after) in delta.refs.items()})
            made.state = State(files, folders)
        return made

    @contextmanager
    def step(self, key: str, address: str) -> Iterator[None]:
        """Within it the step `key` is under way; `ended` may end it before."""
        self.began(key, address)
        try:
            yield
        finally:
            self.ended(key)

    def began(self, key: str, address: str) -> None:
        """The step begins: what changed before, while nothing was under way, is not the run's."""
        if self._observer is None:
            return
        if not self._open and time.monotonic() - self._looked > _SOON_S:
            self._safe_look()
        self._open.add(key)
        self._group[key] = address

    def ended(self, key: str) -> None:
        """The step ends; with the last of those that overlap their changes are recorded. Raises StorageError."""
        if key not in self._open:
            return
        self._open.discard(key)
        if not self._open:
            self.settle()
            self._group = {}

    def settle(self) -> None:
        """Records what was changed so far by the steps under way. Raises StorageError."""
        if self._observer is None or not self._group:
            return
        refs = self._refs
        if self._safe_look():
            self._record(refs)

    def rebase(self) -> None:
        """The present state is where the records that follow begin. Raises StorageError."""
        if self._observer is not None:
            self._files.save(self._kept(), self._context.run_id)

    def went_back(self, name: str) -> None:
        """A killed process was on its way back to the point `name`: the log takes note, before the way is finished.

        Raises StorageError.
        """
        if self._log is None:
            return
        target = point(self._log, name)
        if any(not row.get("undone") for row in self._log.changes[target.records :]):
            steps = list(target.steps)
            self._scope.emit(
                events.ROLLED_BACK, stage="", whole=False, aside=[], point=target.records, steps=steps, to=name
            )
        self.forget()

    def forget(self) -> None:
        """Whatever differs from here on until the next `rebase` is no change of a step. Raises StorageError."""
        self._files.drop(self._context.run_id)

    def look(self) -> None:
        """Takes the present state, whoever made it."""
        self._safe_look()

    def close(self) -> None:
        """The run stops. Raises StorageError."""
        if self._observer is not None:
            for key in list(self._open):
                self.ended(key)
            if self._observer is not None:
                self._files.save(self._kept())
                self._files.drop(self._context.run_id)
            self._observer = None

    def _kept(self) -> Kept:
        assert self._observer is not None and self._log is not None
        return Kept(self._observer.state, self._observer.ignored, self._refs, len(self._log.changes))

    def _look(self) -> None:
        assert self._observer is not None
        self._observer.look()
        self._refs = self._refs_now.read()
        self._looked = time.monotonic()

    def _safe_look(self) -> bool:
        try:
            self._look()
        except (TooLargeError, OSError) as error:
            self._give_up(error)
        return self._observer is not None

    def _give_up(self, error: Exception) -> None:
        self._observer = None
        self._open.clear()
        why = getattr(error, "strerror", "") or error
        self._scope.note(f"what steps change is not recorded, so `mity rollback` cannot take it back: {why}")

    def _record(self, refs: dict[str, str]) -> None:
        assert self._observer is not None
        delta = Delta.between(self._observer.before, self._observer.state, (refs, self._refs))
        if not delta:
            return
        try:
            tree = self._observer.snapshots.keep(delta.dump())
        except OSError as error:
            raise storage_error("keep the changes of a step in", self._project, error) from error
        kinds = delta.kinds()
        keys = [key for key in self._group if not key.startswith(STAGE)]
        alone, counts = len(keys) == 1, list(kinds.values())
        self._scope.emit(
            events.STEP_CHANGED,
            self._group[keys[0]] if alone else "",
            keys[0] if alone else "",
            steps=keys,
            files=[{"path": path, "kind": kinds[path]} for path in list(kinds)[:_MOST_NAMED]],
            **{kind: counts.count(kind) for kind in (CREATED, CHANGED, DELETED)},
            head=[commit_of(refs), commit_of(self._refs)],
            branch=[branch_of(refs), branch_of(self._refs)],
            tree=tree,
        )


def _action_without_end(log: ExecutionLog, key: str) -> bool:
    return key.startswith(HOOKS) and key.partition(INNER)[0] not in log.results


def deltas(observer: Observer, rows: list[Json]) -> list[Delta]:
    """What the records of a log point to, without what was taken back of it. Raises OSError when it is lost."""
    found = []
    for row in rows:
        if row.get("undone") == HARD:
            continue
        try:
            delta = Delta.load(observer.snapshots.kept(str(row["tree"])))
            found.append(Delta(refs=delta.refs) if row.get("undone") else delta)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise OSError(5, f"the record {row.get('tree')} is damaged") from error
    return found


def _applied(values: dict[str, Any], changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value
