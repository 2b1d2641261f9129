"""Kills at random moments: whatever dies, each run ends as it does undisturbed, and each step is recorded once."""

from __future__ import annotations

from pathlib import Path

import pytest
from fragile_postgres import fragile
from storm import Storm
from storm_judge import judged, leftovers

from mity.engines.database import Database
from mity.engines.migrations import migrate

pytestmark = [pytest.mark.storms, pytest.mark.timeout(1500)]

STORMS = 12
FAULTS = 18
RUNS = ("mixed-1", "retries-1", "rollback-1", "states-1", "spread-1", "spread-2")


@pytest.mark.parametrize("seed", range(STORMS))
def test_runs_end_alike_whatever_is_killed(tmp_path: Path, seed: int) -> None:
    with fragile() as server:
        database = Database(server.url, 5)
        migrate(database)
        database.close()
        storm = Storm(server, RUNS, tmp_path, seed)
        try:
            storm.work(3)
            for _ in range(FAULTS):
                storm.strike()
            ended = storm.settle()
            wrong = [f"{name}: {line}" for name in ended for line in judged(server.url, ended[name], tmp_path / name)]
            assert set(ended) == set(RUNS)
            wrong += leftovers(storm, server.url)
            assert not wrong, "\n".join([*wrong, storm.said()])
            print(f"seed {seed}: {' '.join(storm.faults)}, {sum(run.fence - 2 for run in ended.values())} take-overs")
        finally:
            storm.close()
