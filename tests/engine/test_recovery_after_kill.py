"""What a killed run left half done in a project, and who may end it; steps of a stage one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_stations import FakeStation, fail, registry
from mity import Step, Workflow, WorkflowContext, WorkflowExecutor
from mity.changes.changeset import ChangeSet
from mity.changes.going_back import OWNER
from mity.engine.rollback import Rollback, end_trials, unfinished
from mity.engine.scope import RunScope
from mity.redaction import Redactor
from mity.workflow.core import Stage

RUN, OTHER = "0001-grow-abcd", "0002-grow-abcd"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one file."""
    root = tmp_path / "app"
    root.mkdir()
    (root / "a.txt").write_text("old", encoding="utf-8")
    return root


def half_done(project: Path, owner: str = "stage write", run_id: str = RUN, steps: tuple[str, ...] = ()) -> None:
    """What a run leaves that is killed after it changed the file."""
    change = ChangeSet.begin(project, (), owner, run_id=run_id, steps=steps)
    change.declare({"a.txt"})
    (project / "a.txt").write_text("new", encoding="utf-8")


def recover(
    project: Path, *, landed: bool = False, run_id: str = RUN, kept: str = "", passed: tuple[str, ...] = ()
) -> bool:
    context = WorkflowContext(project.parent, "app")
    context.run_id = run_id
    scope = RunScope(Redactor({}), landed=lambda root, of: landed and (root, of) == (project, run_id))
    return Rollback(scope, context).recover(lambda change: change == kept, passed.__contains__)


def never(run_id: str, change: str) -> bool:
    """No log tells of a repair that was kept."""
    return False


def text(project: Path) -> str:
    return (project / "a.txt").read_text(encoding="utf-8")


def test_a_stage_whose_commit_landed_is_kept(project: Path) -> None:
    half_done(project)
    assert recover(project, landed=True) is True
    assert (text(project), ChangeSet.pending(project)) == ("new", [])


def test_a_stage_without_a_commit_is_put_back(project: Path) -> None:
    half_done(project)
    assert recover(project, landed=False) is False
    assert (text(project), ChangeSet.pending(project)) == ("old", [])


@pytest.mark.parametrize(("passed", "now"), [(("one", "two"), "new"), (("one",), "old"), ((), "old")])
def test_a_stage_is_kept_once_all_of_its_steps_have_passed(project: Path, passed: tuple[str, ...], now: str) -> None:
    half_done(project, steps=("one", "two"))
    assert recover(project, passed=passed) is False, "whole stages behind it are not a part of its commit"
    assert (text(project), ChangeSet.pending(project)) == (now, [])


def test_the_trial_of_a_fix_is_put_back_although_something_was_committed(project: Path) -> None:
    half_done(project, owner="fix of build")
    assert recover(project, landed=True) is False
    assert text(project) == "old"


def test_another_runs_change_is_left_to_that_run(project: Path) -> None:
    half_done(project, run_id=OTHER)
    assert recover(project, landed=False) is False
    assert text(project) == "new"
    assert [change.run_id for change in ChangeSet.pending(project)] == [OTHER]


def test_a_stage_of_another_run_stops_whoever_comes_and_its_own_run_goes_on(project: Path) -> None:
    half_done(project)
    assert f"run {RUN} was killed while it changed {project}" in unfinished(project)
    assert RUN in unfinished(project, OTHER)
    assert unfinished(project, RUN) == ""


def test_a_rollback_that_was_cut_off_stops_whoever_comes(project: Path) -> None:
    half_done(project, owner=f"{OWNER}start")
    for by in ("", OTHER):
        assert unfinished(project, by).startswith(f"run {RUN} was being rolled back in {project} when mity was killed")
    assert unfinished(project, RUN) == ""


def test_the_trial_of_a_fix_stops_nobody_and_is_taken_back_by_the_next_run(project: Path) -> None:
    half_done(project, owner="fix of build")
    assert unfinished(project, OTHER) == ""
    end_trials(project, RUN, never)
    assert text(project) == "new", "its own run ends it itself"
    end_trials(project, OTHER, never)
    assert (text(project), ChangeSet.pending(project)) == ("old", [])


def test_ending_trials_leaves_stages_alone(project: Path) -> None:
    half_done(project)
    end_trials(project, OTHER, never)
    assert text(project) == "new"


@pytest.mark.parametrize(("kept", "now"), [("build~fix-1", "new"), ("build~fix-2", "old"), ("", "old")])
@pytest.mark.parametrize("by", ["its own run", "another run"])
def test_a_repair_stays_only_when_the_log_says_that_it_was_kept(project: Path, kept: str, now: str, by: str) -> None:
    half_done(project, owner="build~fix-1")
    if by == "its own run":
        assert recover(project, kept=kept) is False
    else:
        end_trials(project, OTHER, lambda run, change: (run, change) == (RUN, kept))
    assert (text(project), ChangeSet.pending(project)) == (now, [])


def test_the_second_step_of_a_stage_does_not_run_when_the_first_failed(tmp_path: Path) -> None:
    first, second = FakeStation("first", fail), FakeStation("second")
    flow = Workflow("flow", "Flow").add(Stage((Step("first", "first"), Step("second", "second")), max_parallel=1))
    log = WorkflowExecutor(registry(first, second)).execute(flow, WorkflowContext(tmp_path, "app"))
    assert (first.calls, second.calls) == (1, 0)
    assert list(log.results) == ["first"]
