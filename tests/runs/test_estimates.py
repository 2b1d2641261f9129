"""How long a run is still going to take, from earlier runs of the same workflow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from own_flow import OwnFlow

from harness import Mity
from mity.runs.estimates import Estimate, estimate, told


def document(folder: Path, number: int, seconds: tuple[float, float], wall: int = 60, state: str = "completed") -> None:
    rows = [{"station": name, "result": {"duration_s": took}} for name, took in zip("ab", seconds, strict=True)]
    times = {"started_at": "2026-01-01T00:00:00Z", "completed_at": f"2026-01-01T00:{wall // 60:02}:{wall % 60:02}Z"}
    path = folder / f"{number:04}-night-ly-abcd.json"
    path.write_text(json.dumps({"state": state, "results": rows, **times}))


def test_the_median_of_earlier_runs_less_what_was_spent(tmp_path: Path) -> None:
    for number, seconds in enumerate(((10, 100), (20, 120), (30, 500)), 1):
        document(tmp_path, number, seconds, wall=sum(seconds))
    document(tmp_path, 4, (9999, 9999), state="failed")
    (tmp_path / "0005-night-ly-abcd.json").write_text("{")
    found = estimate(tmp_path, "0009-night-ly-zzzz")
    assert found.seconds == {"a": 20, "b": 120}
    assert found.left({"a": 5, "b": 0}) == pytest.approx(135)
    assert found.left({"b": 500}) == 0
    assert found.left({"a": 0, "other": 0}) is None
    assert estimate(tmp_path, "0009-other-zzzz").left({"a": 0}) is None


def test_steps_that_overlap_take_less_than_their_sum(tmp_path: Path) -> None:
    document(tmp_path, 1, (60, 60), wall=60)
    assert estimate(tmp_path, "0002-night-ly-zzzz").left({"a": 0, "b": 0}) == pytest.approx(60)


def test_a_rough_time_is_told_in_words() -> None:
    words = [told(seconds) for seconds in (3, 100, 3600, 9000)]
    assert words == ["less than a minute left", "about 2 min left", "about 60 min left", "about 2 h left"]
    assert Estimate().left({}) is None


@pytest.mark.slow
def test_the_live_view_shows_it_from_the_second_run_on(mity: Mity) -> None:
    OwnFlow(mity, ("one", "sleep 0.6"))
    shown = [mity.on_terminal("run", "flow", "--trust", answers={}) for _ in range(2)]
    assert [("less than a minute left" in done.out, done.code) for done in shown] == [(False, 0), (True, 0)]
