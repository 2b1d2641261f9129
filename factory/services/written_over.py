"""Files of a project that its own commands write anew, as a build makes README.md: as before once a healing is over."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from mity.reading import Unfit, read_bytes
from mity.runs.log import ExecutionLog
from mity.runs.report import kept_patch
from mity.system.files import private_folder, storage_error, write_atomic
from mity.system.git_written import differing, indexed, unchanged
from mity.system.gitpython import NONSENSE, git
from mity.text.records import dataclass

_SLACK_NS = 20_000_000
"""The clock of a file system may be that much behind."""


@dataclass(frozen=True, slots=True)
class WrittenBack:
    """Files that were written by commands and are as before; `kept` is the folder with what was written."""

    paths: tuple[str, ...]
    kept: Path

    @property
    def said(self) -> str:
        """One sentence for a person."""
        several = ", ".join(self.paths[:3]) + (f" and {len(self.paths) - 3} more" if len(self.paths) > 3 else "")
        verb = "were" if len(self.paths) > 1 else "was"
        by = f"{several} {verb} written by the project's own commands"
        return f"{by}: as before again; what they wrote is in {self.kept}"


class WrittenOver:
    """Watches the files of `project` that git tracks and that nobody had edited when a healing began.

    `spans` are the times in nanoseconds in which its commands ran: what was written outside of them, a person wrote.
    """

    def __init__(self, project: Path) -> None:
        self._project = project
        self._before = unchanged(project)
        self.spans: Sequence[tuple[int, int]] = ()

    def put_back(self, log: ExecutionLog, repaired: Iterable[str]) -> WrittenBack | None:
        """Writes them as they were; `repaired` are those that repairs changed, which stay. Raises StorageError."""
        try:
            now = differing(self._project) if self._before else []
        except (git.GitError, OSError, *NONSENSE):
            return None
        left = set(repaired)
        names = [path for path in now if path in self._before and path not in left and self._by_command(path)]
        kept = kept_patch(log).parent / "written"
        done = [path for path in names if self._write(path, kept)]
        return WrittenBack(tuple(done), kept) if done else None

    def _by_command(self, path: str) -> bool:
        """Whether a file was written, or deleted from its folder, while a command ran."""
        place = self._project / path
        try:
            written = os.lstat(place if os.path.lexists(place) else place.parent).st_mtime_ns
        except OSError:
            return False
        return any(began - _SLACK_NS <= written <= ended for began, ended in self.spans)

    def _write(self, path: str, kept: Path) -> bool:
        size, mode = self._before[path]
        data, place = indexed(self._project, path), self._project / path
        if data is None or len(data) != size or place.is_symlink() or not place.parent.is_dir():
            return False
        try:
            if place.exists():
                private_folder((kept / path).parent)
                write_atomic(kept / path, read_bytes(place), private=True)
            write_atomic(place, data, durable=False)
            place.chmod(mode)
        except Unfit:
            return False
        except OSError as error:
            raise storage_error("put back", place, error) from error
        return True
