"""What a look at the runs of a workspace tells: those under way, those that wait, and those that nobody works on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cut_runs import CutRun

from mity import BusyError, UsageError
from mity.operations.under_way import UnderWay
from mity.runs import events
from mity.runs.store import LogStore

FLOW = """
steps:
  - {name: a, station: say, inputs: {word: a}}
  - {name: b, station: say, inputs: {word: 'b?'}}
"""


def rows(looks: UnderWay, *names: str) -> list[tuple[Any, ...]]:
    """These values of each row."""
    return [tuple(row[name] for name in names) for row in looks.look()]


def test_a_killed_run_is_stopped_and_one_that_is_held_runs(tmp_path: Path) -> None:
    run, looks = CutRun(tmp_path, FLOW), UnderWay(tmp_path)
    assert looks.look() == []
    log = run.killed(events.STEP_STARTED, "b")
    (row,) = looks.look()
    assert (row["state"], row["steps"], row["done"], row["stations"]) == ("stopped", [], 1, 2)
    assert (row["run_id"], row["question"], row["processes"], row["cpu_percent"]) == (log.run_id, "", 0, None)
    assert row["next"].startswith(f"mity resume {log.run_id}") and row["log"].endswith(f"{log.run_id}.json")

    recorder = LogStore(tmp_path).open(run.log)
    recorder.started("main/b", "b", attempt=2, description="b", sync=False)
    (row,) = looks.look()
    assert (row["state"], row["next"], [one["step"] for one in row["steps"]]) == ("running", "", ["b"])
    assert 0 <= row["steps"][0]["seconds"] < 60
    recorder.started("main/b", "b", attempt=3, description="b", sync=False)
    assert rows(looks, "state") == [("running",)], "what was read before is known"
    with pytest.raises(BusyError):
        run.resume()
    recorder.release()
    assert rows(looks, "state", "steps") == [("stopped", [])]

    run.resume()
    assert rows(looks, "state", "question", "steps") == [("waiting_for_input", "it broke. How shall mity go on?", [])]
    run.run()
    assert rows(looks, "state") == [("waiting_for_input",)], "one that has ended is none"
    run.asked.clear()
    run.run()
    assert len(rows(looks, "state")) == 2
    run.resume("retry")
    (left,) = looks.look()
    Path(left["log"]).unlink()
    assert looks.look() == []


def test_which_ids_are_free_and_what_is_no_document(tmp_path: Path) -> None:
    store = LogStore(tmp_path)
    run_id = store.new_run_id("flow")
    assert store.unused(run_id) == run_id and not store.has(run_id) and not store.held(run_id)
    log = CutRun(tmp_path, FLOW).run()
    assert (store.has(log.run_id), store.held(log.run_id)) == (True, False)
    for wrong in (log.run_id, "../0001-x-aaaa", "", "x"):
        with pytest.raises(UsageError, match="no id for a new run"):
            store.unused(wrong)
    (tmp_path / "elsewhere").write_text("{}")
    link = store.path("0009-flow-abcd")
    link.symlink_to(tmp_path / "elsewhere")
    assert not store.has("0009-flow-abcd") and store.readable(link) is None
    assert not store.kept("0009-flow-abcd", "build~fix-1") and not store.kept(log.run_id, "build~fix-1")
    assert [row.get("error", "") != "" for row in store.runs()] == [False, True]
