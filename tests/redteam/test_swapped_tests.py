"""Tests that ran in the last proof and do not run now are named, also when as many others came."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from small_project import SmallProject

from harness import Mity

pytestmark = pytest.mark.slow

RUN = """
import pathlib
names = pathlib.Path("tests.txt").read_text().split()
cases = [f'<testcase classname="t" name="{one.strip("-")}">{"<skipped/>" * ("-" in one)}</testcase>' for one in names]
pathlib.Path("junit.xml").write_text("<testsuite>" + "".join(cases) + "</testsuite>")
"""


@pytest.fixture
def proven(tmp_path: Path) -> SmallProject:
    """A project with the tests a, b and c, whose last commit is a proof of mity."""
    project = SmallProject(tmp_path / "app", {"build": "true"}, report={"path": "junit.xml"}, ignore=["junit.xml"])
    project.script(test='"$0" run.py')
    project.write("run.py", RUN)
    project.write("tests.txt", "a b c")
    project.write(".gitignore", "junit.xml\n")
    log = project.run("build", "test", "commit")
    assert log.results["commit"].success, log.results["commit"].message
    return project


def said_of(mity: Mity, project: SmallProject, tests: str) -> str:
    """What the test station says once the project has other tests."""
    project.write("tests.txt", tests)
    done = mity("heal", str(project.root), "--station", "test", "--trust", "--no-heal", "--json")
    return str(next(row["result"]["message"] for row in done.json["results"] if row["station"] == "test"))


@pytest.mark.rotation("redteam", of=4)
@pytest.mark.parametrize(
    ("tests", "said"),
    [
        pytest.param("a b c", "3 passed", marks=pytest.mark.slow),
        pytest.param("a b c d", "4 passed", marks=pytest.mark.slow),
        ("a b d", "t::c is not run now and ran in the last proof (NNNN-trial-XXXX): restore them"),
        pytest.param("a -b -c d", "t::b, t::c are not run now", marks=pytest.mark.slow),
        pytest.param("d e", "t::a, t::b, t::c are not run now", marks=pytest.mark.slow),
    ],
)
def test_what_ran_in_the_proof_must_run(mity: Mity, proven: SmallProject, tests: str, said: str) -> None:
    assert said in re.sub(r"\d{4}-trial-\w{4}", "NNNN-trial-XXXX", said_of(mity, proven, tests))


@pytest.mark.parametrize("lost", ["the log", "the names", "the truth"])
def test_without_the_log_the_number_counts_and_that_is_said(mity: Mity, proven: SmallProject, lost: str) -> None:
    logs = proven.root / ".mity/logs"
    if lost == "the log":
        shutil.rmtree(logs)
    for path in logs.glob("*/test.tests"):
        path.write_text("t::a\n") if lost == "the truth" else path.unlink()
    assert said_of(mity, proven, "a b d") == "3 passed"
    assert "only 2 of 3 tests" in (said := said_of(mity, proven, "a b"))
    assert "which ones are gone is not known, for its log is not here" in said


def test_what_a_person_commits_is_a_new_start(mity: Mity, proven: SmallProject) -> None:
    proven.write("tests.txt", "d")
    words = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "-am", "fewer"]
    subprocess.run(words, cwd=proven.root, check=True)
    assert said_of(mity, proven, "d") == "1 passed"
