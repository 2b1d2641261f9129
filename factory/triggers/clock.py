"""The time, as far as watching goes by it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mity.errors import UsageError
from mity.workflow.part_keys import CRON_ALIASES

_MOST_MISSED = 1000


class Clock:
    """The clock of this machine; tests have one of their own."""

    def now(self) -> datetime:
        """The present time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never go backwards."""
        return time.monotonic()


class Cron:
    """The times of a schedule. `cron` has five fields or is an alias, `zone` is the name of a time zone.

    Where a clock is put forward, what falls into the gap is due right behind it; where it is put back, a fixed hour is
    due once. Raises UsageError for a time that never comes, or a zone that this machine does not know.
    """

    def __init__(self, cron: str, zone: str = "") -> None:
        from cronsim import CronSim, CronSimError  # loads only where a schedule is served

        try:
            self.zone: tzinfo = ZoneInfo(zone) if zone not in ("", "UTC") else UTC  # that one needs no data of zones
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise UsageError(f"this machine knows no time zone '{zone}': see `timedatectl list-timezones`") from error
        self._make: Callable[[datetime], Iterator[datetime]] = lambda start: CronSim(
            CRON_ALIASES.get(cron, cron), start
        )
        try:
            next(self._after(datetime(2024, 1, 1, tzinfo=UTC)))
        except (CronSimError, StopIteration) as error:
            raise UsageError(f"cron '{cron}' names a time that never comes") from error

    def next(self, after: datetime) -> datetime:
        """The first time behind `after`, in UTC."""
        return next(self._after(after))

    def due(self, after: datetime, now: datetime) -> tuple[datetime, int] | None:
        """The newest time behind `after` up to `now`, and how many earlier ones were missed; None when none is due.

        After very many it is one of them, and not all are counted.
        """
        found: list[datetime] = []
        for one in self._after(after):
            if one > now or len(found) == _MOST_MISSED:
                break
            found.append(one)
        return (found[-1], len(found) - 1) if found else None

    def _after(self, start: datetime) -> Iterator[datetime]:
        for one in self._make(start.astimezone(self.zone)):
            yield one.astimezone(UTC)
