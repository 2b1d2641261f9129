"""mity rollback: what the steps of a run changed is taken back, and nothing that is somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from own_flow import OwnFlow, lines

from harness import Mity, git

T = TypeVar("T", bound=Callable[..., None])


def in_turn(test: T) -> T:
    """Marks a test that runs in every second slow run."""
    return pytest.mark.slow(pytest.mark.rotation("rollback", of=2)(test))


THREE = (
    ("one", "echo 1 > a; echo 1 > kept"),
    ("two", "echo 2 >> a; mkdir d; echo 2 > d/b"),
    ("three", "rm kept; chmod +x a"),
)


@pytest.fixture
def flow(mity: Mity) -> OwnFlow:
    made = OwnFlow(mity, *THREE)
    (mity.workspace / "mine").write_text("mine\n")
    return made


@in_turn
def test_files_go_back_to_the_start_and_a_resume_does_all_of_it_again(flow: OwnFlow) -> None:
    flow.run()
    after = flow.files()
    said = flow.back().out
    assert "rolled back to its start" in said
    assert flow.files() == {"mine": "mine\n"}
    assert not (flow.folder / "d").exists()
    document = flow.mity.log()
    assert (document["state"], document["results"]) == ("paused", [])
    assert flow.mity("resume", document["run_id"], "--trust").code == 0
    assert flow.files() == after


@pytest.mark.parametrize(
    ("words", "left"),
    [
        pytest.param(("--to", "two"), {"a": "1\n2\n", "d/b": "2\n", "kept": "1\n"}, marks=pytest.mark.slow),
        (("--to", "main/one"), {"a": "1\n", "kept": "1\n"}),
        pytest.param(("--last", "1"), {"a": "1\n2\n", "d/b": "2\n", "kept": "1\n"}, marks=pytest.mark.slow),
        pytest.param(("--last", "2"), {"a": "1\n", "kept": "1\n"}, marks=pytest.mark.slow),
        pytest.param(("--last", "3"), {}, marks=pytest.mark.slow),
        pytest.param(("--to", "three"), {"a": "1\n2\n", "d/b": "2\n"}, marks=pytest.mark.slow),
    ],
)
def test_files_go_back_to_right_behind_a_step(flow: OwnFlow, words: tuple[str, ...], left: dict[str, str]) -> None:
    flow.run()
    done = flow.back(*words, "--json").json
    assert done["undone"] == [], "a step without `undo:` has none that could run"
    assert flow.files() == {"mine": "mine\n", **left}
    assert (flow.folder / "a").exists() == ("a" in left)
    if left:
        assert ((flow.folder / "a").stat().st_mode & 0o100 != 0) == ("three" in words)


@in_turn
def test_a_second_step_back_begins_where_the_first_one_ended(flow: OwnFlow) -> None:
    flow.run()
    flow.back("--last", "1")
    flow.back("--last", "1")
    assert flow.files() == {"mine": "mine\n", "a": "1\n", "kept": "1\n"}
    assert "nothing is taken back" in flow.back("--to", "one").out
    flow.back()
    assert flow.files() == {"mine": "mine\n"}


def test_a_file_that_is_not_as_the_run_left_it_is_the_users(flow: OwnFlow) -> None:
    run = flow.run()["run_id"]
    (flow.folder / "a").write_text("edited\n")
    before, document = flow.files(), flow.mity.log()
    refused = flow.back(code=2)
    assert "a changed since run" in refused.err
    assert "--aside" in refused.err
    assert flow.files() == before
    assert flow.mity.log()["state"] == document["state"] == "completed"
    said = flow.back("--aside").out
    assert f".mity/aside/{run}/a" in said
    assert (flow.folder / ".mity" / "aside" / run / "a.kept").read_text() == "edited\n"
    assert flow.files() == {"mine": "mine\n"}


@in_turn
def test_what_somebody_edited_between_two_steps_is_not_lost(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "echo 1 > a"), ("two", "test -e go && echo 2 >> a"))
    run = flow.run(1)["run_id"]
    (mity.workspace / "go").write_text("")
    (mity.workspace / "a").write_text("mine\n")
    assert mity("resume", run, "--trust").code == 0
    assert "a changed since" in flow.back(code=2).err
    flow.back("--aside")
    kept = {path.read_text() for path in (mity.workspace / ".mity" / "aside" / run).iterdir()}
    assert kept == {"mine\n", "mine\n2\n"}


@in_turn
def test_soft_leaves_commits_and_hard_takes_them_back(mity: Mity) -> None:
    flow = OwnFlow(
        mity,
        ("edit", "echo 1 > a; git add a; git commit -qm one"),
        ("branch", "git switch -qc work; echo 2 > b; git add b; git commit -qm two"),
        repository=True,
    )
    begin = git(mity.workspace, "rev-parse", "HEAD")
    flow.run()
    end = git(mity.workspace, "rev-parse", "HEAD")
    flow.back("--soft", "--to", "edit")
    assert (git(mity.workspace, "rev-parse", "HEAD"), git(mity.workspace, "status", "--short")) == (end, "D b")
    flow.back("--hard")
    assert git(mity.workspace, "branch", "--format=%(refname:short)") == "main"
    assert git(mity.workspace, "rev-parse", "HEAD") == begin
    assert git(mity.workspace, "status", "--short") == ""


@in_turn
def test_hard_takes_back_branches_commits_and_the_index(mity: Mity) -> None:
    flow = OwnFlow(
        mity,
        ("edit", "echo 1 > a; git add a; git commit -qm one"),
        ("branch", "git switch -qc work; echo 2 > b; git add b; git commit -qm two"),
        repository=True,
    )
    begin = git(mity.workspace, "rev-parse", "HEAD")
    flow.run()
    said = flow.back("--hard", "--to", "edit").out
    assert "branch work" in said
    one = git(mity.workspace, "rev-parse", "HEAD")
    assert (git(mity.workspace, "branch", "--format=%(refname:short)"), one != begin) == ("main", True)
    flow.back("--hard")
    assert git(mity.workspace, "rev-parse", "HEAD") == begin
    assert git(mity.workspace, "status", "--short") == ""
    assert flow.files() == {}


@in_turn
def test_hard_is_refused_where_others_have_committed_on_top(mity: Mity) -> None:
    flow = OwnFlow(mity, ("edit", "echo 1 > a; git add a; git commit -qm one"), repository=True)
    flow.run()
    (mity.workspace / "more").write_text("")
    git(mity.workspace, "add", "more")
    git(mity.workspace, "commit", "-qm", "mine")
    before = git(mity.workspace, "rev-parse", "HEAD")
    refused = flow.back("--hard", code=2)
    assert "branch 'main' was moved by somebody else" in refused.err
    assert git(mity.workspace, "rev-parse", "HEAD") == before
    assert "a" in flow.files()
    flow.back("--soft")
    assert git(mity.workspace, "rev-parse", "HEAD") == before
    assert "a" not in flow.files()


def effects(name: str, **more: object) -> dict[str, object]:
    return {"name": name, "command": f"echo {name} > {name}", "undo": f"echo {name} >> ../undone", **more}


@in_turn
def test_undo_commands_run_in_reverse_before_the_files_go_back(mity: Mity) -> None:
    seen = 'test -e one && echo "$WHAT" "${{ steps.one.outputs.id }}" >> ../undone'
    one = {"name": "one", "command": 'echo > one; echo id=7 >> "$MITY_OUTPUT"', "undo": seen, "env": {"WHAT": "env"}}
    each = effects("each", for_each=["x", "y"])
    each["undo"] = 'echo "${{ item }}" >> ../undone'
    flow = OwnFlow(mity, one, each, effects("skipped", condition="false"), effects("last"))
    flow.run()
    flow.back()
    assert lines(mity.workspace.parent / "undone") == ["last", "y", "x", "env 7"]
    assert flow.files() == {}


@in_turn
def test_an_undo_that_fails_puts_nothing_back_until_it_succeeds_or_is_left_out(mity: Mity) -> None:
    flow = OwnFlow(mity, effects("one"), {**effects("two"), "undo": "test -e ../ready"}, effects("three"))
    run = flow.run()["run_id"]
    refused = flow.back(code=1)
    assert "the `undo:` of step 'two' failed" in refused.err
    assert set(flow.files()) == {"one", "two", "three"}
    assert "was cut off" in mity("resume", run, "--trust").err
    (mity.workspace.parent / "ready").write_text("")
    flow.back()
    assert lines(mity.workspace.parent / "undone") == ["three", "one"]
    assert flow.files() == {}


@in_turn
def test_a_run_that_is_under_way_is_busy(mity: Mity) -> None:
    flow = OwnFlow(mity, ("slow", "echo > began; sleep 20"))
    process = mity.start("run", "flow", "--trust")
    while not (mity.workspace / "began").exists():
        assert process.poll() is None
    assert "another mity process is working on run" in flow.back(code=5).err
    process.terminate()
    process.communicate(timeout=20)


@in_turn
def test_what_cannot_be_is_a_sentence(flow: OwnFlow) -> None:
    flow.run()
    for words, said in (
        (("--to", "tow"), "did you mean"),
        (("--last", "9"), "only 3 steps"),
        (("--soft", "--hard"), "exclude each other"),
        (("--to", "one", "--last", "1"), "either --to or --last"),
    ):
        assert said in flow.back(*words, code=2).err
    assert set(flow.files()) == {"mine", "a", "d/b"}


@in_turn
def test_a_run_of_a_shipped_workflow_has_no_records(mity: Mity) -> None:
    assert mity.light().code == 0
    done = mity("rollback", mity.log()["run_id"])
    assert done.code == 2
    assert "only runs of workflows of your own are recorded" in done.err


def plan(on_failure: object, *points: dict[str, str], undo: str = "true") -> dict[str, object]:
    return {
        "stages": [
            {"name": "design", "steps": [{"name": "draw", "command": "echo > drawing", "undo": undo}]},
            {"name": "work", "steps": [{"name": "build", "command": "echo > built", "undo": undo}]},
            {
                "name": "ship",
                "steps": [{"name": "push", "command": "echo > half; test -e go", "on_failure": on_failure}],
            },
        ],
        "rollback": {
            "strategy": "checkpoint",
            "checkpoints": list(points),
            "cleanup_actions": [{"command": "echo clean >> ../cleaned"}],
        },
    }


@pytest.mark.parametrize(
    ("points", "left"),
    [
        pytest.param((), set(), marks=pytest.mark.slow),
        (({"after": "design"},), {"drawing"}),
        pytest.param(({"after": "draw"}, {"before": "ship"}), {"drawing", "built"}, marks=pytest.mark.slow),
    ],
)
def test_a_failure_goes_back_to_the_newest_point_that_was_passed(
    mity: Mity, points: tuple[dict[str, str], ...], left: set[str]
) -> None:
    flow = OwnFlow(mity, **plan("rollback", *points, undo="echo $MITY_STEP >> ../undone"))
    document = flow.run(1)
    assert "the files were put back" in document["error"]
    assert set(flow.files()) == left
    assert lines(mity.workspace.parent / "cleaned") == ["clean"]
    assert len(lines(mity.workspace.parent / "undone")) == 2 - len(left)
    (mity.workspace / "go").write_text("")
    assert mity("resume", document["run_id"], "--trust").code == 0
    assert set(flow.files()) == {"go", "drawing", "built", "half"}


@in_turn
def test_a_run_that_goes_on_after_steps_were_taken_back_is_not_proven(mity: Mity) -> None:
    states = {
        "make": {"command": "echo > made", "next": "check"},
        "check": {"command": "false", "next": "end", "on_failure": "rollback"},
        "end": {"final": "success"},
    }
    flow = OwnFlow(mity, states=states)
    document = flow.run(1)
    assert flow.files() == {}
    assert document["undone"] == {"make": True}
    assert mity("resume", document["run_id"], "--trust").code == 1
    assert flow.files() == {}


@in_turn
def test_a_rollback_works_after_a_failure_and_cleans_up(mity: Mity) -> None:
    flow = OwnFlow(mity, **plan("abort"))
    flow.run(1)
    assert set(flow.files()) == {"drawing", "built", "half"}
    flow.back("--to", "design/draw")
    assert set(flow.files()) == {"drawing"}
    assert lines(mity.workspace.parent / "cleaned") == ["clean"]
    flow.back()
    assert flow.files() == {}


@in_turn
def test_a_log_that_was_edited_takes_nothing_back(flow: OwnFlow) -> None:
    run = flow.run()["run_id"]
    path: Path = flow.folder / ".mity" / "logs" / f"{run}.json"
    path.write_text(path.read_text().replace('"kind":"created"', '"kind":"changed"', 1))
    assert "is not as mity wrote it" in flow.back("--trust", code=2).err
    assert "a" in flow.files()
