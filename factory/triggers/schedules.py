"""Times that have come, each told once; of those that were missed the newest alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from mity.triggers.clock import Clock
from mity.triggers.definitions import Trigger
from mity.triggers.memory import Memory
from mity.triggers.occurrence import SCHEDULE, Occurrence

_AHEAD_S = 86_400


class Schedules:
    """What the schedules of a workspace have due; a schedule that is new counts from now on."""

    def __init__(self, memory: Memory, clock: Clock) -> None:
        self._memory = memory
        self._clock = clock
        self._next: dict[str, datetime] = {}

    def due(self, triggers: Iterable[Trigger]) -> list[Occurrence]:
        """What has come since the last look. The memory then says so; who calls saves it behind the queue."""
        now, times, found = self._clock.now(), self._memory.times, []
        known = {one.key: one for one in triggers if one.cron is not None}
        for key in times.keys() - known.keys():
            del times[key]
        for key, trigger in known.items():
            assert trigger.cron is not None
            last = times.get(key)
            if last is None or last > now.timestamp() + _AHEAD_S:  # new, or the clock was far ahead then
                times[key] = now.timestamp()
                continue
            after = datetime.fromtimestamp(last, UTC)
            if key not in self._next:
                self._next[key] = trigger.cron.next(after)
            if self._next[key] > now:
                continue
            del self._next[key]
            if (met := trigger.cron.due(after, now)) is not None:
                found.append(_occurrence(trigger, *met))
            times[key] = now.timestamp()
        return found


def _occurrence(trigger: Trigger, at: datetime, missed: int) -> Occurrence:
    assert trigger.cron is not None
    due = at.isoformat().replace("+00:00", "Z")
    local = at.astimezone(trigger.cron.zone).isoformat()
    data = {"due": due, "local": local, "missed": missed}
    return Occurrence(SCHEDULE, trigger.workflow, trigger.key, data, (f"schedule:{trigger.key}:{due}",))
