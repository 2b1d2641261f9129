"""A fleet whose repositories are worked on by the workers of an engine."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from fleet_work import ASK, FleetWork

from harness import Mity, git

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def test_workers_do_what_a_fleet_asks_for(mity: Mity, tmp_path: Path, engine: str) -> None:
    (tmp_path / "repositories").mkdir()
    fleet = FleetWork(tmp_path / "repositories", mity)
    (tmp_path / "gitconfig").write_text("[user]\n\tname = Test\n\temail = test@example.com\n")
    mity.env |= {"MITY_ENGINE": engine, "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig")}
    fleet.listed(fleet.script("one"), fleet.script("two", "exit 3\n"), fleet.script("three", ASK))
    worker = mity.start("worker", "--queue", "q", "--concurrency", "2", "--folder", str(tmp_path / "places"))
    try:
        done = fleet.up("--queue", "q")
        assert done.code == 1, done.text
        states = {Path(row["repository"]).stem: row["state"] for row in done.json["repositories"]}
        assert states == {"one": "proven", "two": "failed", "three": "waiting"}, done.text
        for row in done.json["repositories"]:
            changed = git(Path(row["clone"]), "status", "--porcelain")
            assert (changed == "M a.txt") == (row["state"] != "failed"), "what workers changed is in the clones"
        (asks,) = (row for row in done.json["repositories"] if row["state"] == "waiting")
        assert mity("approve", asks["run_id"]).code == 0
        again = mity("fleet", "resume", "--json")
        states = {Path(row["repository"]).stem: row["state"] for row in again.json["repositories"]}
        assert states == {"one": "proven", "two": "failed", "three": "proven"}, again.text
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=60)
