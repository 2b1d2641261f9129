"""Where Temporal is: a server of one's own, one that comes late, one that is gone, one that several engines have."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path

import build_temporal
import psutil
import pytest
from temporal_serving import TemporalServer
from temporal_team import Team, ended

from harness import Mity
from mity.engines.rows import QUEUED
from page import until

pytestmark = [pytest.mark.forge, pytest.mark.timeout(300), pytest.mark.xdist_group("temporal")]
FLOW = "name: small\nsteps: [{name: one, command: touch made}]\n"


@pytest.mark.rotation("temporal places", of=1)
def test_a_server_of_ones_own_starts_works_and_stops(mity: Mity, tmp_path: Path, temporal: TemporalServer) -> None:
    words = ("--folder", str(tmp_path / "server"))
    env = {"PATH": f"{build_temporal.binary().parent}:{mity.env['PATH']}"}
    up = mity("engine", "up", "--temporal", *words, env=env)
    assert up.code == 0, up.text
    told = dict(line.removeprefix("export ").split("=", 1) for line in up.out.splitlines())
    assert told.keys() == {"MITY_ENGINE", "TEMPORAL_ADDRESS"}
    try:
        again = mity("engine", "up", "--temporal", "--json", *words, env=env)
        assert list(again.json.values()) == list(told.values()), "what runs is left as it is"
        (mity.workspace / "small.yaml").write_text(FLOW)
        run = mity("run", "small.yaml", "--trust", "--queue", "q", "--detach", "--json", env=told)
        assert run.code == 0, run.text
        once = mity("worker", "--queue", "q", "--once", "--folder", str(tmp_path / "places"), env=told)
        assert once.code == 0, once.text
        assert mity("runs", "show", run.json["run_id"], "--json", env=told).json["verdict"] == "passed"
        port = int(told["TEMPORAL_ADDRESS"].rpartition(":")[2])
        listening = [one for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN]
        (own,) = {one.pid for one in listening if one.laddr.port == port}
        assert {one.laddr.ip for one in listening if one.pid == own} == {"127.0.0.1"}
    finally:
        assert mity("engine", "down", *words).out == "stopped; its data stay\n"
    assert subprocess.run(["pgrep", "-f", str(tmp_path / "server")], capture_output=True, check=False).returncode == 1


@pytest.mark.rotation("temporal places", of=1)
def test_a_worker_waits_for_a_temporal_that_comes_late(team: Team, tmp_path: Path) -> None:
    late = TemporalServer(tmp_path)
    team.temporal = late
    worker = team.worker()
    said = worker.stderr.readline()  # type: ignore[union-attr]
    assert f"cannot reach Temporal at {late.address}: Connection refused" in said
    assert "tries again for 60 s" in said
    id = team.handed_over()
    late.start()
    try:
        team.stopped(id)
        late.stop()
        began = time.monotonic()
        assert "drained" in ended(worker), "a worker that is to end does so without Temporal"
        assert time.monotonic() - began < 30
    finally:
        late.stop()


@pytest.mark.rotation("temporal places", of=1)
def test_a_worker_is_drained_of_its_run_though_temporal_is_gone(team: Team, tmp_path: Path) -> None:
    team.temporal = TemporalServer(tmp_path)
    team.temporal.start()
    worker = team.worker()
    id = team.handed_over()
    team.begun(id)
    team.temporal.stop()
    began = time.monotonic()
    assert "drained" in ended(worker)
    assert time.monotonic() - began < 40
    assert team.kept.rows.status(id)[0] == QUEUED
    team.temporal.start()
    try:
        last = team.worker()
        assert team.passed(id)[-1] == "three"
        until(lambda: team.temporal.has_ended(f"{id}.1") and team.temporal.has_ended(f"{id}.2"), 60)
        ended(last)
    finally:
        team.temporal.stop()


@pytest.mark.rotation("temporal places", of=1)
def test_a_worker_that_waits_for_temporal_can_be_ended(team: Team, tmp_path: Path) -> None:
    team.temporal = TemporalServer(tmp_path)
    worker = team.worker()
    assert "tries again" in worker.stderr.readline()  # type: ignore[union-attr]
    assert "drained" in ended(worker)


@pytest.mark.rotation("temporal places", of=1)
def test_a_temporal_that_does_not_answer_for_a_minute_is_told_in_one_sentence(team: Team) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it accepts, and says nothing
        began = time.monotonic()
        worker = team.worker(env={"TEMPORAL_ADDRESS": f"127.0.0.1:{silent.getsockname()[1]}"})
        said = str(worker.communicate(timeout=120)[1])
    assert worker.returncode == 1, said
    assert 55 < time.monotonic() - began < 90
    assert said.splitlines()[-1].startswith("mity: cannot reach Temporal at 127.0.0.1:"), said


@pytest.mark.rotation("temporal places", of=1)
def test_what_no_time_mends_is_not_waited_for(team: Team) -> None:
    for env, told in (
        ({"TEMPORAL_NAMESPACE": "nobodys"}, "has no namespace 'nobodys'"),
        ({"TEMPORAL_TLS": "true"}, "correct TEMPORAL_TLS"),
        ({"TEMPORAL_TLS_CLIENT_CERT_PATH": "/nowhere", "TEMPORAL_TLS_CLIENT_KEY_PATH": "/nowhere"}, "cannot be read"),
        ({"TEMPORAL_PROFILE": "nobodys"}, "cannot be read"),
    ):
        began = time.monotonic()
        worker = team.worker(env={**team.temporal.env, **env})
        said = str(worker.communicate(timeout=60)[1])
        assert (worker.returncode, told in said.splitlines()[-1]) == (1, True), said
        assert time.monotonic() - began < 40


@pytest.mark.rotation("temporal places", of=1)
def test_two_engines_in_one_namespace_are_told_apart(team: Team, other_engine: str) -> None:
    (team.tmp_path / "there" / "workspace").mkdir(parents=True)
    theirs = Mity(team.tmp_path / "there" / "workspace", team.mity.home)
    other = Team(theirs, team.tmp_path / "there", f"temporal+{other_engine}", team.temporal, team.queue)
    other.workers = team.workers
    ids = [team.handed_over(text=FLOW) for _ in range(4)]
    strange, ours = other.worker(), team.worker()
    for id in ids:
        team.stopped(id)
        assert team.mity("runs", "show", id, "--json", env=team.env).json["verdict"] == "passed"
    ended(ours)
    said = ended(strange)
    assert "takes run" not in said
    assert "give each engine a namespace of its own" in said, said
    told = "".join(team.temporal.history(f"{id}.1") for id in ids)
    assert '"message": "LogError"' in told
    assert "the engine has no run" not in told, "Temporal hears of errors by their kind"
