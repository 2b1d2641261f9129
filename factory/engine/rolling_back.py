"""A run rolled back: from within it by `on_failure: rollback`, or after it has stopped by a person."""

from __future__ import annotations

from collections.abc import Callable

from mity.changes.intent import Intent
from mity.engine.executing import Executing
from mity.engine.flow import Flow
from mity.engine.frame import Frame
from mity.engine.hooks import Hooks
from mity.engine.points import AFTER, START, Point, last, newest, point
from mity.engine.rewind import rewind
from mity.engine.schedule import Scheduler
from mity.engine.taking_back import TakenBack, TakingBack
from mity.errors import MityError, UsageError
from mity.runs.log import HARD
from mity.runs.recorder import Recorder
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a run is to go back to: right behind the step `to`, before the `last` steps, else to its start.

    `hard` takes commits and branches along; `aside` keeps what somebody else changed since; `skip_undo` leaves out the
    `undo:` commands of steps.
    """

    to: str = ""
    last: int = 0
    hard: bool = False
    aside: bool = False
    skip_undo: bool = False


def within(root: Frame, executing: Executing, hooks: Hooks) -> Flow:
    """Goes back to the newest point that the run has passed; whether there was anything to take back."""
    scope, records = executing.scope, executing.records
    if records.observer is None:
        return False
    records.settle()
    way = TakingBack(root, executing, hooks, newest(root.log), aside=True)

    def failed(key: str, why: str) -> None:
        scope.note(f"the effects of step '{key}' were not taken back: {why}")

    try:
        yield from way.undo(failed, lambda key: None)
        way.files()
    except MityError as error:
        scope.note(f"the files were not put back: {error}")
        return False
    yield from way.clean()
    for path in way.done.aside:
        scope.note(f"what somebody else had changed is kept in {path}")
    return bool(way.done)


class RollingBack:
    """One rollback of a run that has stopped; `resolve` gives the key of a step that a person named.

    `moved` tells whether there was anything to go back over.
    """

    def __init__(
        self, root: Frame, executing: Executing, hooks: Hooks, recorder: Recorder, resolve: Callable[[str], str]
    ) -> None:
        self._root = root
        self._log = root.log
        self._executing = executing
        self._hooks = hooks
        self._recorder = recorder
        self._resolve = resolve
        self._project = executing.records.project
        self.moved = False

    def run(self, wanted: Wanted) -> tuple[Point, TakenBack]:
        """Goes back, or finishes what a killed process began.

        Raises UsageError, with nothing changed, when something is in the way; MityError when an `undo:` fails.
        """
        run = self._log.run_id
        begun = Intent.pending(self._project, run)
        target = self._point(wanted) if begun is None else point(self._log, begun.point)
        intent = begun or Intent(target.name, wanted.hard, wanted.aside, wanted.skip_undo)
        intent.aside = intent.aside or wanted.aside
        intent.skip_undo = intent.skip_undo or wanted.skip_undo
        way = TakingBack(self._root, self._executing, self._hooks, target, hard=intent.hard, aside=intent.aside)
        way.check()
        if begun is None and not target.steps and not self._open(target, hard=intent.hard):
            return target, way.done
        intent.save(self._project, run)
        self.moved = True
        self._flow(way, intent)
        rewind(self._log, self._root.plan, self._recorder, target.steps)
        return target, way.done

    def end(self) -> None:
        """The log says that the run is rolled back: there is nothing to finish any more. Raises StorageError."""
        if self.moved:
            Intent.end(self._project, self._log.run_id)

    def _flow(self, way: TakingBack, intent: Intent) -> None:
        def failed(key: str, why: str) -> None:
            raise MityError(
                f"the `undo:` of step '{key}' failed: {why}; no file was put back. Roll back again when it can "
                "succeed, or with --skip-undo"
            )

        def ended(key: str) -> None:
            intent.undone.append(key)
            intent.save(self._project, self._log.run_id)

        def whole() -> Flow:
            if not intent.skip_undo:
                yield from way.undo(failed, ended, tuple(intent.undone))
            way.files()
            yield from way.clean()

        Scheduler(self._executing.cancel, self._executing.scope.pause).run(whole())

    def _open(self, target: Point, *, hard: bool) -> bool:
        """Whether changes behind the point stand."""
        undone = [row.get("undone") for row in self._log.changes[target.records :]]
        return not all(one == HARD or (one and not hard) for one in undone)

    def _point(self, wanted: Wanted) -> Point:
        if wanted.to and wanted.last:
            raise UsageError("give either --to or --last, not both")
        if wanted.to:
            return point(self._log, f"{AFTER}{self._resolve(wanted.to)}")
        return last(self._log, wanted.last) if wanted.last else point(self._log, START)
