"""How many tests there must be: what the last proof had, by its commit or by the newest proven run."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from fake_stations import FakeStation, registry
from harness import git
from mity import StationResult, Workflow, WorkflowContext, WorkflowExecutor
from mity.engine.scope import RunScope
from mity.redaction import Redactor
from mity.services.test_baseline import PROVEN_TESTS, doubt, remember_proof, too_few
from mity.stacks.counts import Counts
from mity.system.commit_trailers import RUN_TRAILER, TESTS_TRAILER
from mity.system.git import Repository
from rows import each

TWO = Counts(2, 0, 0, 0)
RED = Redactor()
TAKEN = "--- a/code.py\n+++ b/code.py\n@@ -1 +1 @@\n-VALUES = [1, 2, 3]\n+VALUES = [1]\n"


@pytest.fixture
def proven(tmp_path: Path) -> WorkflowContext:
    """A later run of an application whose three tests a run of the workspace has proven."""
    (tmp_path / "app").mkdir()
    test = FakeStation("test", lambda context: StationResult.done("3 passed", {"tests": 3}))
    WorkflowExecutor(registry(test)).execute(Workflow("flow").station("test"), WorkflowContext(tmp_path, "app"))
    return WorkflowContext(tmp_path, "app")


def test_after_a_blind_repair_the_newest_proven_run_of_the_same_application_counts(proven: WorkflowContext) -> None:
    assert too_few(proven, TWO, RED, blind=True).startswith("only 2 of 3 tests are there that the last proof had")
    assert too_few(proven, TWO, RED, blind=False) == ""
    assert too_few(WorkflowContext(proven.workspace, "other"), TWO, RED, blind=True) == ""


def test_the_last_trailer_of_a_commit_counts(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    who = ("-c", "user.name=T", "-c", "user.email=t@example.com")
    message = f"One\n\n{RUN_TRAILER}: r1\n{TESTS_TRAILER}: 7\n{TESTS_TRAILER}: 4"
    git(tmp_path, *who, "commit", "--quiet", "--allow-empty", "-m", message)
    context = WorkflowContext(tmp_path, "app", output_path=tmp_path)
    remember_proof(context, Repository(tmp_path))
    assert context.get_input(PROVEN_TESTS) == 4


@each(("whole", "doubted"), [(True, False), (False, True), (None, True)])
def test_only_a_report_that_names_every_test_leaves_no_doubt(tmp_path: Path, whole: bool | None, doubted: bool) -> None:
    scope = RunScope()
    scope.repairs = [{"agent": "mine", "diff": TAKEN}]
    first = None if whole is None else dataclasses.replace(TWO, whole=whole)
    assert bool(doubt(WorkflowContext(tmp_path, "app"), scope, first=first)) is doubted
