"""`on_failure: continue` leaves a failure that the run went on after, `on_failure: skip` a step that was skipped."""

from __future__ import annotations

from typing import Any

import pytest
from own_flow import OwnFlow

from harness import Mity
from mity.errors import EXIT_DONE, EXIT_UNPROVEN

SEEN = "${{ steps.a.status }} ${{ steps.a.outcome }} ${{ stages.first.status }} ${{ success() }}"


def _stages(word: str) -> list[dict[str, Any]]:
    first = {"name": "a", "command": "exit 3", "on_failure": word}
    behind = [
        {"name": "failed", "command": "true", "if": "steps.a.status == 'failure'"},
        {"name": "skipped", "command": "true", "if": "steps.a.status == 'skipped'"},
        {"name": "seen", "command": f'echo "seen={SEEN}" >> "$MITY_OUTPUT"'},
    ]
    return [{"name": "first", "steps": [first]}, {"name": "second", "steps": behind}]


def _told(mity: Mity, word: str) -> tuple[dict[str, Any], str]:
    flow = OwnFlow(mity, stages=_stages(word))
    log = flow.run(EXIT_UNPROVEN)
    assert (log["state"], log["verdict"], log["error"]) == ("completed", "unproven", None)
    shown = mity("runs", "show", log["run_id"])
    assert shown.code == EXIT_DONE
    return {row["station"]: row["result"] for row in log["results"]}, shown.out


def test_continue_leaves_a_failure_that_taints(mity: Mity) -> None:
    results, shown = _told(mity, "continue")
    assert (results["a"]["status"], results["a"]["success"]) == ("continued", False)
    assert [results[name]["status"] for name in ("failed", "skipped")] == ["done", "skipped"]
    assert results["seen"]["outputs"]["seen"] == "failure failure success true"
    assert "a was continued after: " in shown
    assert "skipped after" not in shown


@pytest.mark.slow
def test_skip_leaves_a_skipped_step_that_taints(mity: Mity) -> None:
    results, shown = _told(mity, "skip")
    assert (results["a"]["status"], results["a"]["success"]) == ("skipped", False)
    assert [results[name]["status"] for name in ("failed", "skipped")] == ["skipped", "done"]
    assert results["seen"]["outputs"]["seen"] == "skipped failure success true"
    assert "a was skipped after: " in shown
    assert "continued after" not in shown


@pytest.mark.slow
def test_what_failed_and_was_passed_over_counts_as_run_for_a_rollback(mity: Mity) -> None:
    for word in ("continue", "skip"):
        flow = OwnFlow(
            mity,
            {"name": "a", "command": f"touch {word}; exit 3", "on_failure": word},
            {"name": "never", "command": "touch no", "if": "steps.a.status == 'success'"},
        )
        flow.run(EXIT_UNPROVEN)
        flow.back("--last", "1")
        assert not (mity.workspace / word).exists()


@pytest.mark.slow
@pytest.mark.parametrize("word", ["continue", "skip"])
def test_the_outcome_of_a_list_tells_of_an_item_that_was_passed_over(mity: Mity, word: str) -> None:
    each = {"name": "a", "for_each": [0, 3], "command": "exit ${{ item }}", "on_failure": word}
    seen = {"name": "seen", "command": 'echo "seen=${{ steps.a.status }} ${{ steps.a.outcome }}" >> "$MITY_OUTPUT"'}
    results = {row["station"]: row["result"] for row in OwnFlow(mity, each, seen).run(EXIT_UNPROVEN)["results"]}
    assert results["seen"]["outputs"]["seen"] == "success failure"
