"""Features seen through a running application: samples go in, the page shows them, and no sample is left behind."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest

from bench_station import StationBench
from mity.features.grammar import parse_fields
from mity.features.ownership import Ownership
from mity.projects.app_record import OWNERSHIP_FILE
from mity.services.services import Services
from mity.stacks.model import Page
from mity.stacks.part_spec import Journey
from mity.stations.check_page import View
from mity.stations.journeys import Journeys
from mity.system.service import Service
from rows import each

JOURNEY = Journey(folder="web", post="/api/{many_kebab}", page="/{many_kebab}")
FEATURES = {"project": ("name:str,max=80",), "task": ("title:str,min=1", "project:ref,to=project")}
SEEN = View({"page": {"title": "Shop"}}, "the page shows Shop")


class Api:
    """An application that keeps what it is sent; `answers` has the status and text of requests it answers otherwise."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.heard: list[str] = []
        self.answers: dict[str, tuple[int, str]] = {}
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, text = api.answer(f"{self.command} {self.path}", sent)
                self.send_response(status)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            do_POST = do_DELETE = do_GET = do

            def log_message(self, *words: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port: int = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, said: str, sent: bytes) -> tuple[int, str]:
        """What the application answers, and what becomes of its rows."""
        self.heard.append(said)
        if said in self.answers:
            return self.answers[said]
        method, _, path = said.partition(" ")
        if method == "POST":
            number = len(self.heard)
            self.kept[f"{path}/{number}"] = row = {"id": number, **json.loads(sent)}
            return 201, json.dumps(row)
        return (204, "") if self.kept.pop(path, None) else (404, "")


@pytest.fixture
def api() -> Iterator[Api]:
    made = Api()
    yield made
    made.server.shutdown()
    made.server.server_close()


class Browser:
    """Looks as a browser would, by the answers that a test gives for each path."""

    def __init__(self, views: dict[str, View] | None = None) -> None:
        self.pages: list[Page] = []
        self._views = views or {}

    def __call__(self, services: Services, service: Service, page: Page) -> View:
        self.pages.append(page)
        return self._views.get(page.path, View({"page": {"url": page.path}}))


def seen(tmp_path: Path, api: Api, browser: Browser, features: dict[str, tuple[str, ...]]) -> tuple[View, str]:
    """What is seen of the features, behind a first look at the page."""
    bench = StationBench(tmp_path)
    rows = {name: {"spec": parse_fields(name, fields).model_dump(mode="json")} for name, fields in features.items()}
    bench.write(OWNERSHIP_FILE, Ownership(features=rows).dump()[0].decode())
    journeys = Journeys(bench.services, cast(Service, api), cast(Callable[..., View], browser), Page(), JOURNEY)
    return journeys.all(bench.root, SEEN)


def test_each_feature_is_seen_with_its_ancestors_and_leaves_nothing(api: Api, tmp_path: Path) -> None:
    browser = Browser()
    view, problem = seen(tmp_path, api, browser, FEATURES)
    assert problem == ""
    methods = [one.partition("/api/")[0] + one.rpartition("/api/")[2].partition("/")[0] for one in api.heard]
    assert methods == [
        "POST projects",
        "DELETE projects",
        "POST projects",
        "POST tasks",
        "DELETE tasks",
        "DELETE projects",
    ]
    assert api.kept == {}
    shown = view.evidence["features"]
    assert [(row["feature"], row["page"], row["seen"]) for row in shown] == [
        ("project", "/projects", True),
        ("task", "/tasks", True),
    ]
    assert [page.contains for page in browser.pages] == [row["text"] for row in shown]
    assert all(row["text"] for row in shown)
    assert view.message == "the page shows Shop; it shows what the API has of project, task"
    assert view.evidence["page"] == {"title": "Shop"}


def test_without_features_the_first_look_stands(api: Api, tmp_path: Path) -> None:
    assert seen(tmp_path, api, Browser(), {}) == (SEEN, "")
    assert api.heard == []


def test_a_page_that_nobody_could_look_at_or_with_no_text_shows_nothing_of_a_feature(api: Api, tmp_path: Path) -> None:
    blind = Browser({"/counts": View({"page": {"unavailable": "no browser"}})})
    view, problem = seen(tmp_path, api, blind, {"count": ("text:str",), "sum": ("number:int",)})
    assert problem == "" and view.message == SEEN.message
    assert [(row["feature"], row["seen"]) for row in view.evidence["features"]] == [("count", False), ("sum", False)]
    assert (view.evidence["features"][1]["text"], api.kept) == ("", {})


@each(
    "said, answer, problem",
    [
        ("POST /api/projects", (200, '{"id": 1}'), 'POST /api/projects answered 200: {"id": 1}'),
        ("POST /api/projects", (201, "made it"), "POST /api/projects answered 201 with what is no JSON"),
        ("POST /api/projects", (201, '{"name": 1}'), "POST /api/projects answered 201 without the id of what it made"),
        ("POST /api/projects", (201, "[1]"), "POST /api/projects answered 201 without the id of what it made"),
        ("POST /api/projects", (500, "a " * 999), f"POST /api/projects answered 500: {'a ' * 100}"),
        ("DELETE /api/projects/1", (200, "gone\n"), "DELETE /api/projects/1 answered 200: gone"),
    ],
)
def test_an_api_that_does_not_do_what_it_should_is_a_problem(
    tmp_path: Path, said: str, answer: tuple[int, str], problem: str
) -> None:
    api = Api()
    api.answers[said] = answer
    view, found = seen(tmp_path, api, Browser(), {"project": FEATURES["project"]})
    api.server.shutdown()
    api.server.server_close()
    assert (view, found) == (SEEN, f"the feature project: {problem}")


def test_an_application_that_is_gone_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    api = Api()
    api.server.shutdown()
    api.server.server_close()
    view, problem = seen(tmp_path, api, Browser(), {"project": FEATURES["project"]})
    assert view is SEEN and problem.startswith("the feature project: POST /api/projects")


def test_a_broken_page_of_a_feature_is_a_problem(api: Api, tmp_path: Path) -> None:
    broken = Browser({"/projects": View(problems=("it says Oops", "it is empty"))})
    view, problem = seen(tmp_path, api, broken, FEATURES)
    assert problem == "the feature project: the page is broken: it says Oops and 1 more"
    assert view is SEEN
