"""keep-tests: what ran before must run now, by name or by number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mity.app import App
from mity.engine.scope import RunScope
from mity.engine.step_scope import StepScope
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.test_names import keep_names
from mity.stations.keep_tests import KeepTests


def kept(root: Path, before: list[str], number: int, now: list[str], **given: Any) -> StationResult:
    """How the station ends when those tests ran."""
    run = RunScope()
    run.transcripts = root
    scope = StepScope(run, "test")
    context = WorkflowContext(root, "app")
    context.merge_outputs({"ran_before": before, "tests_before": number})
    view = context.for_step({"now": {"tests": len(now)}, **keep_names(scope, now), **given})
    return KeepTests(App(root).services.of(scope)).execute(view)


def test_a_test_that_is_gone_is_named_whatever_came_for_it(tmp_path: Path) -> None:
    done = kept(tmp_path, ["a.one", "a.two"], 2, ["a.one", "a.two", "b.new"])
    assert (done.success, done.evidence["by_name"], done.evidence["new"]) == (True, True, ["b.new"])
    assert "still run (by their names), 1 are new" in done.message
    many = kept(tmp_path, ["a.one"], 1, ["a.one", *(f"n{number:02}" for number in range(30))])
    assert many.evidence["new"] == [f"n{number:02}" for number in range(10)], (
        "the text of a pull request has no room for all"
    )
    lost = kept(tmp_path, ["a.one", "a.two"], 2, ["a.one", "b.new", "c.new"])
    assert not lost.success
    assert "a.two" in lost.message


def test_without_names_the_number_counts(tmp_path: Path) -> None:
    done = kept(tmp_path, [], 2, ["a.one", "a.two", "b.new"])
    assert (done.success, done.evidence["new"]) == (True, []), "nobody knows which they are"
    assert (done.evidence["by_name"], "still run (by their number), 1 are new" in done.message) == (False, True)
    assert "only 1 of 2 tests" in kept(tmp_path, [], 2, ["a.one"]).message
    (tmp_path / "test.tests").write_text("forged\n")
    edited = {"file": "test.tests", "sha256": "0" * 64}
    assert kept(tmp_path, ["a.one"], 1, [], names=edited).status == "failed"


def test_nothing_can_be_lost_where_nothing_was(tmp_path: Path) -> None:
    assert kept(tmp_path, [], 0, []).success
