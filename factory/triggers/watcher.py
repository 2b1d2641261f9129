"""Serves what happens in one workspace, one run after the other, until somebody stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from filelock import FileLock, Timeout

from mity.errors import (
    EXIT_BUSY,
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_UNPROVEN,
    EXIT_USAGE,
    EXIT_WAITING,
    BusyError,
    MityError,
    StorageError,
)
from mity.system.files import storage_error
from mity.text.records import dataclass, field
from mity.triggers.answering import Answering
from mity.triggers.clock import Clock
from mity.triggers.definitions import Triggers
from mity.triggers.matching import jobs_for
from mity.triggers.noticing import Noticing
from mity.triggers.occurrence import CUSTOM, WEBHOOK, Job, Occurrence
from mity.triggers.ports import Launcher
from mity.triggers.queue import Queue
from mity.triggers.waking import Waking

_TICK_S = 1.0
_AGAIN_S = 5.0
_WORST = (EXIT_DONE, EXIT_UNPROVEN, EXIT_WAITING, EXIT_BUSY, EXIT_USAGE, EXIT_FAILED)
"""Exit codes from best to worst."""
Tell = Callable[[Occurrence, Job], None]


@dataclass(slots=True)
class Watcher:
    """Serves one workspace. `tell` hears of each job that is over, `note` of what a person should know.

    `working` is true while a run is under way; an interrupt leaves it so. `turned_away` has the ids of occurrences that
    met another run, and when they are tried again. `answering` is None where runs that were answered are left alone.
    """

    queue: Queue
    triggers: Triggers
    noticing: Noticing
    launcher: Launcher
    clock: Clock
    tell: Tell
    note: Callable[[str], None]
    answering: Answering | None = None
    working: bool = False
    turned_away: dict[str, float] = field(default_factory=dict)
    worst: int = EXIT_DONE

    def once(self) -> int:
        """Looks once, serves what is due and what that leads to; the worst exit code. Raises StorageError."""
        self.triggers.refresh()
        self.noticing.look()
        while self._answered() or self._serve_next():
            self.noticing.look()
        if self.turned_away:
            self._count(EXIT_BUSY)
            self.note(f"{len(self.turned_away)} events met another run and wait: `mity watch` serves them")
        return self.worst

    def forever(self, waking: Waking, wake: threading.Event) -> NoReturn:
        """Looks and serves until an interrupt. Raises StorageError."""
        while True:
            self.triggers.refresh()
            self.noticing.look(files=waking.may_have_changed(self.triggers.globs))
            if not self._answered() and not self._serve_next():
                wake.wait(_TICK_S)
                wake.clear()

    def _serve_next(self) -> bool:
        """Serves the oldest occurrence that is due; False when there is none."""
        now = self.clock.monotonic()
        for one in self.queue.waiting():
            if self.queue.served(one):
                self.queue.drop(one)
                continue
            if self.turned_away.get(one.id, now) > now:
                continue
            try:
                self._serve(one)
            except BusyError as error:
                if one.id not in self.turned_away:
                    self.note(f"{one.said} waits: {error}")
                self.turned_away[one.id] = self.clock.monotonic() + _AGAIN_S
            else:
                self.turned_away.pop(one.id, None)
            return True
        return False

    def _answered(self) -> bool:
        """Goes on with the runs that were answered; False when none was. Raises StorageError, KeyboardInterrupt."""
        if self.answering is None:
            return False
        ended = False
        for one in self.answering.due():
            self.working = True
            end = self.answering.take_up(one)
            self.working = False
            if end is not None:
                ended = True
                self._count(end.exit_code)
                job = Job(one.workflow, run_id=one.run_id, exit_code=end.exit_code, note=end.text)
                self.tell(Occurrence("answer", subject=one.said), job)
        return ended

    def _serve(self, one: Occurrence) -> None:
        if one.jobs is None:
            one.jobs = jobs_for(one, self.triggers.all)
            answers = self._may_answer(one)
            if one.jobs:
                self.queue.save(one)
            elif one.type in (CUSTOM, WEBHOOK) and not answers:
                self.note(f"{one.said}: no workflow waits for it")
        for job in one.jobs:
            if job.exit_code is None:
                self._work(one, job)
                self.queue.save(one)
            self._count(job.exit_code or EXIT_DONE)
        self.queue.end(one)
        for job in one.jobs:
            self.tell(one, job)

    def _may_answer(self, one: Occurrence) -> bool:
        """Whether it tells of a comment, which may answer a run: then comments are read at once."""
        if self.answering is None or one.type != WEBHOOK or not one.name.startswith("comment."):
            return False
        self.answering.hurry()
        return True

    def _work(self, one: Occurrence, job: Job) -> None:
        """Runs a job to its end. Raises BusyError when it must wait, StorageError, KeyboardInterrupt."""
        try:
            begun = bool(job.run_id) and self.launcher.begun(job.run_id)
            if not job.run_id:
                job.run_id = self.launcher.new_run(job.workflow)
                self.queue.save(one)
            self.working = True
            end = self.launcher.go_on(job.run_id) if begun else self.launcher.run(job, one)
            self.working = False
            job.exit_code, job.note = end.exit_code, end.text
        except BusyError as error:
            self.working = False
            if self.launcher.waits_for_others(job.workflow):
                raise
            job.exit_code, job.note = error.exit_code, str(error)
        except StorageError:
            raise
        except MityError as error:
            self.working = False
            job.exit_code, job.note = error.exit_code, str(error)

    def _count(self, code: int) -> None:
        rank = {known: place for place, known in enumerate(_WORST)}
        self.worst = max(self.worst, code, key=lambda one: rank.get(one, len(_WORST)))


@contextmanager
def alone(queue: Queue) -> Iterator[None]:
    """Keeps every other watcher off the workspace. Raises BusyError, StorageError."""
    queue.make()
    lock = FileLock(queue.folder / "lock", mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BusyError(f"another `mity watch` serves {queue.folder.parent.parent}: end it first") from error
    except OSError as error:
        raise storage_error("write", queue.folder, error) from error
    with lock:
        queue.open()
        yield
