"""check: a linter counts when it passed before the change, and a change is not blamed for one that did not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench_station import StationBench, exits, python, writes
from mity.runs.state import Status

FAILING = {"lint": exits(1), "typecheck": writes("typed", "")}


def test_every_linter_that_passes_is_shown(tmp_path: Path) -> None:
    ended = StationBench(tmp_path, {"commands": {"lint": exits(0), "typecheck": exits(0)}}).run("check")
    assert (ended.status, ended.message) == (Status.DONE, "lint and typecheck passed")
    assert (len(ended.evidence["checks"]), ended.evidence["exit_code"]) == (2, 0)


def test_a_linter_that_fails_is_a_failure(tmp_path: Path) -> None:
    ended = StationBench(tmp_path, {"commands": FAILING}).run("check")
    assert ended.status is Status.FAILED
    assert ended.message.endswith("exited with 1")
    assert ended.execution is not None
    assert ended.execution.progress == 0
    assert not (tmp_path / "app" / "typed").exists()


@pytest.mark.parametrize("before", [True, None], ids=["passed", "not known"])
def test_a_linter_that_did_not_fail_before_is_held_against_the_change(tmp_path: Path, before: bool | None) -> None:
    ended = StationBench(tmp_path, {"commands": FAILING}).run("check", held={"lint": before})
    assert ended.status is Status.FAILED


def test_a_linter_that_failed_before_is_not_held_against_the_change(tmp_path: Path) -> None:
    ended = StationBench(tmp_path, {"commands": FAILING}).run("check", held={"lint": False, "typecheck": True})
    assert (ended.status, ended.message) == (Status.DONE, "typecheck passed")
    assert (tmp_path / "app" / "typed").exists()


def test_without_anything_to_check_nothing_is_claimed_to_have_passed(tmp_path: Path) -> None:
    ended = StationBench(tmp_path, {"commands": {"lint": exits(1)}}).run("check", held={"lint": False})
    assert (ended.status, ended.evidence["checks"]) == (Status.DONE, [])
    assert ended.message == "no linter or type checker passed before this change"


def test_a_linter_that_cannot_be_run_is_unavailable(tmp_path: Path) -> None:
    lint = {"when": ["no-such-tool-of-ours"], "steps": [python("pass")]}
    stack = {"requires": [{"tool": "no-such-tool-of-ours", "optional": True}], "commands": {"lint": lint}}
    ended = StationBench(tmp_path, stack).run("check")
    assert (ended.status, ended.message) == (Status.UNAVAILABLE, "'lint' needs the tool no-such-tool-of-ours")
