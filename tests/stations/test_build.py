"""The build station: commands that ended well prove nothing, files that they made do."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from pathlib import Path

import pytest
from small_project import SmallProject

from mity import RunState, Status, Verdict
from mity.runs.report import exit_code
from rows import each

MAKE = "mkdir -p dist; echo made > dist/app.txt"


def project(tmp_path: Path, build: str = MAKE, **stack: object) -> SmallProject:
    return SmallProject(tmp_path / "app", {"build": build}, **{"artefacts": ["dist/*.txt"], **stack})


def test_what_was_made_is_the_evidence(tmp_path: Path) -> None:
    log = project(tmp_path).run("build")
    made = {"path": "dist/app.txt", "bytes": 5, "sha256": hashlib.sha256(b"made\n").hexdigest()}
    evidence = log.results["build"].evidence
    assert (evidence["artefacts"], evidence["count"]) == ([made], 1)
    assert len(evidence["commands"]) == 1
    assert (log.verdict, exit_code(log)) == (Verdict.PROVEN, 0)
    assert log.context.get_output("artefacts") == ["dist/app.txt"]


@each("build", ["true", "mkdir -p dist; touch dist/app.log", "mkdir -p dist/app.txt"])
def test_a_build_that_makes_nothing_is_not_done(tmp_path: Path, build: str) -> None:
    log = project(tmp_path, build).run("build")
    assert log.state is RunState.WAITING_FOR_INPUT
    assert "the commands succeeded but produced no artefact (dist/*.txt)" in log.results["build"].message
    assert not log.results["build"].evidence
    assert exit_code(log) == 3


def test_an_artefact_of_an_earlier_build_is_evidence_only_when_it_is_written_again(tmp_path: Path) -> None:
    app = project(tmp_path, "true")
    app.write("dist/app.txt", "old")
    assert "produced no artefact" in app.result("build").message
    app.script(build="echo new > dist/other.txt")
    assert [row["path"] for row in app.result("build").evidence["artefacts"]] == ["dist/other.txt"]
    app.script(build="echo new > dist/app.txt")
    assert [row["path"] for row in app.result("build").evidence["artefacts"]] == ["dist/app.txt"]


def test_without_artefacts_to_look_for_a_build_is_done_and_not_proven(tmp_path: Path) -> None:
    log = project(tmp_path, artefacts=[]).run("build")
    assert (log.results["build"].status, log.results["build"].evidence) == (Status.DONE, {})
    assert (log.verdict, exit_code(log)) == (Verdict.UNPROVEN, 4)


def test_the_first_command_that_fails_ends_it(tmp_path: Path) -> None:
    app = project(tmp_path)
    app.script(install="echo 'no such package' >&2; exit 3")
    log = app.run("build")
    assert log.state is RunState.WAITING_FOR_INPUT
    assert "exit code 3" in log.results["build"].message or "exited with 3" in log.results["build"].message
    assert not (app.root / "dist").exists()
    execution = log.results["build"].execution
    assert execution is not None
    assert execution.progress == 0


def test_a_tool_that_is_missing_is_no_failure(tmp_path: Path) -> None:
    needs = [{"tool": "no-such-tool", "get": {"any": "buy one"}}]
    log = project(tmp_path, requires=needs).run("build")
    assert log.results["build"].status is Status.UNAVAILABLE
    assert "no-such-tool is needed. Get it: buy one" in log.results["build"].message
    assert exit_code(log) == 4
    assert not (tmp_path / "app/dist").exists()


def test_a_clean_retry_removes_generated_caches_and_nothing_else(tmp_path: Path) -> None:
    app = project(tmp_path, "test -e .cache/stale && exit 1; " + MAKE, caches=[".cache"])
    app.write(".cache/stale", "x")
    app.write("mine/kept", "x")
    log = app.run("build")
    assert log.state is RunState.WAITING_FOR_INPUT
    assert (app.root / ".cache/stale").exists()
    assert app.resume(log, "retry").verdict is Verdict.PROVEN
    assert not (app.root / ".cache").exists()
    assert (app.root / "mine/kept").exists()


def test_a_skipped_build_taints_the_verdict(tmp_path: Path) -> None:
    app = project(tmp_path, "exit 1")
    log = app.resume(app.run("build"), "skip")
    assert (log.state, log.verdict, exit_code(log)) == (RunState.COMPLETED, Verdict.UNPROVEN, 4)
    assert log.results["build"].status is Status.SKIPPED


def test_what_a_command_makes_on_the_way_goes_again_where_it_was_not(tmp_path: Path) -> None:
    app = project(tmp_path, f"echo new > made.lock; {MAKE}", passing=["made.lock"])
    assert app.run("build").verdict is Verdict.PROVEN
    assert not (app.root / "made.lock").exists()
    kept = app.write("made.lock", "old")
    assert app.run("build").verdict is Verdict.PROVEN
    assert kept.read_text() == "new\n"


def test_what_was_moved_aside_is_no_artefact_of_a_glob_that_looks_everywhere(tmp_path: Path) -> None:
    app = project(tmp_path, "mkdir -p a/dist; echo new > a/dist/other.txt", artefacts=["**/dist/*.txt"])
    app.write("a/dist/app.txt", "old")
    assert [row["path"] for row in app.result("build").evidence["artefacts"]] == ["a/dist/other.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="a word of a command line may be longer elsewhere")
def test_a_command_that_the_machine_refuses_is_no_missing_program_and_is_told_shortened(tmp_path: Path) -> None:
    result = project(tmp_path, f"true {'x' * 200_000}").result("build", heal=True)
    assert f"could not be started: {os.strerror(errno.E2BIG)} (RuntimeError" in result.message
    assert len(result.message) < 1000
