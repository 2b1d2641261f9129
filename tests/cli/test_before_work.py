"""What is said before any work is done, and what a report says of steps that prove nothing."""

from __future__ import annotations

import pytest

from harness import Mity
from mity.cli.view import said
from rows import each

NOBODY = {"GIT_CONFIG_GLOBAL": "/dev/null"}


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_missing_identity_is_said_before_anything_runs_and_without_one_the_run_is_not_proven(mity: Mity) -> None:
    done = mity.light("demo", env=NOBODY)
    assert done.code == 3
    lines = done.err.splitlines()
    first = next(number for number, line in enumerate(lines) if "git has no identity to commit with" in line)
    assert first < next(number for number, line in enumerate(lines) if "scaffold" in line)
    done = mity("resume", "--on-escalate", "skip", env=NOBODY)
    assert done.code == 4
    assert "demo is finished, but not proven\n  commit was skipped: " in done.out
    assert mity("runs", "show", "--json").json["report"]["doubts"]


@each(
    ("status", "evidence", "claims", "more"),
    [
        ("done", {"files": 1}, True, ""),
        ("done", {}, True, " (it shows no evidence, so the run is not proven)"),
        ("done", {}, False, ""),
        ("skipped", {}, True, " (it is skipped, so the run is not proven)"),
        ("skipped", {}, False, ""),
        ("unavailable", {}, True, " (it is unavailable, so the run is not proven)"),
        ("failed", {}, True, ""),
        ("needs_input", {}, True, ""),
    ],
)
def test_what_proves_nothing_says_so(status: str, evidence: dict[str, int], claims: bool, more: str) -> None:
    assert said({"status": status, "evidence": evidence, "claims": claims, "message": "x"}) == f"x{more}"
