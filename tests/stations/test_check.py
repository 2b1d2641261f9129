"""The check station: linters and type checkers that passed before a change must pass after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_project import SmallProject

from mity import RunState, Status

HELD = {"lint": False, "typecheck": True}


def project(tmp_path: Path, lint: str = "true", typecheck: str = "true") -> SmallProject:
    return SmallProject(tmp_path / "app", {"build": "true", "lint": lint, "typecheck": typecheck})


def test_both_are_run_and_named(tmp_path: Path) -> None:
    result = project(tmp_path, "echo lint >> ../ran", "echo types >> ../ran").result("check")
    assert (tmp_path / "ran").read_text() == "lint\ntypes\n"
    assert (len(result.evidence["checks"]), result.message) == (2, "lint and typecheck passed")


@pytest.mark.parametrize(("lint", "typecheck"), [("exit 1", "true"), ("true", "exit 1")])
def test_one_that_fails_stops_the_run(tmp_path: Path, lint: str, typecheck: str) -> None:
    log = project(tmp_path, lint, typecheck).run("build", "check")
    assert log.state is RunState.WAITING_FOR_INPUT
    assert log.results["check"].status is Status.NEEDS_INPUT


FAILS = "echo 'old.py:3: E1 is wrong'; echo 'src/new.py'; echo '  4:1  E2 was wrong'; exit 1"
KNOWN = {"held": HELD, "complaints": {"lint": ["old.py:#: E# is wrong", "src/new.py", "#:#  E# was wrong"]}}


def test_what_failed_before_is_not_held_against_a_change(tmp_path: Path) -> None:
    app = project(tmp_path, FAILS, "echo types >> ../ran")
    known = {**KNOWN, "changed_files": ["src/new.py"]}
    result = app.run("build", "check", known=known).results["check"]
    assert (result.status, result.message) == (Status.DONE, "typecheck passed")
    assert (tmp_path / "ran").exists()
    app.script(typecheck="exit 1")
    assert app.run("build", "check", known=known).results["check"].status is Status.NEEDS_INPUT


@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("src/new.py:9: E2 is bad", False),
        ("/home/me/app/src/new.py(9,2): error E3", False),
        ("  --> src/new.py:9:2", False),
        ("src/new.py\n  9:1  E7 is bad", False),
        ("src/other.py:9: E2 is bad", True),
        ("old.py:77: E1 is wrong", True),
        ("src/new.py\n  4:1  E2 was wrong", True),
        ("src/new.py\n  4:1  E2 was wrong\n  7:1  E2 was wrong", False),
    ],
)
def test_what_is_new_and_of_the_changed_files_is_held_against_it(tmp_path: Path, line: str, held: bool) -> None:
    app = project(tmp_path, f"printf '{line}\n'; exit 1", "true")
    result = app.run("build", "check", known={**KNOWN, "changed_files": ["src/new.py"]}).results["check"]
    assert (result.status is Status.DONE) is held, result.message
    assert held or "lint failed before, and now also says" in result.message


def test_without_a_linter_nothing_is_claimed(tmp_path: Path) -> None:
    app = SmallProject(tmp_path / "app", {"build": "true"})
    result = app.run("build", "check").results["check"]
    assert (result.message, result.evidence["checks"]) == ("the stack has no linter and no type checker", [])
