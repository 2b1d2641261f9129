"""The pages of the features of web applications, as people use them."""

from __future__ import annotations

import json
from pathlib import Path

from mity.system.browser import find_browser
from mity.system.devtools import started
from mity.system.runner import Runner
from proven_apps import Factory
from webapp import NOW, Api, Browser, api, served

PROJECT = ["name:str,unique,max=80", "budget:decimal,min=0,optional"]
TODO = [
    "title:str,max=200",
    "done:bool=false",
    "due:date,optional",
    "remind_at:datetime,optional",
    "count:int,min=0,max=10",
    "status:enum,values=open+on-hold,optional",
    "project:ref,to=project",
    "details:json,optional,max=500",
    "helpers:many,to=project",
]
LINES_OF_A_LONG_HEADER = """(() => {
  for (const entry of [...document.querySelectorAll('.bar li')]) {
    entry.parentElement.append(...Array.from({ length: 5 }, () => entry.cloneNode(true)));
  }
  document.querySelector('.bar .brand').textContent = 'Applications of the garden department';
  const middles = [...document.querySelectorAll('.bar a, .bar button')].map((one) => {
    const { top, height } = one.getBoundingClientRect();
    return top + height / 2;
  }).sort((a, b) => a - b);
  return middles.filter((middle, at) => at === 0 || middle - middles[at - 1] > 10).length;
})()"""
"""A header of twelve entries and a long name: on how many lines its links and buttons are."""
DETAILS = {"steps": ["sand", "paint"], "coats": 2}


def use_the_pages(factory: Factory, app: Path, log: Path) -> None:
    """Uses the pages of the features PROJECT and TODO of an application that is built."""
    with (
        api() as address,
        served(factory, app, log, address) as root,
        started(Runner(), find_browser()) as wire,
    ):
        page = Browser(wire, root)
        the_list_is_empty_then_the_form_refuses_and_saves(page)
        somebody_else_is_faster(page)
        one_is_changed_filtered_and_deleted(page)
        a_long_list_comes_in_parts(page)
        a_long_list_is_sorted_and_searched(page)
        nobody_is_kept_out(page, (app / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
        failures_are_told(page)
        assert page.problems == []


def the_list_is_empty_then_the_form_refuses_and_saves(page: Browser) -> None:
    page.open("/")
    page.press("Todos")
    page.shows("There are no todos.")
    page.press("New todo")
    page.press("Save")
    page.until("document.activeElement === field('Title')")
    assert [page.wrong(label) for label in ("Title", "Count", "Project")] == ["This is needed."] * 3
    assert not any(method == "POST" for method, *_ in Api.sent)
    page.enter(Title="x" * 201, Count="11", Project="<b>Garden</b>")
    page.shows("At most 200 characters fit, these are 201.", "Enter 10 or less.")
    page.enter(Details='{"steps": [')
    page.until("document.getElementById(field('Details').getAttribute('aria-describedby')) !== null")
    assert page.wrong("Details").startswith("This is not JSON: ")
    page.enter(Details=json.dumps(DETAILS), Helpers=["<b>Garden</b>", "House"])
    page.enter(Title="rude words", Count="3", Due="2026-02-28", Remind_at="2026-02-28T10:30", Done=True)
    page.press("Save")
    page.shows("Be polite.")
    assert page.wrong("Title") == "Be polite."
    page.until("document.activeElement === field('Title')")
    page.enter(Title="Paint it")
    page.press("Save")
    page.shows("Paint it", "1–1 of 1", "2026-02-28")
    [body] = [body for method, _, body in Api.sent if method == "POST" and body["title"] == "Paint it"]
    assert body.pop("remind_at") == page.do("new Date('2026-02-28T10:30').toISOString().replace('.000', '')")
    assert body == {
        "title": "Paint it",
        "done": True,
        "due": "2026-02-28",
        "count": 3,
        "status": None,
        "project_id": 2,
        "details": DETAILS,
        "helpers": [1, 2],
    }


def somebody_else_is_faster(page: Browser) -> None:
    page.press("Change Paint it")
    page.until("named('Save') !== undefined")
    page.enter(Count="5")
    Api.rows["todos"][0] |= {"count": 4, "project_id": 1, "updated_at": "2025-01-02T00:00:00Z"}
    page.press("Save")
    page.shows("Somebody else changed it meanwhile")
    assert Api.rows["todos"][0]["count"] == 4
    page.press("Load the newest state")
    page.until("named('Load the newest state') === undefined")
    assert (page.do("field('Count').value"), page.wrong("Count")) == ("5", "Meanwhile: 4")
    page.press("Save")
    the_list_shows_it_again(page)
    assert (Api.rows["todos"][0]["count"], Api.rows["todos"][0]["project_id"]) == (5, 1)
    Api.rows["todos"][0] |= {"count": 3, "project_id": 2, "updated_at": "2025-01-03T00:00:00Z"}
    page.press("Delete Paint it")
    page.press("Delete Paint it for ever")
    page.shows("Somebody else changed it meanwhile")
    assert len(Api.rows["todos"]) == 1


def the_list_shows_it_again(page: Browser) -> None:
    page.until("named('Save') === undefined")
    page.press("Todos")
    page.shows("1–1 of 1")


def one_is_changed_filtered_and_deleted(page: Browser) -> None:
    page.press("Change Paint it")
    page.until("named('Save') !== undefined")
    assert page.do("field('Title').value + field('Due').value + field('Done').checked") == "Paint it2026-02-28true"
    assert page.do("field('Remind at').value") == "2026-02-28T10:30"
    page.enter(Due="", Status="on-hold")
    page.press("Save")
    the_list_shows_it_again(page)
    assert ("PATCH", "/v1/todos/1", {"due": None, "status": "on-hold"}) in Api.sent
    page.enter(Project="House")
    page.shows("There are no todos.")
    assert any(path.startswith("/v1/todos?") and "project_id=1" in path for _, path, _ in Api.sent)
    page.enter(Project="All")
    page.shows("1–1 of 1")
    page.enter(Helpers="House")
    page.until("location.search === '?helpers=1'")
    page.shows("1–1 of 1")
    page.enter(Helpers="All")
    several_are_shown_and_taken_back(page)
    page.press("Delete Paint it")
    page.until("document.activeElement === named('Keep Paint it')")
    assert Api.rows["todos"]
    page.press("Delete Paint it for ever")
    page.shows("There are no todos.")
    assert Api.rows["todos"] == []


def several_are_shown_and_taken_back(page: Browser) -> None:
    page.press("Paint it")
    page.shows("House, <b>Garden</b>", "2 members")
    page.do("document.querySelector('details.folded summary').click()")
    page.shows('"paint"')
    page.press("Change")
    page.until("named('Save') !== undefined")
    assert json.loads(page.do("field('Details').value")) == DETAILS
    page.drop("House")
    page.press("Save")
    the_list_shows_it_again(page)
    assert ("PATCH", "/v1/todos/1", {"helpers": [2]}) in Api.sent


def a_long_list_comes_in_parts(page: Browser) -> None:
    row = {"done": False, "due": None, "remind_at": None, "count": 1, "status": None, "project_id": 1}
    row |= {"details": {"long": "word" * 60, **DETAILS}, "helpers": [1, 2]}
    stamps = {"created_at": NOW, "updated_at": NOW}
    Api.rows["todos"] = [{"id": key, "title": f"Todo {key}", **row, **stamps} for key in range(1, 22)]
    page.open("/todos")
    page.shows("1–20 of 21")
    page.press("Next")
    page.shows("21–21 of 21", "Todo 21")
    page.press("Delete Todo 21")
    page.press("Delete Todo 21 for ever")
    page.shows("1–20 of 20")


def a_long_list_is_sorted_and_searched(page: Browser) -> None:
    page.open("/todos")
    page.press("Title")
    page.until("location.search === '?sort=title' && document.querySelector('[aria-sort]') !== null")
    page.press("Title")
    page.until("location.search === '?sort=-title'")
    page.shows("Todo 9")
    assert any("sort=-title" in path for _, path, _ in Api.sent)
    page.do("document.querySelector('input[name=q]').value = 'todo 13'")
    page.press("Search")
    page.shows("Todo 13", "1–1 of 1")
    page.press("Todo 13")
    page.shows("Last change", "House")


def nobody_is_kept_out(page: Browser, axe: str) -> None:
    """Telephones and desktops, light and dark: nothing for axe to find, and nothing to scroll sideways for."""
    page.looks(375, "light")
    page.open("/")
    page.shows("Todos")
    assert page.do(LINES_OF_A_LONG_HEADER) == 2
    assert page.do("document.documentElement.scrollWidth <= innerWidth")
    for width, scheme in ((1200, "light"), (1200, "dark"), (375, "light"), (375, "dark")):
        page.looks(width, scheme)
        for path, text in (("/todos", "of 20"), ("/todos/1", "Last change"), ("/todos/1/edit", "Save"), ("/", "Todos")):
            page.open(path)
            page.shows(text)
            assert page.barriers(axe) == "", (width, scheme, path)
            assert page.do("document.documentElement.scrollWidth <= innerWidth"), (width, path)
    page.looks(1200, "light")


def failures_are_told(page: Browser) -> None:
    page.press("Projects")
    page.shows("<b>Garden</b>", "1–2 of 2")
    page.press("Delete House")
    page.press("Delete House for ever")
    page.shows("Todos refer to it.", "1–2 of 2")
    Api.broken = True
    page.press("Todos")
    page.shows("Something went wrong", "It is being repaired.")
    Api.broken = False
    page.press("Try again")
    page.shows("1–20 of 20")
    page.open("/todos/99")
    page.shows("There is no page at this address.")
