"""The workflows that mity ships for coding agents: all are right, can be looked at, and need an agent to begin."""

from __future__ import annotations

import json

import pytest

from harness import Mity
from told_work import ToldWork

GIVEN = {
    "feature-implementation": {"spec": "let it multiply"},
    "bug-fix": {"issue": "sums are wrong"},
    "refactor": {"target": "calc.py", "pattern": "repository-pattern"},
    "api-integration": {"service": "stripe", "operations": "payment,subscription"},
    "performance": {"target": "calc", "metric": "load-time"},
    "simple-issue": {"issue": "let it multiply"},
    "complex-feature": {"issue": "let it do everything"},
    "documentation-update": {},
    "review-response": {"comments": "Why is there no test?"},
}


def words(name: str) -> list[str]:
    return [word for key, value in GIVEN[name].items() for word in ("--param", f"{key}={value}")]


@pytest.mark.parametrize("name", GIVEN)
def test_each_is_known_shown_before_it_runs_and_refused_without_an_agent(mity: Mity, name: str) -> None:
    work = ToldWork(mity)
    listed = mity("workflow", "list", "--json", cwd=work.root)
    assert name in [row["name"] for row in json.loads(listed.out)["workflows"]], listed.text
    shown = mity("run", name, *words(name), "--param", "confirm=true", "--dry-run", cwd=work.root)
    assert shown.code == 0, shown.text
    assert "asks a coding agent: " in shown.out and "asks a person: " in shown.out
    refused = mity("run", name, *words(name), "--trust", cwd=work.root)
    assert refused.code == 4, refused.text
    assert "nothing was run: step '" in refused.err and "no coding agent is configured: name one under" in refused.err
    assert work.git("status", "--porcelain") == "" and work.subjects() == []
    assert not list((work.root / ".mity" / "logs").glob("*.json"))


@pytest.mark.parametrize("name", [name for name, given in GIVEN.items() if given])
def test_what_a_workflow_is_about_must_be_said(mity: Mity, name: str) -> None:
    refused = mity("run", name)
    assert refused.code == 2
    assert f"workflow '{name}' needs the parameter '{next(iter(GIVEN[name]))}': give --param" in refused.err
