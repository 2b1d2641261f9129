"""Rows 14 and 15 hand runs over as they say: what fills mity's queue is run here, and one worker takes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.peers.queue_names import MITY
from benchmarks.peers.queue_times import TIMES, noted
from benchmarks.queues import filled_by_mity, plugged, right
from mity.engines.database import Database

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_runs_of_the_rows_are_handed_over_and_pass(engine: str, tmp_path: Path) -> None:
    for name in ("work", "times"):
        (tmp_path / name).mkdir()
    env = plugged(tmp_path, ROOT, HOME=str(tmp_path), MITY_ENGINE=engine, **{TIMES: str(tmp_path / "times")})
    programs = Path(sys.executable).parent
    filled_by_mity(programs, env, tmp_path / "work", 2, 3)
    words = [str(programs / "mity"), "worker", "--queue", MITY, "--once"]
    subprocess.run(words, env=env, cwd=tmp_path, check=True, timeout=120)
    assert right(lambda text: Database(engine, 5).run(lambda one: one.execute(text).fetchall())) == 2
    assert len(noted(tmp_path / "times")) == 6
