"""One look at what has happened: times, files, ends of runs. What it finds is in the queue when it returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from time import sleep

from mity.changes.protected import matches
from mity.errors import MityError
from mity.system.git import Repository
from mity.system.git_calls import GitError
from mity.triggers.clock import Clock
from mity.triggers.contents import Contents
from mity.triggers.definitions import Triggers
from mity.triggers.memory import Memory
from mity.triggers.occurrence import FILE_CHANGED, SPEC_ADDED, SPEC_MODIFIED, Occurrence
from mity.triggers.queue import MOST_WAITING, Queue
from mity.triggers.runs_seen import RunsSeen
from mity.triggers.schedules import Schedules

QUIET_S = 0.3
"""How long files must stay as they are: who writes many, or one in parts, is told of once."""
_LONGEST_S = 10.0
_MOST_NAMED = 1000


class Noticing:
    """Looks at one workspace. `note` hears what could not be looked at; the others are looked at all the same."""

    def __init__(
        self,
        workspace: Path,
        triggers: Triggers,
        queue: Queue,
        memory: Memory,
        runs: RunsSeen,
        clock: Clock,
        note: Callable[[str], None],
    ) -> None:
        self._workspace = workspace
        self._triggers = triggers
        self._queue = queue
        self._memory = memory
        self._runs = runs
        self._clock = clock
        self._note = note
        self._schedules = Schedules(memory, clock)
        self._contents = Contents(workspace)
        self._told = ""

    def look(self, *, files: bool = True) -> None:
        """Looks once; at files only where they, or runs, may have changed. Raises StorageError."""
        if len(self._queue) >= MOST_WAITING:
            return  # nothing is lost: the next look sees it
        before = self._picture()
        found = self._schedules.due(self._triggers.all)
        if (files or self._runs.news()) and not self._runs.under_way():
            found += self._runs_and_files()
        known = {(one.type, one.subject) for one in self._queue.waiting() if one.jobs is None} if found else set()
        for one in found:
            if one.type not in (SPEC_ADDED, SPEC_MODIFIED) or (one.type, one.subject) not in known:
                self._queue.put(one, noticed=True)
        if self._picture() != before:
            self._memory.save()

    def begin_from(self, blobs: dict[str, str]) -> None:
        """Takes these contents for those of the last look at files."""
        self._memory.files, self._memory.first = blobs, False
        self._memory.globs = list(self._triggers.globs)

    def _picture(self) -> object:
        memory = self._memory
        firsts = (memory.first, memory.first_runs)
        return (dict(memory.files), list(memory.globs), dict(memory.times), dict(memory.runs), memory.newest, firsts)

    def _runs_and_files(self) -> list[Occurrence]:
        globs = self._triggers.globs
        now = self._settled(globs)
        if self._runs.under_way():  # another process has begun one meanwhile: what it writes is not known yet
            return []
        seen = self._runs.look()  # behind the files: what a run left there is known then
        ends, left = [one for one in seen.ends if self._waited_for((one.type,))], seen.left
        if now is None:
            return ends
        memory = self._memory
        old, first = memory.files, memory.first
        changed = [path for path, blob in now.items() if old.get(path) != blob and blob not in left.get(path, ())]
        told = [path for path in changed if path in old or matches(path, memory.globs)]  # a new glob tells of nothing
        memory.looks += now != old
        memory.files, memory.globs, memory.first = now, list(globs), False
        files = [] if first else self._of_files(self._seen_by_git(told), old, now)
        for one in files:
            one.depth = seen.depth
        return [*ends, *files]

    def _settled(self, globs: tuple[str, ...]) -> dict[str, str] | None:
        """The contents, once nobody writes; None where they cannot be looked at."""
        try:
            found, waited = self._contents.look(globs), 0.0
            while found != self._memory.files and waited < _LONGEST_S:
                sleep(QUIET_S)
                waited += QUIET_S
                again = self._contents.look(globs)
                if again == found:
                    break
                found = again
        except (MityError, OSError) as error:
            if str(error) != self._told:
                self._told = str(error)
                self._note(f"files are not looked at: {error}")
            return None
        return found

    def _seen_by_git(self, paths: list[str]) -> list[str]:
        """Those that git does not ignore: what builds leave is nobody's change."""
        repository = Repository(self._workspace)
        if not paths or not repository.exists():
            return paths
        try:
            ignored = repository.ignored()
        except GitError:
            return paths
        folders = tuple(one for one in ignored if one.endswith("/"))
        return [path for path in paths if path not in ignored and not (folders and path.startswith(folders))]

    def _of_files(self, paths: Iterable[str], old: dict[str, str], now: dict[str, str]) -> list[Occurrence]:
        paths, looks = sorted(paths), self._memory.looks
        found = [
            Occurrence(
                SPEC_MODIFIED if path in old else SPEC_ADDED,
                subject=path,
                data={"path": path},
                keys=(f"file:{path}:{now[path]}:{looks}",),
            )
            for path in paths
            if path.endswith(".md") and self._waited_for((SPEC_ADDED, SPEC_MODIFIED))
        ]
        if paths and self._waited_for((FILE_CHANGED,)):
            data = {"paths": paths[:_MOST_NAMED], "count": len(paths)}
            key = f"files:{paths[0]}:{now[paths[0]]}:{looks}"
            found.append(Occurrence(FILE_CHANGED, subject=paths[0], data=data, keys=(key,)))
        return found

    def _waited_for(self, types: tuple[str, ...]) -> bool:
        return bool(self._triggers.of_type(*types))
