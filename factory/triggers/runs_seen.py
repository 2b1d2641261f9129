"""What the runs of a workspace have come to since the last look, whichever process they run in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from mity.changes.observer import MOST_FILES, Observer
from mity.engine.change_records import deltas
from mity.evidence.found import metrics_of
from mity.runs.files import journal_path
from mity.runs.log import ExecutionLog
from mity.runs.report import exit_code
from mity.runs.state import RunState
from mity.runs.store import LogStore
from mity.system.trees import tree
from mity.text.records import dataclass, field
from mity.triggers.contents import OURS
from mity.triggers.memory import Memory
from mity.triggers.occurrence import TESTS_FAILED, WORKFLOW_COMPLETED, Occurrence

Json = dict[str, Any]
_NUMBER = re.compile(r"(\d{4,})-")
_MOST_OPEN = 200
"""Runs that are not over and are looked at again; those that wait longest are left out."""


@dataclass(slots=True)
class Seen:
    """What one look found: `ends` of runs, and for each path the contents that runs `left` there.

    `depth` is more than 0 where a run may have changed files unrecorded: how many runs led to it, it included.
    """

    ends: list[Occurrence] = field(default_factory=list)
    left: dict[str, set[str]] = field(default_factory=dict)
    depth: int = 0


class RunsSeen:
    """Looks at the logs of runs that are new, or were not over at the last look."""

    def __init__(self, workspace: Path, store: LogStore, memory: Memory) -> None:
        self._workspace = workspace
        self._store = store
        self._memory = memory
        self._stamps: dict[str, object] = {}

    def under_way(self) -> bool:
        """Whether a process works on a run that is new or was not over."""
        return any(journal_path(path).exists() and self._store.held(path.stem) for path in self._candidates())

    def news(self) -> bool:
        """Whether a run has got further since the last look."""
        return any(_stamp(path) != self._stamps.get(path.stem) for path in self._candidates())

    def look(self) -> Seen:
        """What runs have come to since the last look, and what they did to files meanwhile."""
        memory, seen = self._memory, Seen()
        for path in self._candidates():
            memory.runs.setdefault(path.stem, "")
            memory.newest = max(memory.newest, _number(path.stem))
            if not (log := self._changed(path)):
                continue
            for name, blobs in self._left(log):
                seen.left.setdefault(name, set()).update(blobs)
            if log.state.value != memory.runs.get(path.stem) and not memory.first_runs:
                seen.ends += _ends(log)
            if not self._recorded(log):
                seen.depth = max(seen.depth, depth_of(log) + 1)
            memory.runs[path.stem] = log.state.value
        self._forget()
        memory.first_runs = False
        return seen

    def _candidates(self) -> list[Path]:
        known = self._memory.runs
        return [
            path for path in self._store.documents() if _number(path.stem) > self._memory.newest or path.stem in known
        ]

    def _changed(self, path: Path) -> ExecutionLog | None:
        """The log of a run whose files are not as they were at the last look; None for others, and unreadable ones."""
        stamp = _stamp(path)
        if stamp is None or self._stamps.get(path.stem) == stamp:
            return None
        if journal_path(path).exists() and self._store.held(path.stem):
            return None
        self._stamps[path.stem] = stamp
        return self._store.readable(path)

    def _left(self, log: ExecutionLog) -> Iterator[tuple[str, set[str]]]:
        """Each path that steps changed, with the contents that they left there."""
        if not log.changes or log.context.output_path.resolve() != self._workspace.resolve():
            return
        try:
            found = deltas(Observer(self._workspace, ()), [row for row in log.changes if not row.get("undone")])
        except OSError:
            return
        for delta in found:
            for name, pair in delta.files.items():
                yield name, {pair[1].blob} if pair[1] is not None else set()

    def _recorded(self, log: ExecutionLog) -> bool:
        """Whether it is known what a run changed: of shipped workflows, and in very large projects, it is not."""
        return log.of_a_file and sum(1 for _ in islice(tree(self._workspace, OURS), MOST_FILES + 1)) <= MOST_FILES

    def _forget(self) -> None:
        """Leaves out what is over for good: completed and cancelled runs, and the oldest of very many others."""
        memory = self._memory
        done = (RunState.COMPLETED.value, RunState.CANCELLED.value)
        memory.runs = {name: state for name, state in memory.runs.items() if state not in done}
        for name in sorted(memory.runs, key=_number)[:-_MOST_OPEN]:
            del memory.runs[name]
        self._stamps = {name: stamp for name, stamp in self._stamps.items() if name in memory.runs}


def _ends(log: ExecutionLog) -> Iterator[Occurrence]:
    depth = depth_of(log) + 1
    data: Json = {
        "run": log.run_id,
        "workflow": log.workflow.id,
        "state": log.state.value,
        "verdict": log.verdict.value if log.verdict else "",
        "exit_code": exit_code(log),
        "failed_step": log.failed_station() or "",
    }
    name, key = log.workflow.id, f"{log.run_id}:{log.state.value}:{log.sequence}"
    if log.state.ended:
        yield Occurrence(WORKFLOW_COMPLETED, name, log.state.value, data, (f"run:{key}",), depth)
    if failed := failing_tests(log):
        yield Occurrence(TESTS_FAILED, name, name, {**data, **failed}, (f"tests:{key}",), depth)


def failing_tests(log: ExecutionLog) -> Json:
    """How many tests failed in the step at which a run failed or asks; empty when none did."""
    step = log.failed_station() if log.state in (RunState.FAILED, RunState.WAITING_FOR_INPUT) else None
    result = log.results.get(step) if step else None
    if result is None:
        return {}
    tests = metrics_of(result.evidence).get("tests")
    failed = tests.get("failed") if isinstance(tests, dict) else None
    if isinstance(failed, int) and failed > 0:
        return {"step": step, "failed": failed}
    return {"step": step, "failed": None} if step == "test" else {}


def depth_of(log: ExecutionLog) -> int:
    """How many runs led to a run."""
    event = log.context.metadata.get("event")
    depth = event.get("depth") if isinstance(event, dict) else None
    return depth if isinstance(depth, int) else 0


def _stamp(path: Path) -> object:
    try:
        info = path.stat()
    except OSError:
        return None
    return (info.st_mtime_ns, info.st_ino, info.st_size)


def _number(name: str) -> int:
    match = _NUMBER.match(name)
    return int(match[1]) if match else -1
