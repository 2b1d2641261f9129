"""Schedules by a clock that the test moves: zones, changes of clocks, and what was missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mity.errors import UsageError
from mity.triggers.clock import Clock, Cron
from mity.triggers.definitions import Trigger
from mity.triggers.memory import Memory
from mity.triggers.schedules import Schedules
from rows import each


class SetClock(Clock):
    """A clock that stands where the test puts it."""

    def __init__(self, text: str) -> None:
        self.set(text)

    def set(self, text: str) -> None:
        self._now = datetime.fromisoformat(text).replace(tzinfo=UTC)

    def step(self, **by: float) -> None:
        self._now += timedelta(**by)

    def now(self) -> datetime:
        return self._now


def trigger(cron: str, zone: str = "UTC", workflow: str = "nightly") -> Trigger:
    return Trigger(workflow, 0, {"type": "schedule", "cron": cron, "timezone": zone}, Cron(cron, zone))


def due(schedules: Schedules, *triggers: Trigger) -> list[str]:
    return [str(one.data["due"]) for one in schedules.due(triggers)]


def over(clock: SetClock, cron: str, zone: str, hours: int, tmp_path: Path) -> list[str]:
    """What is due while the clock goes on by the minute."""
    schedules, one, found = Schedules(Memory(tmp_path / "memory.json"), clock), trigger(cron, zone), []
    for _ in range(hours * 60):
        found += due(schedules, one)
        clock.step(minutes=1)
    return found


def test_an_hour_that_is_left_out_or_comes_twice_is_due_once(tmp_path: Path) -> None:
    spring = over(SetClock("2026-03-28T20:00"), "30 2 * * *", "Europe/Berlin", 24, tmp_path)
    assert spring == ["2026-03-29T01:00:00Z"], "02:30 is not there: 03:00 is, which is 01:00 in UTC"
    autumn = over(SetClock("2026-10-24T20:00"), "30 2 * * *", "Europe/Berlin", 24, tmp_path)
    assert autumn == ["2026-10-25T00:30:00Z"], "02:30 comes twice: the first one counts"


def test_what_was_missed_is_made_up_for_once_also_over_a_restart(tmp_path: Path) -> None:
    clock, one, memory = SetClock("2026-05-01T10:10"), trigger("0 * * * *"), Memory(tmp_path / "memory.json")
    assert due(Schedules(memory, clock), one) == [], "a new schedule counts from now on"
    memory.save()
    clock.set("2026-05-02T13:20")
    again = Schedules(Memory.load(memory.path), clock)
    (found,) = again.due([one])
    assert (found.data["due"], found.data["missed"]) == ("2026-05-02T13:00:00Z", 26)
    assert due(again, one) == []
    clock.step(minutes=40)
    assert due(again, one) == ["2026-05-02T14:00:00Z"]


def test_every_minute_over_years_costs_little_and_a_clock_far_ahead_blocks_nothing(tmp_path: Path) -> None:
    clock, one, memory = SetClock("2020-01-01T00:00"), trigger("* * * * *"), Memory(tmp_path / "memory.json")
    schedules = Schedules(memory, clock)
    due(schedules, one)
    clock.set("2026-01-01T00:00")
    assert len(due(schedules, one)) == 1
    clock.set("2021-01-01T00:00")
    assert due(schedules, one) == []
    clock.step(minutes=1)
    assert due(schedules, one) == ["2021-01-01T00:01:00Z"]


def test_the_same_time_has_the_same_key_and_a_changed_schedule_begins_anew(tmp_path: Path) -> None:
    clock, memory = SetClock("2026-05-01T10:10"), Memory(tmp_path / "memory.json")
    first = trigger("0 * * * *")
    due(Schedules(memory, clock), first)
    times = dict(memory.times)
    clock.step(hours=1)
    (one,) = Schedules(memory, clock).due([first])
    memory.times = times  # killed before it was saved
    (two,) = Schedules(memory, clock).due([first])
    assert one.keys == two.keys and one.id != two.id
    assert due(Schedules(memory, clock), trigger("30 * * * *")) == []
    assert list(memory.times) == [trigger("30 * * * *").key]


@each(("cron", "zone"), [("0 0 30 2 *", "UTC"), ("0 0 * * *", "Nowhere/City"), ("0 0 * * *", "../../etc/passwd")])
def test_a_time_that_never_comes_and_a_zone_that_nobody_knows_are_refused(cron: str, zone: str) -> None:
    with pytest.raises(UsageError):
        Cron(cron, zone)


def test_aliases_are_the_times_that_they_stand_for() -> None:
    start = datetime(2026, 5, 1, 10, 10, tzinfo=UTC)
    assert Cron("@weekly", "Asia/Kolkata").next(start) == datetime(2026, 5, 2, 18, 30, tzinfo=UTC)
