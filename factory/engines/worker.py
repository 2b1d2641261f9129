"""A worker: takes runs from a queue that fit this machine, works on several at once, and gives them back."""

from __future__ import annotations

import contextlib
import shutil
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from mity.engine.ports import Elsewhere
from mity.engines.address import AwayError
from mity.engines.engine import Engine
from mity.engines.engine_store import EngineStore, logs_behind
from mity.engines.hold import Hold
from mity.engines.leases import Lease
from mity.engines.parts import Parts
from mity.engines.places import MOST_WAITING, Places
from mity.engines.rows import STOPPED
from mity.engines.since_asked import SinceAsked, since_asked
from mity.engines.taking import take_next
from mity.engines.tidying import Tidying
from mity.errors import MityError, StorageError, UsageError
from mity.redaction import Redactor
from mity.runs.events import utc_now
from mity.runs.inbox import PAUSE, Inbox
from mity.runs.store import Logs
from mity.system.files import storage_error
from mity.text.records import dataclass

_POLL_S = 0.2
_AWAY_S = 2.0


@dataclass(frozen=True, slots=True)
class Brought:
    """A run that was brought into a folder of this machine, and what keeps its log there and in the engine.

    `elsewhere` are the workers that do steps which this one is not for; `behind` puts runs that it triggers into its
    own queue.
    `earlier` is what earlier holders recorded since somebody asked for the run to go on.
    """

    run_id: str
    workspace: Path
    logs: Logs
    earlier: SinceAsked = SinceAsked()
    elsewhere: Elsewhere | None = None
    behind: Logs | None = None


Work = Callable[[Brought], str]
"""Goes on with a run until it stops; how it stands then. Raises MityError."""


def swept(folder: Path) -> None:
    """Removes what workers of this machine that were killed have left in `folder`."""
    import psutil

    own = socket.gethostname()
    for place in folder.glob(f"{own}-*-*"):
        number = place.name.removeprefix(f"{own}-").partition("-")[0]
        if number.isdigit() and not psutil.pid_exists(int(number)):
            shutil.rmtree(place, ignore_errors=True)


class Worker:
    """Works on runs of one queue, each in a folder of its own below `folder`, `most` at once.

    `note` hears what happens.
    """

    def __init__(
        self,
        engine: Engine,
        queue: str,
        labels: tuple[str, ...],
        most: int,
        folder: Path,
        work: Work,
        note: Callable[[str], None],
    ) -> None:
        self._engine = engine
        self._queue = queue
        self._labels = labels
        self._places = Places(most)
        self._most = most
        self._folder = folder
        self._work = work
        self._note = note
        self._tidying = Tidying(engine.database, queue)
        self._draining = threading.Event()
        self._under_way: dict[Future[None], tuple[str, Path]] = {}
        self._taken = 0

    def drain(self) -> None:
        """Takes no further run; those under way stop at the next moment and go back to the queue."""
        self._draining.set()

    def serve(self, *, once: bool = False) -> int:
        """Works until it is drained, with `once` until nothing is due and nothing under way; how many runs it took.

        A database that is away is waited for. Raises EngineError for what no time mends.
        """
        with ThreadPoolExecutor(self._most + MOST_WAITING, thread_name_prefix="mity-run") as pool:
            try:
                self._take_runs(pool, once)
            finally:
                self._draining.set()
                self._stop()
        return self._taken

    def _take_runs(self, pool: ThreadPoolExecutor, once: bool) -> None:
        while not self._draining.is_set():
            self._under_way = {run: place for run, place in self._under_way.items() if not run.done()}
            try:
                lease = self._next() if self._places.free else None
            except AwayError as error:
                self._note(f"{error}; tries again")
                self._draining.wait(_AWAY_S)
                continue
            if lease is not None:
                self._taken += 1
                self._places.take()
                place = self._folder / f"{lease.run_id}.{lease.fence}"
                self._under_way[pool.submit(self._placed, lease, place)] = (lease.run_id, place)
            elif once and not self._under_way:
                return
            else:
                self._draining.wait(_POLL_S)

    def _stop(self) -> None:
        """Pauses what is under way, again and again until it has begun far enough to hear it."""
        while waiting := [place for run, place in self._under_way.items() if not run.done()]:
            for run_id, place in waiting:
                inbox = Inbox(place, run_id)
                with contextlib.suppress(StorageError, UsageError):  # its folder goes when it ends, at any moment
                    if place.exists() and not inbox.has(PAUSE):
                        inbox.post(PAUSE, {"by": "worker", "at": utc_now()})
            time.sleep(_POLL_S)

    def _next(self) -> Lease | None:
        crowded = self._places.crowded
        lease = take_next(self._engine.database, self._queue, self._labels, self._engine.holder, parts=crowded)
        if lease is None:
            self._tidying.look()
        return lease

    def _placed(self, lease: Lease, place: Path) -> None:
        try:
            self._one(lease, place)
        finally:
            self._places.give_back()

    def _one(self, lease: Lease, place: Path) -> None:
        hold = Hold(self._engine, lease, place, lasting=True)
        how = "takes over" if lease.taken_over else "takes"
        self._note(f"{how} run {lease.run_id}")
        try:
            self._note(f"run {lease.run_id} is {self._work(self._brought(lease, hold, place))}")
        except AwayError as error:
            self._note(f"run {lease.run_id}: {error}; a worker takes it over")
            hold.leave()
        except MityError as error:
            self._note(f"run {lease.run_id}: {error}")
            hold.release(STOPPED, str(error))
        except KeyboardInterrupt:
            self._note(f"run {lease.run_id} was interrupted")
        finally:
            hold.release(hold.ends)
            shutil.rmtree(place, ignore_errors=True)

    def _brought(self, lease: Lease, hold: Hold, place: Path) -> Brought:
        """The run in the folder `place`, which is new. Raises EngineError, StorageError."""
        engine, row = self._engine, self._engine.rows.row(lease.run_id)
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise storage_error("make", place, error) from error
        content = engine.write_files(row, place, trusted=True)
        engine.write_log(row, place)

        def logs(workspace: Path, redactor: Redactor | None) -> EngineStore:
            return EngineStore(workspace, redactor, engine, drains=self._draining.is_set, hold=hold, content=content)

        elsewhere = Parts(engine, lease, place, self._labels, self._places)
        behind = logs_behind(engine, lease)
        return Brought(lease.run_id, place, logs, since_asked(engine.rows, lease.run_id), elsewhere, behind)
