"""The stack fullstack for real: an API and its web application made, proven, extended and repaired as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import git
from mity.system.browser import find_browser
from proven_apps import AWKWARD, Factory, edit

STACK = "fullstack"
pytestmark = [pytest.mark.stacks, pytest.mark.timeout(3600), pytest.mark.xdist_group(STACK)]
PAIRS = [
    ("python-fastapi", "frontend-react"),
    ("java-springboot", "frontend-vue"),
    ("rust-api", "frontend-angular"),
    ("java-quarkus", "frontend-react"),
]
PROJECT = ["name:str,max=80"]
TASK = [
    *("title:str,min=1,max=200", "done:bool=false", "due:date,optional", "project:ref,to=project,optional"),
    *("details:json", "helpers:many,to=project"),
]


def fields(words: list[str]) -> list[str]:
    return [word for one in words for word in ("--field", one)]


def test_it_is_proven_as_one_application(factory: Factory, app: Path) -> None:
    evidence = factory.evidence()
    assert evidence["test"]["tests"] > 250
    assert set(evidence["launch"]["parts"]) == {"api", "web"}
    assert evidence["launch"]["together"][0].endswith("/api/- answered 404")
    assert find_browser() == "" or "Skip to content" in evidence["launch"]["page"]["text"]
    assert git(app, "rev-list", "--count", "HEAD") == "1"
    assert not list(app.glob("*/.github"))
    assert (app / ".github/workflows/ci.yml").is_file()


@pytest.mark.parametrize(
    ("api", "web"),
    [pytest.param(*pair, marks=pytest.mark.rotation("pairs of a full stack", of=4)) for pair in PAIRS],
)
def test_features_are_seen_in_a_browser_through_both_sides(another: Factory, api: str, web: str) -> None:
    pair = ("--set", f"api={api}", "--set", f"web={web}")
    another("create-app", "shop", "--stack", STACK, *AWKWARD, *pair)
    app = another.mity.workspace / "shop"
    for name, words in {"project": PROJECT, "task": TASK}.items():
        done = another("add-feature", name, "--app", str(app), *fields(words))
        assert done["verdict"] == "proven"
    launch = another.evidence(app)["launch"]
    assert [row["feature"] for row in launch["features"]] == ["project", "task"]
    assert launch["together"][-1].endswith("/openapi.json of api has the 10 operations of web/openapi.json")
    assert all(row["seen"] for row in launch["features"]) or not find_browser()
    changed = git(app, "show", "--name-only", "--format=", "HEAD").splitlines()
    assert {path.partition("/")[0] for path in changed} == {"api", "web"}
    assert another("remove-feature", "task", "--app", str(app))["verdict"] == "proven"
    assert not list((app / "web/src").glob("**/tasks"))
    assert git(app, "status", "--porcelain") == ""


@pytest.mark.rotation("repairs of a full stack", of=4)
def test_a_kill_is_taken_up_and_the_side_that_broke_is_repaired(another: Factory) -> None:
    app = another.mity.workspace / "shop"
    another.kill_once(lambda: (app / "api/.venv/bin").exists(), "create-app", "shop", "--stack", STACK)
    assert another("resume")["verdict"] == "proven"
    edit(app, "api/src/shop/main.py", "from fastapi import FastAPI", "from fastapy import FastAPI")
    healed = another("heal", str(app))
    assert healed["verdict"] == "proven"
    story = another.results(app)
    attempts = [one for result in story.values() for one in (result.get("healing") or {}).get("attempts", ())]
    assert {(one["part"], one["verdict"]) for one in attempts} >= {("api", "kept")}
    assert git(app, "diff", "HEAD") == ""
