"""implement-by-agent: within its terms, with tests that fail without the rest, and what it cost in the log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench_station import StationBench, exits, python
from mity.changes.changeset import ChangeSet
from mity.changes.edit import Edit
from mity.coding.task import FeatureTask, Patch
from mity.command import Run
from mity.features.ownership import digest
from mity.features.prompts import read_features
from mity.features.request import FreeTextFeature
from mity.healing.ports import Rejected
from mity.projects.app_record import write_app, write_owned
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.system.trees import tree_digests
from rows import each

IGNORED = ("reports", ".mity")
ASKED = FreeTextFeature("greet-by-name", "greet by name")
WITHOUT_CODE = python("import os; raise SystemExit(0 if os.path.exists('greet.py') else 1)")
HONEST = (Edit("tests/test_greet.py", b"import greet\n"), Edit("greet.py", b"NAME = 'you'\n"))


class Author:
    """A coding agent that delivers what a test says, or refuses."""

    name = "author"
    line = "author TASK"
    budget = (60.0, 1.0)

    def __init__(self, edits: tuple[Edit, ...], refusal: str = "", meddles: str = "") -> None:
        self._edits = edits
        self._refusal = refusal
        self._meddles = meddles

    def unavailable_reason(self, root: Path) -> str:
        return ""

    def develop(self, task: FeatureTask, run: Run, record: dict[str, Any]) -> Patch:
        record |= {"name": self.name, "cost_usd": 0.25}
        if self._meddles:
            (task.root / self._meddles).write_text("not in the copy\n")
        if self._refusal:
            raise Rejected(self._refusal, "--- what it had made")
        return Patch(self._edits, "+++ the delivery")


class Wishing(StationBench):
    """An application that an author is to develop; `red` runs the new tests without the rest."""

    def __init__(self, workspace: Path, author: Author, tidy: str = "", **red: Any) -> None:
        rules = {"languages": ["python"], "tests": ["tests/**"], "red": red or WITHOUT_CODE}
        rules |= {"format": python(tidy, "${files}")} if tidy else {}
        super().__init__(workspace, {"commands": {"test": exits(1)}, "feature": rules})
        write_app(self.root, {"name": "app", "stack": "bench", "answers": {}})
        write_owned(self.root, {}, "bench@1")
        self.write("main.py", "print('hello')\n")
        self.agents.coding_agent = author

    def grow(self, *, atomic: bool = True, plan: Any = None, **held: bool) -> StationResult:
        """Plans the wish and has it carried out; `held` says which checks the application passed before."""
        asked = {"feature": ASKED.to_json(), "held": held}
        planned = self.run("plan-agent-task", **asked)
        assert planned.status is Status.DONE, planned.message
        if atomic:
            self.scope.changes = ChangeSet.begin(self.root, IGNORED, "stage grow", run_id=self.context.run_id)
        return self.run("implement-by-agent", **asked, **({"plan": plan} if plan else {}))


def files(bench: Wishing) -> set[str]:
    return set(tree_digests(bench.root, IGNORED))


def test_what_was_delivered_is_written_and_its_cost_is_evidence(tmp_path: Path) -> None:
    bench = Wishing(tmp_path, Author(HONEST))
    result = bench.grow()
    assert result.status is Status.DONE, result.message
    assert result.message == "2 files by author, 0.25 USD; its tests fail without it"
    assert result.evidence["files"] == ["create greet.py", "create tests/test_greet.py"]
    assert (result.evidence["red"]["exit_code"], result.evidence["agent"]["cost_usd"]) == (1, 0.25)
    assert files(bench) == {"main.py", "greet.py", "tests/test_greet.py"}
    assert [one.title for one in read_features(bench.root).values()] == [ASKED.title]
    assert "Made by the coding agent author" in result.outputs["commit_message"]


@each(
    ("held", "formatted"),
    [({}, ["greet.py", "main.py", "tests/test_greet.py"]), ({"lint": False}, ["greet.py", "tests/test_greet.py"])],
)
def test_its_files_are_formatted_but_no_file_of_the_project_that_was_not_tidy(
    tmp_path: Path, held: dict[str, bool], formatted: list[str]
) -> None:
    """What else is in such a file would change with it."""
    edits = (*HONEST, Edit("main.py", b"print('hello you')\n"))
    bench = Wishing(tmp_path, Author(edits), tidy="import sys; [open(one, 'a').write('#') for one in sys.argv[1:]]")
    result = bench.grow(**held)
    assert result.status is Status.DONE, result.message
    assert sorted(one for one in files(bench) if (bench.root / one).read_text().endswith("#")) == formatted
    (record,) = read_features(bench.root).values()
    assert record.files["greet.py"] == digest((bench.root / "greet.py").read_bytes()), "as it is on disk now"


@pytest.mark.parametrize(
    ("red", "said"),
    [(exits(0), "pass without the rest of the change"), ({"argv": ["no-such-program"]}, "prove nothing")],
    ids=["pass", "cannot be run"],
)
def test_tests_that_show_nothing_refuse_it_before_the_rest_is_written(
    tmp_path: Path, red: dict[str, Any], said: str
) -> None:
    bench = Wishing(tmp_path, Author(HONEST), **red)
    result = bench.grow()
    assert (result.status, said in result.message) == (Status.FAILED, True), result.message
    assert "greet.py" not in files(bench)
    assert result.evidence["agent"]["cost_usd"] == 0.25, "it was paid all the same"
    assert read_features(bench.root) == {}


@each(
    ("edits", "said"),
    [
        (HONEST[1:], "it brought no new test file"),
        (HONEST[:1], "it brought tests and nothing else"),
        ((*HONEST, Edit("pytest.ini", b"[pytest]\n")), "it changed pytest.ini, which no feature may change"),
        ((*HONEST, Edit("bad.py", b"\xff")), "it made bad.py, which is not UTF-8"),
    ],
)
def test_what_breaks_the_terms_is_not_written(tmp_path: Path, edits: tuple[Edit, ...], said: str) -> None:
    bench = Wishing(tmp_path, Author(edits))
    result = bench.grow()
    assert (result.status, result.message) == (Status.FAILED, said)
    assert files(bench) == {"main.py"}


def test_what_an_author_refuses_is_kept_beside_the_log(tmp_path: Path) -> None:
    bench = Wishing(tmp_path, Author((), "it could not be done honestly"))
    result = bench.grow()
    assert (result.status, result.message) == (Status.FAILED, "it could not be done honestly")
    assert result.evidence["budget"] == {"time_s": 60.0, "money_usd": 1.0}
    (kept,) = (tmp_path / "transcripts").glob("delivery.patch")
    assert kept.read_text() == "--- what it had made"


def test_a_plan_that_does_not_hold_any_more_is_refused(tmp_path: Path) -> None:
    bench = Wishing(tmp_path, Author(HONEST))
    result = bench.grow(plan={"request": "something else"})
    assert "the application changed since the plan was made" in result.message
    assert files(bench) == {"main.py"}


def test_nothing_is_written_outside_an_atomic_stage(tmp_path: Path) -> None:
    bench = Wishing(tmp_path, Author(HONEST))
    assert "it must be in a stage with `atomic: true`" in bench.grow(atomic=False).message
    assert files(bench) == {"main.py"}


def test_a_project_that_changed_while_the_author_worked_refuses_the_feature(tmp_path: Path) -> None:
    bench = Wishing(tmp_path, Author(HONEST, meddles="main.py"))
    result = bench.grow()
    assert (result.status, files(bench)) == (Status.FAILED, {"main.py"})
    assert result.message == "main.py changed in the project while author worked on its copy"
