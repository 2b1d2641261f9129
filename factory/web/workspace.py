"""What the page reads of a workspace: logs by their ids, kept while their files are the same; nothing is written."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from mity.app import App
from mity.errors import LogError, StorageError
from mity.operations.show_workflow import entries
from mity.runs.files import journal_path
from mity.runs.keys import file_name
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from mity.runs.store import LogStore
from mity.system.files import check_unlinked
from mity.text.records import dataclass
from mity.web.kept import Kept
from mity.web.listed import Listed
from mity.web.state import state_of
from mity.workflow.model import Workflow

Json = dict[str, Any]
_RUN = re.compile(r"\d{4,12}-[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}-[0-9a-z]{4}")

_BEFORE_S = 10.0
"""How many seconds old a list may be in which the run before another one is looked for."""


@dataclass(frozen=True, slots=True)
class Steered:
    """A run that something is done to: mity where its log is, and the log, which may be changed.

    `held` says that somebody works on it and is to be asked, `files` that its files are there.
    """

    app: App
    log: ExecutionLog
    held: bool
    files: bool = True


class Workspace:
    """The runs of one workspace, for any number of readers at once. What all of a page keep is bounded by `kept`."""

    has_files = True
    """Whether the files of its runs are here; else workers of an engine have them, and begin runs as well."""

    def __init__(self, path: Path, kept: Kept) -> None:
        self.path = path
        self.store = LogStore(path)
        self._kept = kept
        self._listed = Listed(self.store, kept)
        self._checked = float("-inf")

    @cached_property
    def state(self) -> Path:
        """The folder in which the page keeps what belongs to this workspace. Raises StorageError."""
        return state_of(self.path)

    def check(self, within_s: float = 0.0) -> None:
        """Raises LogError where the workspace is gone or leads elsewhere by a link, as another folder may now be there
        than the one that was to be shown. A look that found nothing wrong `within_s` seconds ago is enough.
        """
        now = time.monotonic()
        if now - self._checked <= within_s:
            return
        self._checked = float("-inf")
        if self.path.is_symlink() or self.path.resolve() != self.path:
            raise LogError(f"{self.path} leads to another folder by now: start `mity serve` with that one")
        if not self.path.is_dir():
            raise LogError(f"the workspace {self.path} is gone: nothing of it can be shown")
        try:
            check_unlinked(self.store.folder)
        except StorageError as error:
            raise LogError(str(error)) from error
        self._checked = now

    def app(self) -> App:
        """mity for this workspace, with its settings and files as they are now. Raises MityError."""
        return App(self.path)

    @property
    def identity(self) -> Path:
        """What it is known by from one time that it is served to another."""
        return self.path

    @property
    def title(self) -> str:
        """What it is called for short."""
        return self.path.name

    @property
    def shown(self) -> str:
        """What it is called in full: its path, as people write it."""
        return shown_path(self.path)

    @contextmanager
    def at(self, run: str, *, files: bool = False) -> Iterator[Steered]:
        """A run for whoever answers or ends it, with its `files` where they are needed. Raises MityError."""
        app = self.app()
        yield Steered(app, self.store.load(self.document(run)), app.store.held(run))

    def goes_on(self, run: str) -> bool:
        """Whether a run that was answered goes on without anything done here."""
        return self.store.held(run)

    def hand_on(self, run: str) -> bool:
        """Lets others go on with a run; False where this machine is to. Raises MityError."""
        return False

    def workflows(self) -> list[Json]:
        """The workflows that can be started, as `entries` tells them. Raises MityError."""
        return [row for row in entries(self.app().library) if not row["abstract"] and not row["shadowed"]]

    def workflow(self, name: str) -> Workflow:
        """A workflow in sight by its name, never by a path. Raises LogError, UsageError, DefinitionError."""
        app = self.app()
        if not any(one.name == name for one in app.library.entries()):
            raise LogError(f"there is no workflow '{name[:100]}' in this workspace: see the list of workflows")
        return app.library.find(name, app.registry)

    def like(self, name: str) -> tuple[str, str]:
        """The run as which others begin a workflow anew, and their queue; empty where this machine begins it."""
        return "", ""

    def begin(self, run: str, given: Mapping[str, str], from_step: str = "") -> str:
        """A new run that others go on with, like `run`: from a step on, or anew with these parameters; its id.

        Empty where this machine is to begin it. Raises MityError.
        """
        return ""

    def rows(self, within_s: float = 0.0) -> tuple[list[Json], int]:
        """What `Listed.rows` tells of this workspace. Raises LogError, StorageError."""
        self.check(within_s)
        return self._listed.rows(within_s)

    def before(self, run: str) -> str:
        """The run of the same workflow that began before this one; empty for none. Raises LogError, StorageError."""
        rows, _ = self.rows(_BEFORE_S)
        kinds = {str(row["run_id"]): row["workflow_id"] for row in rows}
        same = [name for name, kind in kinds.items() if kind and kind == kinds.get(run)]
        return same[same.index(run) - 1] if run in same[1:] else ""

    def document(self, run: str) -> Path:
        """The document of a run. Raises LogError when the id is none, or there is no such run."""
        path = self.store.path(run) if is_run(run) else None
        if path is None or not path.is_file():
            raise LogError(f"there is no run {run[:100]!r} in this workspace")
        return path

    def has(self, run: str) -> bool:
        """Whether there is a run of this id."""
        return is_run(run) and self.store.path(run).is_file()

    def log(self, run: str) -> ExecutionLog:
        """The log of a run, for reading only. Raises LogError."""
        path = self.document(run)
        return self._kept.log((self.path, run), self.marks(path), lambda: self.store.load(path))

    def marks(self, path: Path) -> tuple[Any, ...]:
        """What tells one state of a run's files from another: of its document, its journal and its messages."""
        inbox = path.with_suffix("") / "inbox"
        return tuple(_marks(one) for one in (path, journal_path(path), inbox))

    def under_way(self, run: str, state: str) -> bool:
        """Whether a process works on a run, which its log says is in `state`; known for some seconds."""
        if state != RunState.RUNNING.value and not journal_path(self.store.path(run)).exists():
            return False
        return self._kept.held((self.path, run), lambda: self.store.held(run))

    def transcript(self, log: ExecutionLog, key: str) -> Path | None:
        """The file of what the commands of a step printed; None where there is none, or it lies elsewhere."""
        if key not in log.stations and key not in log.results:
            return None
        folder = self.store.path(log.run_id).with_suffix("")
        path = folder / f"{file_name(key)}.log"
        try:
            check_unlinked(folder)
        except StorageError:
            return None
        return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None


def shown_path(path: Path) -> str:
    """A path as people write it: within their home it begins with ~."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if home in path.parents else str(path)


def is_run(text: str) -> bool:
    """Whether a text has the form of a run's id, and so is no path."""
    return _RUN.fullmatch(text) is not None


def _marks(path: Path) -> tuple[int, int, int] | None:
    try:
        info = path.stat()
    except OSError:
        return None
    return (info.st_ino, info.st_size, info.st_mtime_ns)
