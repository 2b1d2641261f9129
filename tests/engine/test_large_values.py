"""Large values stay out of the journal: outputs, lists of loops and what loops give are kept by their digest."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from own_flow import OwnFlow

from fake_stations import FakeStation, run_flow
from harness import Mity
from mity import Stage, StationResult, Step, Workflow, WorkflowContext
from mity.errors import EXIT_DONE, EXIT_FAILED

MANY = """python3 -c 'import json; print(json.dumps({"rows": ["r%06d" % n + "x" * 40000 for n in range(3)]}))' """
BIG = """python3 -c 'import json; print(json.dumps({"big": "b" * 70000}))' """
ROWS: list[dict[str, Any]] = [
    {"name": "list", "command": f'{MANY} > "$MITY_OUTPUT"'},
    {
        "name": "each",
        "for_each": "${{ steps.list.outputs.rows }}",
        "command": f'echo ${{{{ index }}}} >> ran; {BIG} > "$MITY_OUTPUT"',
    },
    {
        "name": "last",
        "inputs": {"all": "${{ steps.each.outputs.big }}", "first": "${{ steps.list.outputs.rows[0] }}"},
        "command": "test ! -e stop\npython3 -c 'import json, os\n"
        'data = json.load(open(os.environ["MITY_INPUTS"]))\n'
        'assert [len(one) for one in data["all"]] == [70000] * 3, "all"\n'
        'assert data["first"].startswith("r000000"), "first"\'',
    },
]


@pytest.fixture
def flow(mity: Mity) -> OwnFlow:
    return OwnFlow(mity, *ROWS)


def _lines(mity: Mity) -> Iterator[bytes]:
    for path in (mity.workspace / ".mity/logs").glob("*.jsonl"):
        yield from path.read_bytes().splitlines()


def _artifacts(mity: Mity) -> list[Path]:
    return [one for one in (mity.workspace / ".mity/artifacts").iterdir() if len(one.name) == 64]


@pytest.mark.slow
def test_lists_and_what_loops_give_are_kept_and_read_again(mity: Mity, flow: OwnFlow) -> None:
    (mity.workspace / "stop").touch()
    log = flow.run(EXIT_FAILED)
    assert max(map(len, _lines(mity))) < 20_000
    assert len(json.dumps(log)) < 40_000
    (mity.workspace / "stop").unlink()
    assert mity("resume", log["run_id"]).code == EXIT_DONE
    assert (mity.workspace / "ran").read_text().split() == ["0", "1", "2"]
    again = mity("replay", log["run_id"], "--from", "each", "--trust")
    assert again.code == EXIT_DONE, again.text
    assert (mity.workspace / "ran").read_text().split() == ["0", "1", "2", "0", "1", "2"]
    two = mity("runs", "diff", log["run_id"], mity.log()["run_id"], "--json").json
    assert not any("outputs" in row for row in two["steps"].values())
    assert mity("runs", "show", log["run_id"]).code == EXIT_DONE


@pytest.mark.slow
def test_a_list_that_is_gone_or_was_altered_is_one_sentence(mity: Mity, flow: OwnFlow) -> None:
    (mity.workspace / "stop").touch()
    log = flow.run(EXIT_FAILED)
    for path in _artifacts(mity):
        path.write_text("other")
    done = mity("resume", log["run_id"])
    assert done.code == EXIT_FAILED
    assert "is not what the step gave: remove it" in done.text
    for path in _artifacts(mity):
        path.unlink()
    done = mity("resume", log["run_id"])
    assert done.code == EXIT_FAILED
    assert "any more: run the step again that gave it (`mity resume RUN --from STEP`)" in done.text
    (mity.workspace / "stop").unlink()
    assert mity("resume", log["run_id"], "--from", "list").code == EXIT_DONE
    assert (mity.workspace / "ran").read_text().split() == ["0", "1", "2"] * 2


@pytest.mark.slow
def test_a_loop_under_way_whose_list_is_gone_is_one_sentence(mity: Mity) -> None:
    each = {**ROWS[1], "command": "test ${{ index }} -lt 2 || test ! -e stop"}
    flow = OwnFlow(mity, ROWS[0], each)
    (mity.workspace / "stop").touch()
    log = flow.run(EXIT_FAILED)
    for path in _artifacts(mity):
        path.unlink()
    done = mity("resume", log["run_id"])
    assert done.code == EXIT_FAILED
    assert "any more: run the step again that gave it (`mity resume RUN --from STEP`)" in done.text
    (mity.workspace / "stop").unlink()
    assert mity("resume", log["run_id"], "--from", "list").code == EXIT_DONE


@pytest.mark.slow
def test_what_no_log_names_is_removed_after_a_day(mity: Mity, flow: OwnFlow) -> None:
    first = flow.run()
    kept = {path.name for path in _artifacts(mity)}
    folder = mity.workspace / ".mity/artifacts"
    for name in ("0" * 64, "1" * 64):
        (folder / name).write_text("of a log that was removed")
    (folder / f".{'2' * 64}.999999.tmp").write_text("of a killed process")
    old = time.time() - 100_000
    for path in folder.iterdir():
        if path.name != "1" * 64:
            os.utime(path, (old, old))
    OwnFlow(mity, ("small", "true")).run()
    assert {path.name for path in _artifacts(mity)} == {*kept, "1" * 64}
    assert not list(folder.glob(".*.tmp"))
    assert mity("replay", first["run_id"], "--from", "last", "--trust", "--definition", "old").code == EXIT_DONE


def test_a_station_reads_a_large_value_of_another_as_it_was_given(tmp_path: Path) -> None:
    def gives(context: WorkflowContext) -> StationResult:
        context.set_output("big", ["b" * 70_000])
        return StationResult.done("given", {"n": 1})

    def reads(context: WorkflowContext) -> StationResult:
        same = context.get_input("big") == context.get_output("big") == ["b" * 70_000]
        return StationResult.done("read", {"n": 1}) if same else StationResult.failed("it is another")

    flow = Workflow("flow", "Flow").add(Stage((Step("one", "one"), Step("two", "two"))))
    log = run_flow(tmp_path, flow, FakeStation("one", gives), FakeStation("two", reads))
    assert log.results["two"].success, log.error
    assert len(json.dumps(log.to_json())) < 10_000
