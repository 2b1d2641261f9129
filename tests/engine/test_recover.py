"""What a killed run left half done in a project: kept when its commit is there, else put back, and only its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity import WorkflowContext
from mity.changes.changeset import ChangeSet
from mity.engine.rollback import STAGE, Rollback, end_trials, unfinished
from mity.engine.scope import RunScope


def half_done(project: Path, run_id: str, path: str = "a.txt", owner: str = f"{STAGE}change") -> None:
    """A stage that changed a file and was killed."""
    project.mkdir(exist_ok=True)
    (project / path).write_text("before")
    change = ChangeSet.begin(project, (), owner, run_id=run_id)
    change.declare({path})
    (project / path).write_text("after")


def recovered(project: Path, run_id: str, *, landed: bool = False, kept: str = "") -> bool:
    context = WorkflowContext(project, output_path=project)
    context.run_id = run_id
    scope = RunScope(landed=lambda where, run: landed and run == run_id)
    return Rollback(scope, context).recover(lambda change: change == kept)


@pytest.mark.parametrize(("landed", "text"), [(True, "after"), (False, "before")])
def test_a_stage_stays_only_when_its_commit_is_there(tmp_path: Path, landed: bool, text: str) -> None:
    project = tmp_path / "app"
    half_done(project, "0001-x")
    assert recovered(project, "0001-x", landed=landed) is landed
    assert (project / "a.txt").read_text() == text
    assert unfinished(project) == ""


def test_the_stage_of_another_run_is_left_to_it(tmp_path: Path) -> None:
    project = tmp_path / "app"
    half_done(project, "0001-x")
    assert recovered(project, "0002-x", landed=True) is False
    assert (project / "a.txt").read_text() == "after"
    assert "run 0001-x was killed while it changed" in unfinished(project, "0002-x")
    assert unfinished(project, "0001-x") == ""
    assert recovered(project, "0001-x", landed=False) is False
    assert (project / "a.txt").read_text() == "before"


@pytest.mark.parametrize(("kept", "text"), [("build~fix-1", "after"), ("build~fix-2", "before"), ("", "before")])
@pytest.mark.parametrize("by", ["its own run", "another run"])
def test_a_repair_stays_only_when_the_log_says_that_it_was_kept(tmp_path: Path, kept: str, text: str, by: str) -> None:
    project = tmp_path / "app"
    half_done(project, "0001-x", owner="build~fix-1")
    if by == "its own run":
        assert recovered(project, "0001-x", kept=kept) is False
    else:
        end_trials(project, "0002-x", lambda run, change: (run, change) == ("0001-x", kept))
    assert (project / "a.txt").read_text() == text
    assert ChangeSet.pending(project) == []
