"""What a command declares to leave is looked for: absent, old or contradicting evidence fails it though it said 0."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from harness import git
from mity.evidence.changed import ChangedFiles
from mity.evidence.files import _remember
from mity.evidence.found import metrics_of
from mity.runs.result import StationResult
from mity.workflow.parts import Evidence
from step_bench import FAILED, PASSED, StepBench

JUNIT = Evidence(junit=("reports/*.xml",))
LCOV = "SF:a\nDA:1,1\nDA:2,1\nDA:3,1\nDA:4,1\nDA:5,1\nDA:6,1\nDA:7,1\nDA:8,0\nend_of_record\n"


@pytest.fixture
def bench(tmp_path: Path) -> StepBench:
    return StepBench(tmp_path)


def copies(bench: StepBench, text: str, path: str, evidence: Evidence, **step: Any) -> StationResult:
    """A step that makes a file of this text by copying it."""
    bench.write("source", text)
    return bench.run(f"mkdir -p $(dirname {path}); cp source {path}", evidence=evidence, **step)


def test_a_report_of_tests_is_counted_and_proves_the_step(bench: StepBench) -> None:
    done = copies(bench, PASSED, "reports/junit.xml", JUNIT)
    assert done.evidence == {"exit_code": 0, "tests": {"collected": 2, "passed": 2, "failed": 0, "skipped": 0}}
    assert (done.proven, done.claims) == (True, True)
    assert done.execution is not None and done.execution.counts is not None
    assert done.execution.counts.known == {"one", "two"}
    assert done.execution.tests_collected == 2


def test_a_command_without_evidence_claims_nothing_but_its_exit_code(bench: StepBench) -> None:
    done = bench.run("true", evidence=Evidence())
    assert (done.evidence, done.claims, done.success) == ({"exit_code": 0}, False, True)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("true", "it made no test report: reports/junit.xml was there before and was not written again"),
        ("cp reports/junit.xml reports/other.xml || true", "reports/junit.xml was there before"),
        ("mkdir -p reports; touch reports/junit.xml", "junit.xml is not XML"),
        ("rm -rf reports; mkdir reports; ln -s ../old.xml reports/junit.xml", "nothing matches reports/*.xml"),
        ("mkdir -p reports; echo '<html/>' > reports/junit.xml", "junit.xml is not a JUnit report: its root is <html>"),
        ("mkdir -p reports; echo '<testsuite/>' > reports/junit.xml", "junit.xml says that no test ran"),
        ("cp failed.xml reports/junit.xml", "junit.xml says: 1 passed, 1 failed"),
        (
            "mkdir -p reports; cp failed.xml reports/b.xml; cp old.xml reports/a.xml",
            "a.xml, b.xml says: 3 passed, 1 failed",
        ),
    ],
)
def test_evidence_that_is_absent_old_or_contradicts_fails_the_step(bench: StepBench, command: str, said: str) -> None:
    bench.write("old.xml", PASSED)
    bench.write("failed.xml", FAILED)
    bench.write("reports/junit.xml", PASSED)
    done = bench.run(command, evidence=JUNIT)
    assert not done.success and done.claims
    assert "exit code 0, but" in done.message and said in done.message, done.message
    assert done.execution is not None and said in done.execution.problem


@pytest.mark.parametrize("glob", ["**/*.xml", ".mity/**/*.xml"])
def test_what_was_moved_aside_is_never_taken_for_something_new(bench: StepBench, glob: str) -> None:
    bench.write("reports/junit.xml", PASSED)
    bench.write(".mity/cache/earlier-1-of-a-sibling/junit.xml", PASSED)
    done = bench.run("true", evidence=Evidence(junit=(glob,)))
    assert not done.success and "it made no test report" in done.message
    assert (bench.root / "reports" / "junit.xml").read_text() == PASSED


def test_an_old_report_is_put_back_when_no_new_one_was_made(bench: StepBench) -> None:
    bench.write("reports/junit.xml", PASSED)
    assert not bench.run("test ! -e reports/junit.xml", evidence=JUNIT).success
    assert (bench.root / "reports" / "junit.xml").read_text() == PASSED
    assert not (bench.root / ".mity").exists()


def test_a_report_that_a_killed_mity_had_moved_aside_comes_back(bench: StepBench) -> None:
    left = bench.write(".mity/cache/earlier-999999999-x/reports/junit.xml", PASSED).parents[1]
    other = bench.write(".mity/cache/earlier-999999999-y/.git/hooks/post-commit", "of a clone").parents[2]
    _remember(left)
    done = bench.run("test -e reports/junit.xml || exit 9", evidence=Evidence(junit=("other.xml",)))
    assert done.evidence["exit_code"] == 0
    assert (bench.root / "reports" / "junit.xml").read_text() == PASSED
    assert other.is_dir() and not (bench.root / ".git").exists(), "it came with the project"


def test_only_reports_are_moved_aside_whatever_the_glob(bench: StepBench) -> None:
    bench.write("pom.xml", "<project><reporting/></project>")
    bench.write("coverage.json", '{"total": 5}')
    evidence = Evidence(junit=("**/*.xml",), coverage=("*.json",))
    done = bench.run("test -e pom.xml && test -e coverage.json && exit 7", evidence=evidence)
    assert done.evidence["exit_code"] == 7
    assert copies(bench, PASSED, "out/junit.xml", Evidence(junit=("**/*.xml",))).success


def test_nothing_of_a_failing_command_is_a_second_reason_but_its_tests_are_counted(bench: StepBench) -> None:
    bench.write("failed.xml", FAILED)
    done = bench.run("mkdir reports; cp failed.xml reports/junit.xml; exit 4", evidence=JUNIT)
    assert done.message == "`mkdir reports; cp failed.xml reports/junit.xml; exit 4` exited with 4"
    assert done.evidence["tests"]["failed"] == 1
    assert done.execution is not None and done.execution.counts is not None
    assert done.execution.counts.passing == {"one"}


def test_globs_that_are_none_and_globs_that_lead_out_find_nothing(bench: StepBench) -> None:
    (bench.root.parent / "junit.xml").write_text(PASSED)
    assert "names no files" in bench.run("true", evidence=Evidence(junit=("/etc/*.xml",))).message
    for glob in ("../*.xml", "reports/../../*.xml"):
        assert "without '..'" in bench.run("touch ../junit.xml", evidence=Evidence(junit=(glob,))).message
    assert (bench.root.parent / "junit.xml").read_text() == PASSED


def test_coverage_is_a_percentage_rounded_down(bench: StepBench) -> None:
    done = copies(bench, LCOV, "lcov.info", Evidence(coverage=("lcov.info",)))
    assert done.evidence == {"exit_code": 0, "coverage": 87.5}
    assert metrics_of(done.evidence) == {"coverage": 87.5}


def test_findings_are_counted_by_their_level(bench: StepBench) -> None:
    log = (
        '{"version": "2.1.0", "runs": [{"results": [{"level": "error"}, {"level": "warning"}, {}, {"level": "note"}]}]}'
    )
    done = copies(bench, log, "scan.sarif", Evidence(sarif=("*.sarif",)))
    assert (done.proven, done.evidence["findings"]) == (True, {"error": 1, "warning": 2})


def test_artefacts_are_shown_with_size_and_digest(bench: StepBench) -> None:
    evidence = Evidence(artefacts=("dist/*.whl", "*.txt"))
    done = bench.run("mkdir -p dist; echo one > dist/a.whl; echo two > b.txt", evidence=evidence)
    digests = {path: hashlib.sha256(text).hexdigest() for path, text in (("b.txt", b"two\n"), ("dist/a.whl", b"one\n"))}
    assert done.evidence["artefacts"] == [{"path": path, "size": 4, "sha256": sha} for path, sha in digests.items()]
    assert "it made no file: dist/a.whl was there before" in bench.run("echo x > b.txt", evidence=evidence).message
    assert "b.txt is empty" in bench.run("echo 1 > dist/a.whl; : > b.txt", evidence=evidence).message
    (bench.root / "dist" / "a.whl").unlink()
    assert "nothing matches dist/*.whl" in bench.run("echo 1 > b.txt", evidence=evidence).message
    deep = bench.run("mkdir -p site/deep; echo 1 > site/deep/page", evidence=Evidence(artefacts=("site/**",)))
    assert [row["path"] for row in deep.evidence["artefacts"]] == ["site/deep/page"], deep.message


def test_a_file_may_be_changed_where_it_is_and_what_git_ignores_is_made_anew(bench: StepBench) -> None:
    git(bench.root, "init", "-q")
    bench.write(".gitignore", "dist/\n")
    bench.write("notes.md", "one\n")
    bench.write("dist/app", "old")
    like_make = "test -e dist/app || { mkdir -p dist; echo new > dist/app; }; echo two >> notes.md"
    assert bench.run(like_make, evidence=Evidence(artefacts=("dist/app", "notes.md"))).success
    assert ((bench.root / "notes.md").read_text(), (bench.root / "dist" / "app").read_text()) == ("one\ntwo\n", "new\n")


def test_what_changed_is_what_differs_from_before_and_matches(bench: StepBench) -> None:
    bench.write("src/deep/a.py", "a")
    gone = bench.write("src/b.py", "b")
    before = ChangedFiles(bench.root, ("src/**", "docs/*.md"), ("skipped",))
    bench.write("other", "y")
    bench.write("src/skipped/x.py", "x")
    found = before.found()
    assert (found.evidence, found.problems) == ({}, ("it changed no file that matches src/** or docs/*.md",))
    bench.write("src/c.py", "c")
    bench.write("src/deep/a.py", "A")
    gone.unlink()
    found = before.found()
    assert (found.evidence, found.problems) == ({"changed": ["src/b.py", "src/c.py", "src/deep/a.py"]}, ())


@pytest.mark.slow
def test_a_step_must_have_changed_what_it_says(bench: StepBench) -> None:
    bench.write("src/deep/a.py", "a")
    bench.write("src/b.py", "b")
    evidence = Evidence(changed=("src/**", "docs/*.md"))
    done = bench.run("echo c > src/c.py; echo x > src/deep/a.py; rm src/b.py; echo y > other", evidence=evidence)
    assert done.evidence["changed"] == ["src/b.py", "src/c.py", "src/deep/a.py"]
    for command in ("true", "touch src/c.py", "echo y >> other; echo x > src/deep/a.py"):
        message = bench.run(command, evidence=evidence).message
        assert message.endswith("it changed no file that matches src/** or docs/*.md"), message


@pytest.mark.slow
def test_a_commit_must_be_new_and_shown_by_git(bench: StepBench, monkeypatch: pytest.MonkeyPatch) -> None:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "x")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "x@example.com")
    evidence = Evidence(commit=True)
    env = {name: value for name, value in os.environ.items() if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER"))}

    def said(command: str) -> str:
        return bench.run(command, env=env, evidence=evidence).message

    assert "is in no git repository" in said("true")
    assert "there is no commit yet" in said("git init -q")
    done = bench.run("echo 1 > a; git add a; git commit -qm one", env=env, evidence=evidence)
    assert done.evidence == {"exit_code": 0, "commit": git(bench.root, "rev-parse", "HEAD")}
    assert f"HEAD is still at {done.evidence['commit'][:12]}" in said("true")
    assert bench.run("git commit -q --allow-empty -m two", env=env, evidence=evidence).proven
    assert "HEAD went back to" in said("git reset -q --hard HEAD~1")
    assert bench.run("git commit -q --amend --allow-empty -m other", env=env, evidence=evidence).proven


@pytest.mark.slow
def test_several_kinds_are_all_demanded_and_all_told(bench: StepBench) -> None:
    evidence = Evidence(junit=("junit.xml",), coverage=("lcov.info",), changed=("src/**",))
    done = bench.run("true", evidence=evidence)
    for part in ("no test report: nothing matches junit.xml", "no coverage report", "no file that matches src/**"):
        assert part in done.message
    bench.write("junit.source", PASSED)
    bench.write("lcov.source", LCOV)
    shown = bench.run("mkdir src; touch src/x; cp junit.source junit.xml; cp lcov.source lcov.info", evidence=evidence)
    assert metrics_of(shown.evidence) == {
        "tests": {"collected": 2, "passed": 2, "failed": 0, "skipped": 0},
        "coverage": 87.5,
    }


def test_what_was_not_shown_is_told_before_outputs_are_looked_at(bench: StepBench) -> None:
    done = bench.run("echo no output > $MITY_OUTPUT", evidence=JUNIT)
    assert done.message.endswith("it made no test report: nothing matches reports/*.xml in project")


def test_declared_outputs_belong_to_what_is_shown(bench: StepBench) -> None:
    done = copies(bench, PASSED, "reports/junit.xml", JUNIT, outputs=("count",))
    assert "it declares the output 'count' and did not give it" in done.message


def test_what_a_station_measured_is_a_metric_too() -> None:
    shown = {"tests": 5, "passed": 4, "failed": 1, "skipped": 0, "command": "x", "coverage": None}
    assert metrics_of(shown) == {"tests": {"collected": 5, "passed": 4, "failed": 1, "skipped": 0}}
