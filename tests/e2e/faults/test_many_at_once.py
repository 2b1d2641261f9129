"""Sixteen processes begin runs of one workspace at once: each run is whole, has its own number and is listed."""

from __future__ import annotations

import json

from own_flow import OwnFlow

from harness import Mity

AT_ONCE = 16
STEPS = [(f"s{number}", f"echo v={number} >> $MITY_OUTPUT") for number in range(5)]


def test_runs_of_one_workspace_do_not_meet(mity: Mity) -> None:
    OwnFlow(mity, *STEPS)
    assert mity("runs", "list", "--json").json["runs"] == []
    begun = [mity.start("run", "flow", "--trust", "--json") for _ in range(AT_ONCE)]
    seen: list[int] = []
    while any(process.poll() is None for process in begun):
        rows = mity("runs", "list", "--json").json["runs"]
        assert all("error" not in row and row["stations"] == 5 for row in rows), rows
        assert all(row["state"] in ("pending", "running", "completed") for row in rows), rows
        seen.append(len(rows))
    ends = [json.loads(process.communicate()[0]) for process in begun]
    assert [end["exit_code"] for end in ends] == [0] * AT_ONCE
    assert seen == sorted(seen) and seen[0] < AT_ONCE, "a run that was listed must stay"
    rows = mity("runs", "list", "--json").json["runs"]
    assert [row["state"] for row in rows] == ["completed"] * AT_ONCE
    assert {row["run_id"] for row in rows} == {end["run_id"] for end in ends}
    assert [int(row["run_id"].partition("-")[0]) for row in rows] == list(range(1, AT_ONCE + 1))
    for end in ends:
        results = mity.log(end["run_id"])["results"]
        assert [row["result"]["outputs"] for row in results] == [{"v": str(number)} for number in range(5)]
