"""A worker tells of its queues again when the database was away, and works on as if nobody had asked."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from fragile_postgres import Fragile
from queue_work import handed_over, told_of

from harness import Mity
from otlp import http_receiver
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.rotation("taken over", of=2)]


def test_a_database_that_was_away_is_told_of_again(
    mity: Mity, tmp_path: Path, server_with: Callable[..., Fragile]
) -> None:
    server = server_with()
    with http_receiver() as received:
        env = {"MITY_ENGINE": server.url, "OTEL_EXPORTER_OTLP_ENDPOINT": received.address}
        worker = mity.start("worker", "--queue", "q", "--folder", str(tmp_path / "places"), env=env)
        try:
            until(lambda: told_of(received) == {("waiting", "q"): 0, ("leased", "q"): 0}, 60)
            server.kill()
            count = len(received.metrics["mity.queue.waiting"])
            with pytest.raises(AssertionError):
                until(lambda: worker.poll() is not None or len(received.metrics["mity.queue.waiting"]) > count, 20)
            server.start()
            handed_over(mity, server.url, "other")
            run = handed_over(mity, server.url, "q")
            until(lambda: told_of(received).get(("leased", "q")) == 1, 60)
            assert told_of(received)["waiting", "other"] == 1
            (mity.workspace / "go").touch()
            state = ("runs", "show", run, "--json")
            until(lambda: mity(*state, env=env).json["state"] == "completed", 60)
        finally:
            worker.send_signal(signal.SIGTERM)
            out, err = worker.communicate(timeout=60)
    assert worker.returncode == 0, out + err
