"""Steps of a run taken back: their `undo:` commands, then the files, then branches where that is wanted."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from mity.changes.branches import in_the_way, moves
from mity.changes.delta import Sum
from mity.changes.going_back import Ahead, GoingBack
from mity.changes.observer import Observer
from mity.changes.undo import Undone
from mity.engine.change_records import ChangeRecords, deltas
from mity.engine.executing import Executing
from mity.engine.flow import Flow
from mity.engine.frame import Frame
from mity.engine.hooks import Hooks
from mity.engine.place import place_of
from mity.engine.points import Point, ran_with_undo
from mity.errors import MityError, UsageError
from mity.runs import events
from mity.runs.keys import UNDO
from mity.system.files import storage_error
from mity.system.git_refs import GitRefs
from mity.text.records import dataclass, field
from mity.workflow.core import Step

_SHOWN = 8


@dataclass(slots=True)
class TakenBack:
    """What became of it: files put back, files of somebody else left or kept aside, branches, `undo:` commands."""

    put_back: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    branches: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.put_back or self.aside or self.branches or self.undone)


class TakingBack:
    """Goes back to one point of a run. `hard` takes branches along, `aside` what somebody else changed since."""

    def __init__(
        self, root: Frame, executing: Executing, hooks: Hooks, point: Point, *, hard: bool = False, aside: bool = False
    ) -> None:
        self._root = root
        self._log = root.log
        self._executing = executing
        self._hooks = hooks
        self._point = point
        self._hard = hard
        self._aside = aside
        self._records: ChangeRecords = executing.records
        self._left: list[str] = []
        self.done = TakenBack()

    def check(self) -> None:
        """Raises UsageError when something is in the way, StorageError when what is needed is lost."""
        observer, total = self._total()
        self._refuse(GoingBack(observer, total, self._log.run_id, self._point.name).ahead())
        if self._hard and (why := in_the_way(total, GitRefs(self._records.project).read())):
            raise UsageError(
                f"the commits of run {self._log.run_id} cannot be taken back: {why}; `--soft` puts back the files alone"
            )

    def undo(self, failed: Callable[[str, str], None], ended: Callable[[str], None], but: Iterable[str] = ()) -> Flow:
        """Runs the `undo:` of each step behind the point, the last one first, those of `but` excepted.

        `failed` is told the step and why, and may raise; `ended` the step whose effects are taken back.
        """
        passed = set(but)
        for key in ran_with_undo(self._log, self._point.steps):
            if key in passed or self._is_sum(key):
                continue
            try:
                frame, step = place_of(self._root, key)
                if not step.step.undo:
                    continue
                undo = dataclasses.replace(_bare(step.step), id=UNDO[1:], command=step.step.undo)
                with self._records.step(f"{key}{UNDO}", f"{step.address}{UNDO}"):
                    result = yield from self._executing.recovered(frame, step, undo, UNDO)
                message = "" if result.status.passed else result.message
            except MityError as error:
                message = str(error)
            if message:
                self._left.append(key)
                failed(key, message)
            else:
                self.done.undone.append(key)
                ended(key)

    def files(self) -> None:
        """Puts the files back and records it. Raises UsageError when something is in the way, StorageError."""
        self._records.settle()
        self._records.look()
        observer, total = self._total()
        way = GoingBack(observer, total, self._log.run_id, self._point.name)
        ahead = way.ahead()
        self._refuse(ahead)
        if self._aside:
            self.done.aside += way.keep_aside(ahead.theirs)
        told = Undone("", self._log.run_id)
        if ahead.back or ahead.theirs or total.folders:
            told = way.go((*ahead.back, *ahead.theirs))
        self.done.put_back += told.put_back
        self.done.left += told.left
        if self._hard:
            refs = GitRefs(self._records.project).read()
            self.done.branches += moves(total, refs)
            if total.refs:
                from mity.system.git_back import Branches  # slow to load, and most rollbacks move no branch

                Branches(self._records.project).put_back(total.refs, refs)
        self._records.forget()
        self._executing.scope.emit(
            events.ROLLED_BACK,
            stage="",
            whole=False,
            aside=self.done.aside,
            point=self._point.records,
            steps=list(self._point.steps),
            left=self._left,
            to=self._point.name,
            hard=self._hard,
        )
        way.end()
        self._records.look()
        self._records.rebase()

    def clean(self) -> Flow:
        """Does what the workflow wants done behind a rollback; what fails is told."""
        plan = self._root.plan.workflow.rollback
        yield from self._hooks.cleanup(self._root, plan.cleanup if plan is not None else ())

    def _total(self) -> tuple[Observer, Sum]:
        observer = self._records.observer
        if observer is None:
            why = "" if self._log.of_a_file else ": only runs of workflows of your own are recorded"
            run = self._log.run_id
            raise UsageError(f"what the steps of run {run} changed is not recorded, so nothing goes back{why}")
        try:
            return observer, Sum.of(deltas(observer, self._log.changes[self._point.records :]))
        except OSError as error:
            raise storage_error("read what was changed in", self._records.project, error) from error

    def _refuse(self, ahead: Ahead) -> None:
        run = self._log.run_id
        if ahead.lost:
            raise UsageError(f"{_some(ahead.lost)} could not be read before run {run}, so nothing brings it back")
        if ahead.theirs and not self._aside:
            raise UsageError(
                f"{_some(ahead.theirs)} changed since run {run} left it: look at it, then give --aside, which keeps "
                "the present content in .mity/aside"
            )

    def _is_sum(self, key: str) -> bool:
        return any(one.startswith(f"{key}[") for one in self._log.results)


def _bare(step: Step) -> Step:
    """What an `undo:` has of its step: variables and values, folder, time limit, inputs."""
    return Step(step.id, inputs=step.inputs, env=step.env, values=step.values, cwd=step.cwd, timeout_s=step.timeout_s)


def _some(paths: tuple[str, ...]) -> str:
    shown = ", ".join(paths[:_SHOWN])
    return shown + (f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else "")
