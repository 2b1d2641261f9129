"""What a step costs does not depend on how long the run is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from fake_stations import FakeStation, resume, run
from mity import Verdict

pytestmark = pytest.mark.slow


def again(workspace: Path, count: int) -> float:
    """Seconds per step of running all steps of a finished run once more."""
    stations = [FakeStation(f"s{number}") for number in range(count)]
    run(workspace, *stations)
    started = time.process_time()
    log = resume(workspace, *stations, from_station="s0")
    took = time.process_time() - started
    assert log.verdict is Verdict.PROVEN
    assert all(station.calls == 2 for station in stations)
    return took / count


@pytest.mark.timeout(600)
def test_running_many_steps_again_costs_the_same_for_each(tmp_path: Path) -> None:
    few = min(again(tmp_path / f"few{number}", 100) for number in range(3))
    many = again(tmp_path / "many", 4_000)
    assert many < 4 * few, f"{many / few:.1f} times as dear: {few * 1e3:.2f} ms and {many * 1e3:.2f} ms"
