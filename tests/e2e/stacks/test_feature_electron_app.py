"""Features of electron-app for real: added and proven by mity, then asked as their page asks, by the contract alone.

There is no Electron here: main process, preload script and pages run as built, in the harness. Filling in and sending
forms is left to the generated tests, which mity has run; a browser looks at the pages.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_electron_app import ask, harness

from mity.stacks.model import Page
from mity.system.browser import find_browser, look
from mity.system.runner import Runner
from proven_apps import Factory
from shared_apps import Shelf, grow

STACK = "electron-app"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group(STACK),
    pytest.mark.rotation("features of a stack", of=4, unit=STACK),
]
PROJECT = ["name:str,unique,max=80", "budget:decimal,min=0,optional"]
TODO = [
    "title:str,min=1,max=20",
    "done:bool=false",
    "remind_at:datetime,optional",
    "status:enum=open,values=open+on-hold",
    "project:ref,to=project",
    "reviewer:ref,to=project,optional,on_delete=set_null",
    "details:json,optional,max=200",
    "helpers:many,to=project",
]


@pytest.fixture(scope="module")
def grown(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The proven application with two proven features."""
    return grow(shelf.proven(STACK), tmp_path_factory.mktemp("grown"), project=PROJECT, todo=TODO)


class Asking:
    """The page, as far as main can tell."""

    def __init__(self, address: str) -> None:
        self.address = address

    def get(self, channel: str, **given: Any) -> Any:
        answer = ask(self.address, channel, given)
        assert answer["ok"], answer
        return answer["value"]

    def problem(self, channel: str, **given: Any) -> tuple[str, set[str]]:
        answer = ask(self.address, channel, given)
        assert not answer["ok"], answer
        error = answer["error"]
        return error["code"], {issue["path"].split(".")[-1] for issue in error["issues"]}


WRONG = [
    ("title", ""),
    ("title", "x" * 21),
    ("title", 1),
    ("done", "maybe"),
    ("done", None),
    ("remind_at", "2026-01-02T03:04:05"),
    ("status", "closed"),
    ("project_id", 77),
    ("details", 7),
    ("details", ["x" * 200]),
    ("helpers", [77]),
    ("helpers", None),
]


def check_values(page: Asking) -> None:
    project = page.get("projects:create", name="house", budget="12.5")
    assert (project["id"], project["budget"]) == (1, "12.50")
    assert page.problem("projects:create", name="house") == ("conflict", set())
    todo = {"title": "paint", "project_id": 1, "remind_at": "2026-01-02T03:04:05+01:00"}
    made = page.get("todos:create", **todo)
    assert (made["done"], made["status"], made["reviewer_id"]) == (False, "open", None)
    assert (made["details"], made["helpers"]) == (None, [])
    assert made["remind_at"] == "2026-01-02T02:04:05Z"
    assert made["created_at"].endswith("Z")
    assert page.problem("todos:create", project_id=None) == ("invalid", {"title", "project_id"})
    for name, value in WRONG:
        assert page.problem("todos:create", **{**todo, name: value}) == ("invalid", {name})
        assert page.problem("todos:update", id=1, values={name: value}) == ("invalid", {name})
    changed = page.get("todos:update", id=1, values={"status": "on-hold", "remind_at": None})
    assert (changed["title"], changed["status"], changed["remind_at"]) == ("paint", "on-hold", None)
    assert page.get("todos:get", id=1) == changed


def check_relations(page: Asking) -> None:
    other = page.get("projects:create", name="garden")["id"]
    assert page.get("todos:update", id=1, values={"reviewer_id": other})["reviewer_id"] == other
    assert page.get("todos:list", reviewer_id=other)["total"] == 1
    assert page.get("todos:list", project_id=other) == {"items": [], "total": 0, "limit": 20, "offset": 0}
    for name, value in (("limit", 0), ("limit", 101), ("offset", -1)):
        assert page.problem("todos:list", **{name: value}) == ("invalid", {name})
    several = {"helpers": [other, 1], "details": {"steps": ["sand"]}}
    assert page.get("todos:update", id=1, values=several)["helpers"] == [1, other]
    assert page.get("todos:list", helpers=other)["total"] == 1
    assert page.problem("projects:delete", id=1) == ("conflict", set())
    assert page.get("projects:delete", id=other) == {}
    left = page.get("todos:get", id=1)
    assert (left["reviewer_id"], left["helpers"], left["details"]) == (None, [1], several["details"])
    for operation in ("get", "delete"):
        assert page.problem(f"todos:{operation}", id=99) == ("not_found", set())


def check_pages(address: str) -> None:
    if not (browser := find_browser()):
        return
    shown = {"/todos": "paint", "/todos/new": "Remind at", "/todos/1": "Change todo", "/projects": "house"}
    for path, words in shown.items():
        seen = look(Runner(), browser, address + path, Page(root="main", contains=words, timeout=60))
        assert seen.problems == [], path


def test_features_are_proven_and_keep_the_contract(factory: Factory, grown: Path, tmp_path: Path) -> None:
    data = {"APP_DATA": str(tmp_path / "da ta"), "APP_SMOKE": "1"}
    with harness(factory, grown, tmp_path / "log", **data) as address:
        check_values(Asking(address))
        check_relations(Asking(address))
        check_pages(address)
    [kept] = (tmp_path / "da ta").rglob("resources.json")
    assert set(json.loads(kept.read_text())) == {"projects", "todos"}
    with harness(factory, grown, tmp_path / "log2", **data) as address:
        page = Asking(address)
        assert [one["title"] for one in page.get("todos:list")["items"]] == ["paint"]
        page.get("todos:delete", id=1)
        assert page.get("todos:list")["total"] == 0
