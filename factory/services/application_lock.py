"""One run at a time for each application: a lock by the resolved path of its folder, whichever verb asks for it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from mity.engine.registry import StationRegistry
from mity.engine.rollback import unfinished
from mity.errors import BusyError, UsageError
from mity.reading import read_bytes
from mity.system.files import private_folder, storage_error
from mity.text.data import parse_json
from mity.workflow.core import Policy, Step


class ApplicationLock:
    """The lock of one application. It is kept in the user's cache, because the application may not exist yet."""

    def __init__(self, application: Path) -> None:
        self.application = application.resolve()
        name = hashlib.sha256(os.fsencode(self.application)).hexdigest()[:24]
        self._folder = user_cache_path("mity") / "locks"
        self._path = self._folder / f"{name}.lock"
        self._holder = self._folder / f"{name}.json"

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keeps every other mity off the application. Raises BusyError naming the run that holds it, StorageError."""
        try:
            private_folder(self._folder)
            lock = FileLock(self._path, mode=0o600)
            lock.acquire(timeout=0)
        except Timeout as error:
            raise BusyError(
                f"{self._holding()} is working on {self.application}: let it finish, then try again"
            ) from error
        except OSError as error:
            raise storage_error("write", self._path, error) from error
        try:
            yield
        finally:
            self._holder.unlink(missing_ok=True)
            lock.release()

    def tell(self, run_id: str) -> None:
        """Writes down which run holds the lock, for those who meet it."""
        self._holder.write_text(json.dumps({"run": run_id, "pid": os.getpid()}), encoding="utf-8")

    def check(self) -> None:
        """Raises BusyError when a run is working on the application."""
        with self.hold():
            pass

    def _holding(self) -> str:
        try:
            run_id = str(parse_json(read_bytes(self._holder))["run"])
        except (OSError, ValueError, KeyError, TypeError):
            return "another mity process"
        return f"run {run_id}"


def check_whole(project: Path) -> None:
    """Raises UsageError when a killed run left a change to the project half made, BusyError while one makes it."""
    if left := unfinished(project, trials=True):
        ApplicationLock(project).check()
        raise UsageError(left)


def needs_lock(registry: StationRegistry, steps: Iterable[Step]) -> bool:
    """Whether one of the steps needs the application for itself."""
    return any(
        (step.station and registry.get(step.station).locks_application) or _changes_project(step) for step in steps
    )


def _changes_project(step: Step) -> bool:
    """Whether a step has the project changed by others than itself: by a coding agent, by repairs, or unforeseeably."""
    return (
        bool(step.generate)
        or step.agent is not None
        or any(link.policy is Policy.HEAL for link in step.on_failure or ())
    )
