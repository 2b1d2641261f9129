"""What telemetry says of the queues of an engine: how many runs wait, and how many are with a worker."""

from __future__ import annotations

import signal
from pathlib import Path

import psycopg
import pytest
from queue_work import handed_over, told_of

from harness import Mity
from otlp import http_receiver, read_lines
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def test_every_queue_is_told_of_without_a_server_for_it(mity: Mity, tmp_path: Path, engine: str) -> None:
    for queue, words in (("q", ()), ("gpus", ("--labels", "gpu")), ("gpus", ("--labels", "gpu"))):
        handed_over(mity, engine, queue, *words)
    held, dead = (handed_over(mity, engine, "elsewhere") for _ in range(2))
    until_then = "lease_until = clock_timestamp() + make_interval(secs => %s)"
    text = f"UPDATE mity.runs SET status = 'held', {until_then} WHERE run_id = %s"
    with psycopg.connect(engine, autocommit=True) as connection:
        for seconds, run in ((600, held), (-5, dead)):
            connection.execute(text, (seconds, run))
    (mity.workspace / "go").touch()
    file = tmp_path / "otel.jsonl"
    words = ("worker", "--queue", "q", "--once", "--folder", str(tmp_path / "places"), "--otel-file", str(file))
    done = mity(*words, env={"MITY_ENGINE": engine})
    assert done.code == 0, done.text
    found = read_lines(file)
    assert told_of(found) == {
        ("waiting", "q"): 0,
        ("leased", "q"): 0,
        ("waiting", "gpus"): 2,
        ("leased", "gpus"): 0,
        ("waiting", "elsewhere"): 1,  # its holder is not heard of any more
        ("leased", "elsewhere"): 1,
    }
    assert found.span("run flow").attributes["cicd.pipeline.result"] == "success", "its runs are told of as well"


@pytest.mark.rotation("stories", of=3)
def test_a_collector_sees_runs_come_and_go(mity: Mity, tmp_path: Path, engine: str) -> None:
    with http_receiver() as received:
        env = {"MITY_ENGINE": engine, "OTEL_EXPORTER_OTLP_ENDPOINT": received.address}
        for _ in range(2):
            handed_over(mity, engine, "q")
        worker = mity.start("worker", "--queue", "q", "--folder", str(tmp_path / "places"), env=env)
        try:
            until(lambda: told_of(received) == {("waiting", "q"): 1, ("leased", "q"): 1}, 60)
            (mity.workspace / "go").touch()
            with psycopg.connect(engine, autocommit=True) as connection:
                count = "SELECT count(*) FROM mity.runs WHERE status <> 'stopped'"
                until(lambda: connection.execute(count).fetchone() == (0,), 60)
        finally:
            worker.send_signal(signal.SIGTERM)
            out, err = worker.communicate(timeout=60)
        assert worker.returncode == 0, out + err
        assert told_of(received) == {("waiting", "q"): 0, ("leased", "q"): 0}


def test_a_collector_that_is_away_harms_no_worker(mity: Mity, tmp_path: Path, engine: str) -> None:
    (mity.workspace / "go").touch()
    run = handed_over(mity, engine, "q")
    env = {"MITY_ENGINE": engine, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    done = mity("worker", "--queue", "q", "--once", "--folder", str(tmp_path / "places"), env=env)
    assert done.code == 0, done.text
    assert f"run {run} is completed" in done.err
    assert "telemetry did not all reach http://127.0.0.1:9" in done.err


def test_queues_of_dbos_are_told_of_alike(mity: Mity, tmp_path: Path, dbos_engine: str) -> None:
    (mity.workspace / "go").touch()
    handed_over(mity, dbos_engine, "q")
    handed_over(mity, dbos_engine, "other")
    file = tmp_path / "otel.jsonl"
    words = ("worker", "--queue", "q", "--once", "--folder", str(tmp_path / "places"), "--otel-file", str(file))
    done = mity(*words, env={"MITY_ENGINE": dbos_engine})
    assert done.code == 0, done.text
    told = told_of(read_lines(file))
    assert (told["waiting", "q"], told["leased", "q"], told["waiting", "other"]) == (0, 0, 1)
