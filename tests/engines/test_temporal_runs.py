"""Runs whose queue is one of Temporal: workers that die, stand still or are drained, and a Temporal that fails."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import time

import pytest
from queue_work import handed_over
from temporal_team import Team, ended

from mity.engines.rows import QUEUED
from page import until

pytestmark = [pytest.mark.forge, pytest.mark.timeout(300), pytest.mark.xdist_group("temporal")]

TAKEN_OVER_S = 6.0  # four seconds of the lease, and what Temporal and a busy machine need


@pytest.mark.rotation("temporal", of=1)
def test_a_killed_worker_is_noticed_by_temporal_and_its_step_repeated_once(team: Team) -> None:
    both = [team.worker(), team.worker()]
    id = team.handed_over()
    team.begun(id)
    holder = team.kept.rows.row(id).holder
    dies, lives = sorted(both, key=lambda one: f":{one.pid}:" not in holder)
    os.kill(dies.pid, signal.SIGKILL)
    began = time.monotonic()
    until(lambda: team.kept.rows.row(id).holder not in ("", holder), 60)
    took = time.monotonic() - began
    seen = team.passed(id)
    assert seen == ["one", "two", "two", "three"]
    assert took < TAKEN_OVER_S, took
    until(lambda: team.temporal.state(f"{id}.1") == "COMPLETED", 30)
    assert team.temporal.state(f"{id}.2") == "", "it is the same workflow"
    events = json.loads(team.temporal.history(f"{id}.1"))["events"]
    (started,) = [one for one in events if "activityTaskStartedEventAttributes" in one]
    assert started["activityTaskStartedEventAttributes"]["attempt"] > 1, "it is Temporal that asked another worker"
    assert f"takes over run {id}" in ended(lives)
    assert (team.mity.workspace / "variables").read_text() == "0\n", "commands see nothing of Temporal's settings"


@pytest.mark.rotation("temporal", of=1)
def test_a_worker_that_stood_still_writes_nothing_more(team: Team) -> None:
    both = [team.worker(), team.worker()]
    id = team.handed_over()
    team.begun(id)
    stands, lives = sorted(both, key=lambda one: f":{one.pid}:" not in team.kept.rows.row(id).holder)
    os.kill(stands.pid, signal.SIGSTOP)
    seen = team.passed(id)
    events = team.kept.rows.events(id)
    os.kill(stands.pid, signal.SIGCONT)
    said = ended(stands)
    assert "was taken over by another process" in said, said
    assert team.kept.rows.events(id) == events
    assert seen == ["one", "two", "two", "three"]
    ended(lives)


@pytest.mark.rotation("temporal", of=1)
def test_a_drained_worker_gives_its_run_to_the_next_one(team: Team) -> None:
    first = team.worker()
    id = team.handed_over()
    team.begun(id)
    assert "drained" in ended(first)
    assert team.kept.rows.status(id)[0] == QUEUED
    assert list((team.tmp_path / "places").glob("*")) == []
    once = team.worker("--once")
    assert "nothing more is due" in str(once.communicate(timeout=120)[1])
    assert team.passed(id)[-1] == "three"
    last = team.worker()
    until(lambda: {team.temporal.state(f"{id}.{number}") for number in (1, 2)} == {"COMPLETED"}, 60)
    ended(last)


@pytest.mark.rotation("temporal", of=1)
def test_a_temporal_that_is_away_for_seconds_harms_no_run(team: Team) -> None:
    worker = team.worker()
    id = team.handed_over()
    team.begun(id)
    team.temporal.stop()
    try:
        assert team.passed(id) == ["one", "two", "three"], "who has a run needs no Temporal"
        late, said = team.handed_over(), ""
        while "cannot reach Temporal" not in said:
            said += worker.stderr.readline()  # type: ignore[union-attr]
        assert team.kept.rows.status(late)[0] == QUEUED
    finally:
        team.temporal.start()
    team.stopped(late)
    until(lambda: team.temporal.has_ended(f"{id}.1") and team.temporal.has_ended(f"{late}.1"), 60)
    said += ended(worker)
    assert f"cannot reach Temporal at {team.temporal.address}" in said
    assert said.count("takes run") == 2, said


@pytest.mark.rotation("temporal", of=1)
def test_a_workflow_that_somebody_terminated_takes_no_run_away(team: Team) -> None:
    worker = team.worker()
    first = team.handed_over()
    team.begun(first)
    waits = team.handed_over()
    until(lambda: team.temporal.state(f"{waits}.1") == "RUNNING", 30)
    for id in (first, waits):
        team.temporal.tool("workflow", "terminate", "-w", f"{id}.1", "--reason", "tidying up")
    team.stopped(first)
    team.stopped(waits)
    said = ended(worker)
    assert said.count("takes run") == 2, said
    for id in (first, waits):
        assert team.mity("runs", "show", id, "--json", env=team.env).json["verdict"] == "passed"


@pytest.mark.rotation("temporal", of=1)
def test_an_offer_that_was_lost_on_its_way_is_made_again(team: Team) -> None:
    lost, never = team.handed_over(), team.handed_over()
    carried = "UPDATE mity.runs SET offered_at = clock_timestamp() WHERE run_id = %s"
    died = (
        "UPDATE mity.runs SET status = 'held', holder = 'gone', offer = 0, offered_at = NULL,"
        " lease_until = clock_timestamp() - interval '1 second' WHERE run_id = %s"
    )
    team.kept.database.run(lambda connection: connection.execute(carried, (lost,)))
    team.kept.database.run(lambda connection: connection.execute(died, (never,)))
    began = time.monotonic()
    worker = team.worker("--concurrency", "2")
    team.stopped(never)
    team.stopped(lost)
    assert time.monotonic() - began > 9, "it might still have come by itself"
    assert {team.temporal.state(f"{never}.0"), team.temporal.state(f"{lost}.1")} <= {"COMPLETED", "RUNNING"}
    ended(worker)


@pytest.mark.rotation("temporal", of=1)
def test_the_highest_priority_goes_first(team: Team) -> None:
    worker = team.worker()
    busy = handed_over(team.mity, team.url, team.queue)
    until(lambda: team.kept.rows.status(busy)[0] == "held" and team.temporal.state(f"{busy}.1"), 30)
    low, usual, high = (handed_over(team.mity, team.url, team.queue, "--priority", one) for one in ("-9", "0", "9"))
    for id in (low, usual, high):
        until(lambda id=id: "PENDING_ACTIVITY_STATE_SCHEDULED" in team.temporal.described(f"{id}.1"), 30)
    (beating,) = json.loads(team.temporal.described(f"{busy}.1"))["pendingActivities"]
    assert (beating["state"], beating["attempt"]) == ("PENDING_ACTIVITY_STATE_STARTED", 1), "it gave signs of life"
    (team.mity.workspace / "go").touch()
    for id in (high, usual, low):
        team.stopped(id)
    taken = [line.split()[-1] for line in ended(worker).splitlines() if line.startswith("takes run")]
    assert taken == [busy, high, usual, low]


@pytest.mark.rotation("temporal", of=1)
def test_a_run_that_somebody_else_has_is_asked_for_until_its_lease_is_over(team: Team) -> None:
    worker = team.worker()
    busy = handed_over(team.mity, team.url, team.queue)
    until(lambda: team.kept.rows.status(busy)[0] == "held", 30)
    id = handed_over(team.mity, team.url, team.queue)
    until(lambda: team.temporal.state(f"{id}.1") == "RUNNING", 30)
    held = "status = 'held', holder = 'other', fence = fence + 1, lease_until = clock_timestamp() + interval '8 s'"
    change = f"UPDATE mity.runs SET {held} WHERE run_id = %s"
    team.kept.database.run(lambda connection: connection.execute(change, (id,)))
    workflow = team.temporal.execution(f"{id}.1")
    began = time.monotonic()
    (team.mity.workspace / "go").touch()
    team.stopped(busy)
    team.stopped(id)
    assert time.monotonic() - began > 7
    assert f"takes over run {id}" in ended(worker)
    assert team.temporal.execution(f"{id}.1") == workflow, "it was not started anew"


@pytest.mark.rotation("temporal", of=1)
def test_temporal_hears_the_id_of_a_run_and_nothing_else(team: Team) -> None:
    text = "name: told\nsteps: [{name: tells, command: 'echo my-hidden-word; exit 3'}]\n"
    worker = team.worker()
    id = team.handed_over(text=text)
    team.stopped(id)
    until(lambda: team.temporal.state(f"{id}.1") == "COMPLETED", 30)
    history = team.temporal.history(f"{id}.1")
    payloads = [base64.b64decode(one).decode() for one in re.findall(r'"data": "([^"]+)"', history)]
    assert set(payloads) == {json.dumps(id), '"went on"'}
    for word in ("my-hidden-word", "exit 3", "postgresql", str(team.mity.workspace)):
        assert word not in history
    ended(worker)
