"""Features of a frontend-angular application for real: two with a relation, proven by mity, then used in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from feature_pages import PROJECT
from harness import git
from mity.system.browser import find_browser
from mity.system.devtools import started
from mity.system.runner import Runner
from proven_apps import Factory
from shared_apps import Shelf, grow
from webapp import Api, Browser, api, served

STACK = "frontend-angular"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group(STACK),
    pytest.mark.rotation("features of a stack", of=4, unit=STACK),
]
TODO = [
    "title:str,max=200",
    "done:bool=false",
    "due:date,optional",
    "count:int,min=0,max=10",
    "status:enum,values=open+on-hold,optional",
    "project:ref,to=project",
]


@pytest.fixture(scope="module")
def grown(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The proven application with two proven features."""
    return grow(shelf.proven(STACK), tmp_path_factory.mktemp("grown"), project=PROJECT, todo=TODO)


def test_it_is_proven_with_both_features(factory: Factory, grown: Path) -> None:
    tests = factory.evidence(grown)["test"]
    assert (tests["failed"], tests["skipped"]) == (0, 0)
    assert tests["passed"] > 300
    assert git(grown, "status", "--porcelain") == ""
    registry = (grown / "src/app/features/registry.ts").read_text(encoding="utf-8")
    assert [line.split('"')[1] for line in registry.splitlines() if line.startswith("  {")] == ["projects", "todos"]


@pytest.mark.skipif(not find_browser(), reason="no Chromium on PATH")
def test_people_can_use_the_pages(factory: Factory, grown: Path, tmp_path: Path) -> None:
    with (
        api() as address,
        served(factory, grown, tmp_path / "log", address) as root,
        started(Runner(), find_browser()) as wire,
    ):
        page = Browser(wire, root)
        the_list_is_empty_then_the_form_refuses_and_saves(page)
        somebody_else_is_faster(page)
        one_is_changed_filtered_and_deleted(page)
        failures_are_told(page)
        assert page.problems == []


def the_list_is_empty_then_the_form_refuses_and_saves(page: Browser) -> None:
    page.open("/")
    page.shows("Projects", "Todos")
    page.press("Todos")
    page.shows("There are no todos here.")
    page.press("New todo")
    page.shows("Save", "Cancel")
    page.press("Save")
    page.shows("Must be filled in.")
    assert page.do("document.activeElement === field('Title')")
    assert not any(method == "POST" for method, *_ in Api.sent)
    page.enter(Title="x" * 201, Count="11", Project="<b>Garden</b>")
    page.shows("Must have at most 200 characters.", "Must be at most 10.")
    page.enter(Title="rude words", Count="3", Due="2026-02-28", Done=True)
    page.press("Save")
    page.shows("Be polite.")
    assert page.wrong("Title") == "Be polite."
    page.enter(Title="Paint it")
    page.press("Save")
    page.shows("Paint it", "1–1 of 1", "<b>Garden</b>")
    draft = {"title": "Paint it", "done": True, "due": "2026-02-28", "count": 3, "status": None, "project_id": 2}
    assert ("POST", "/v1/todos", draft) in Api.sent


def somebody_else_is_faster(page: Browser) -> None:
    page.press("Edit Paint it")
    page.shows("Edit todo", "Cancel")
    page.enter(Count="5")
    Api.rows["todos"][0] |= {"count": 4, "project_id": 1, "updated_at": "2025-01-02T00:00:00Z"}
    page.press("Save")
    page.shows("Somebody else changed it meanwhile")
    assert Api.rows["todos"][0]["count"] == 4
    page.press("Load the newest state")
    page.shows("Meanwhile others entered count: 4.")
    assert page.do("field('Count').value") == "5"
    page.press("Save")
    page.shows("1–1 of 1")
    assert (Api.rows["todos"][0]["count"], Api.rows["todos"][0]["project_id"]) == (5, 1)
    Api.rows["todos"][0] |= {"count": 3, "project_id": 2, "updated_at": "2025-01-03T00:00:00Z"}
    page.do("void (window.confirm = () => true)")
    page.press("Delete Paint it")
    page.shows("Somebody else changed it meanwhile")
    assert len(Api.rows["todos"]) == 1


def one_is_changed_filtered_and_deleted(page: Browser) -> None:
    page.press("Edit Paint it")
    page.shows("Edit todo", "Cancel")
    assert page.do("field('Title').value + field('Due').value + field('Done').checked") == "Paint it2026-02-28true"
    page.enter(Due="", Status="on-hold")
    page.press("Save")
    page.shows("1–1 of 1")
    assert ("PATCH", "/v1/todos/1", {"due": None, "status": "on-hold"}) in Api.sent
    page.enter(Project="House")
    page.shows("There are no todos here.")
    assert any(path.startswith("/v1/todos?") and "project_id=1" in path for _, path, _ in Api.sent)
    page.enter(Project="All")
    page.shows("Paint it")
    page.do("void (window.confirm = () => true)")
    page.press("Delete Paint it")
    page.shows("Paint it is deleted.", "There are no todos here.")
    assert Api.rows["todos"] == []


def failures_are_told(page: Browser) -> None:
    page.press("Projects")
    page.shows("House", "1–2 of 2")
    page.press("Delete House")
    page.shows("Todos refer to it.", "House")
    Api.broken = True
    page.press("Todos")
    page.shows("Something went wrong", "It is being repaired.")
    Api.broken = False
    page.press("Try again")
    page.shows("There are no todos here.")
    page.open("/todos/99")
    page.shows("There is no page at this address.")
