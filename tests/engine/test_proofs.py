"""Proofs belong to a state of the files: what changes them lets the proofs run again, and no run mixes two states."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fake_stations import document, registry, resume
from mity import ExecutionLog, Station, StationResult, Verdict, Workflow, WorkflowContext, WorkflowExecutor
from mity.changes.proof_tree import ProofTree, proof_tree
from rows import each

Act = Callable[[WorkflowContext], None]


class Proof(Station):
    """A station that proves something about the files, and may change them."""

    def __init__(self, name: str, act: Act = lambda context: None, proves: str = "before") -> None:
        self.name, self._act, self.proves = name, act, proves
        self.calls = 0

    def execute(self, context: WorkflowContext) -> StationResult:
        self.calls += 1
        self._act(context)
        return StationResult.done("shown", {"shown": self.calls})


def appends(path: str, times: int = 1) -> Act:
    """Changes a file, at most so many times."""
    left = [times]

    def act(context: WorkflowContext) -> None:
        if left[0] > 0:
            left[0] -= 1
            with (context.output_path / path).open("a") as file:
                file.write("more\n")

    return act


def run(workspace: Path, *stations: Proof, atomic: str = "") -> ExecutionLog:
    (workspace / "app").mkdir(parents=True, exist_ok=True)
    (workspace / "app" / "code.txt").write_text("code\n")
    workflow = Workflow("flow")
    for station in stations:
        workflow.station(station.name)
    if atomic:
        workflow.atomic(atomic)
    return WorkflowExecutor(registry(*stations)).execute(workflow, WorkflowContext(workspace, "app"))


def trees(log: ExecutionLog) -> set[str]:
    return {result.tree for result in log.results.values()}


def test_proofs_of_one_state_name_the_same_digest(tmp_path: Path) -> None:
    stations = [Proof("build", proves="after"), Proof("test"), Proof("launch")]
    log = run(tmp_path, *stations)
    assert log.verdict is Verdict.PROVEN
    assert trees(log) == {ProofTree(commits=True).digest(tmp_path / "app", ())}
    assert [station.calls for station in stations] == [1, 1, 1]


@pytest.mark.parametrize("atomic", ["", "build"])
def test_a_launch_that_changes_the_code_lets_all_proofs_run_again(tmp_path: Path, atomic: str) -> None:
    stations = [Proof("build", proves="after"), Proof("test"), Proof("launch", appends("code.txt"))]
    log = run(tmp_path, *stations, atomic=atomic)
    assert (log.verdict, len(trees(log))) == (Verdict.PROVEN, 1)
    assert [station.calls for station in stations] == [2, 2, 2]


def test_a_test_that_changes_the_code_lets_the_build_run_again_before_the_launch(tmp_path: Path) -> None:
    stations = [Proof("build", proves="after"), Proof("test", appends("code.txt")), Proof("launch")]
    log = run(tmp_path, *stations)
    assert (log.verdict, [station.calls for station in stations]) == (Verdict.PROVEN, [2, 2, 1])


def test_a_run_that_changes_the_files_each_time_ends_unproven(tmp_path: Path) -> None:
    stations = [Proof("build", proves="after"), Proof("launch", appends("code.txt", 99))]
    log = run(tmp_path, *stations)
    assert log.verdict is Verdict.UNPROVEN
    assert stations[1].calls == 3


def test_a_proof_that_is_alone_and_changes_its_files_each_time_is_none(tmp_path: Path) -> None:
    launch = Proof("launch", appends("code.txt", 99))
    log = run(tmp_path, launch)
    assert (log.verdict, launch.calls) == (Verdict.UNPROVEN, 3)
    assert log.doubts() == ["launch changed the files that it was to prove"]


def test_an_edit_between_stop_and_resume_reopens_what_was_proven(tmp_path: Path) -> None:
    def interrupt(context: WorkflowContext) -> None:
        raise KeyboardInterrupt

    build, test = Proof("build", proves="after"), Proof("test")
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, build, test, Proof("launch", interrupt))
    (tmp_path / "app" / "code.txt").write_text("edited\n")
    log = resume(tmp_path, build, test, Proof("launch"))
    assert (log.verdict, build.calls, test.calls) == (Verdict.PROVEN, 2, 2)
    assert [row["station"] for row in document(tmp_path)["history"]] == ["build", "test"]


def test_what_is_generated_is_no_part_of_a_proof(tmp_path: Path) -> None:
    app = tmp_path / "app"
    (app / "dist").mkdir(parents=True)
    made = ("dist/made.js", "cache.db", "gen/deep/made.py", ".mity/memory.json")
    for name in ("code.txt", *made, ".mity/features/todo.yaml"):
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(name)
    (app / ".gitignore").write_text("*.db\ngen/\n")
    assert set(proof_tree(app, ("dist",))) == {".gitignore", ".mity/features/todo.yaml", "code.txt"}


def test_every_other_file_is_part_of_it_whatever_its_name(tmp_path: Path) -> None:
    names = {
        "a.py",
        "b.toml",
        "c.json",
        "d.lock",
        "e.sql",
        "f.md",
        "g.yaml",
        "Makefile",
        ".env.example",
        "log/coverage.ts",
    }
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert set(proof_tree(tmp_path, ())) == names


def test_content_and_the_right_to_execute_count(tmp_path: Path) -> None:
    (tmp_path / "run.sh").write_text("true\n")
    before = ProofTree(commits=True).digest(tmp_path, ())
    (tmp_path / "run.sh").chmod(0o755)
    after = ProofTree(commits=True).digest(tmp_path, ())
    (tmp_path / "link").symlink_to("run.sh")
    assert (
        len(
            {
                before,
                after,
                ProofTree(commits=True).digest(tmp_path, ()),
                ProofTree(commits=True).digest(tmp_path / "none", ()),
            }
        )
        == 4
    )


@pytest.mark.parametrize(("commits", "verdict", "calls"), [(False, Verdict.PROVEN, 1), (True, Verdict.UNPROVEN, 3)])
def test_what_tests_leave_counts_where_it_would_be_committed(
    tmp_path: Path, commits: bool, verdict: Verdict, calls: int
) -> None:
    stations = [Proof("build", proves="after"), Proof("test", appends("test.db", 99)), Proof("launch")]
    log = run(tmp_path, *stations, *([Proof("commit", proves="after")] if commits else []))
    assert (log.verdict, stations[1].calls) == (verdict, calls)


@each("name", [".coverage", "coverage.xml", "app.log", ".hypothesis/examples/a", ".mity/.memory.json.4711.tmp"])
def test_what_test_tools_leave_is_no_file_of_the_application(tmp_path: Path, name: str) -> None:
    before = ProofTree(commits=True).digest(tmp_path, ())
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("x")
    assert ProofTree(commits=True).digest(tmp_path, ()) == before
