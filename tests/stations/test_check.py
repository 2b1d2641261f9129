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


def test_what_failed_before_is_not_held_against_a_change(tmp_path: Path) -> None:
    app = project(tmp_path, "exit 1", "echo types >> ran")
    result = app.run("build", "check", known={"held": HELD}).results["check"]
    assert (result.status, result.message) == (Status.DONE, "typecheck passed")
    assert (app.root / "ran").exists()
    app.script(typecheck="exit 1")
    assert app.run("build", "check", known={"held": HELD}).results["check"].status is Status.NEEDS_INPUT


def test_when_nothing_passed_before_nothing_is_run(tmp_path: Path) -> None:
    app = project(tmp_path, "echo lint >> ran", "echo types >> ran")
    result = app.run("build", "check", known={"held": {"lint": False, "typecheck": False}}).results["check"]
    assert (result.message, result.evidence["checks"]) == ("no linter or type checker passed before this change", [])
    assert not (app.root / "ran").exists()
