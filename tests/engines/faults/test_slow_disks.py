"""A disk that takes seconds to flush, of the database or of a worker: slow, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fragile_postgres import Fragile
from one_run import OneRun
from slow_disk import set_slowness, slow_flushes

from harness import Mity
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.rotation("refusals", of=4)]


LONGER_S = 5.0  # than a lease


def test_a_run_is_nobody_elses_while_the_disk_of_the_database_is_slow(
    mity: Mity, server_with: Callable[..., Fragile]
) -> None:
    """Signs of life do not wait for the disk, and neither does who takes a run lose it meanwhile."""
    server = server_with(slow=True)
    run = OneRun(mity, server.url)
    try:
        for _ in range(2):
            run.worker()
        until(lambda: run.said.read_text().count("works on queue") == 2, 90)
        server.slow_down(LONGER_S)
        until(run.over, 300)
        server.slow_down(0)
        run.well(most_of_two=1)
        assert "takes over" not in run.said.read_text()
    finally:
        server.slow_down(0)
        run.end()


def test_a_run_is_nobody_elses_while_the_disk_of_its_worker_is_slow(mity: Mity, tmp_path: Path, engine: str) -> None:
    variables = slow_flushes(tmp_path)
    run = OneRun(mity, engine)
    try:
        set_slowness(variables, LONGER_S)
        run.another(variables)
        until(lambda: "takes run" in run.said.read_text(), 90)
        run.worker()
        until(run.over, 300)
        set_slowness(variables, 0)
        run.well(most_of_two=1)
        assert "takes over" not in run.said.read_text()
    finally:
        set_slowness(variables, 0)
        run.end()
