"""Points that a run's files can go back to: its start, behind a step, before a step; which steps are behind them."""

from __future__ import annotations

from collections.abc import Iterable

from mity.errors import UsageError
from mity.runs.keys import HOOKS, NESTED
from mity.runs.log import ExecutionLog
from mity.runs.result import CONTINUED, REUSED
from mity.runs.state import Status
from mity.text.records import dataclass

START = "start"
AFTER, BEFORE = "after ", "before "


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a run, by its `name`: `start`, `after KEY`, `before KEY`.

    `records` is how many changes of steps come before it; `steps` are the keys of those that ended behind it.
    """

    name: str
    records: int = 0
    steps: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The point in words."""
        return "its start" if self.name == START else f"right {self.name.replace(' ', ' step ', 1)}"


def point(log: ExecutionLog, name: str) -> Point:
    """The point of a name. Raises UsageError when the run has not come to it."""
    where, _, key = name.partition(" ")
    if name == START:
        return Point(name, 0, tuple(key for key, result in log.results.items() if not result.extra.get(REUSED)))
    if where == BEFORE.strip():
        return _before(log, key)
    if key not in log.results:
        raise UsageError(f"step '{key}' of run {log.run_id} has not ended, so nothing goes back to it")
    records = _behind(log, key)
    together = {one for row in log.changes[records - 1 : records] for one in row["steps"] if key in row["steps"]}
    ended = list(log.results)
    return Point(name, records, tuple(one for one in ended[ended.index(key) + 1 :] if one not in together))


def last(log: ExecutionLog, count: int) -> Point:
    """The point before the last `count` steps that ran; steps that overlap count as one with the first of them.

    Raises UsageError when fewer ran.
    """
    ran = [key for key in log.results if _counts(log, key)]
    if count > len(ran):
        raise UsageError(f"only {len(ran)} steps of run {log.run_id} ran, not {count}")
    if count == len(ran):
        return point(log, START)
    gone = set(ran[-count:])
    keys = ran[:-count]
    while keys and any(keys[-1] in row["steps"] and gone & set(row["steps"]) for row in log.changes):
        gone.add(keys.pop())
    return point(log, f"{AFTER}{keys[-1]}") if keys else point(log, START)


def newest(log: ExecutionLog) -> Point:
    """The newest of the points that the workflow names and the run has passed; else the run's start."""
    plan = log.workflow.rollback
    found = [point(log, START)]
    for id in plan.after if plan is not None else ():
        if log.passed(id) and id not in log.progress.undone:
            found.append(point(log, f"{AFTER}{id}"))
    for id in plan.before if plan is not None else ():
        if id in log.progress.begun_at:
            found.append(_before(log, id))
    return max(enumerate(found), key=lambda row: (row[1].records, -len(row[1].steps), row[0]))[1]


def _before(log: ExecutionLog, key: str) -> Point:
    if key not in log.progress.begun_at:
        raise UsageError(f"step '{key}' of run {log.run_id} has not begun, so nothing goes back to it")
    records = log.progress.begun_at[key]
    behind = set(log.stations[log.stations.index(key) :]) if key in log.stations else {key}
    return Point(
        f"{BEFORE}{key}", records, tuple(one for one in log.results if one in behind or _behind(log, one) > records)
    )


def _behind(log: ExecutionLog, key: str) -> int:
    """How many changes of steps there were when a step and all that overlapped with it had ended."""
    rows = [number for number, row in enumerate(log.changes, 1) if key in row["steps"] and not row.get("undone")]
    return max([log.progress.ended_at.get(key, 0), *rows])


def _counts(log: ExecutionLog, key: str) -> bool:
    """Whether a step ran by itself: it was not skipped before, and is none of whose parts have results of their own."""
    result = log.results[key]
    skipped = result.status is Status.SKIPPED and result.reason != CONTINUED
    if key.startswith(HOOKS) or skipped or result.extra.get(REUSED):
        return False
    return not any(one.startswith((f"{key}{NESTED}", f"{key}[")) for one in log.results)


def ran_with_undo(log: ExecutionLog, keys: Iterable[str]) -> list[str]:
    """Those of `keys` that succeeded and were not taken back since, the last one first: their `undo:` is run."""
    wanted = {key for key in keys if not log.progress.undone.get(key)}
    return [key for key in reversed(log.results) if key in wanted and log.results[key].success]
