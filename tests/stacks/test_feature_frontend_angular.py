"""Features of a frontend-angular application for real: two with a relation, proven by mity, then used in a browser."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

import pytest

from factory import Factory, missing
from harness import git
from mity.system.browser import find_browser
from mity.system.process import Runner
from mity.system.wire import Wire, started

pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group("frontend-angular"),
    pytest.mark.skipif(bool(missing("node", "npm")), reason="no Node on PATH"),
]
PROJECT = ["name:str,unique,max=80", "budget:decimal,min=0,optional"]
TODO = [
    "title:str,max=200",
    "done:bool=false",
    "due:date,optional",
    "count:int,min=0,max=10",
    "status:enum,values=open+on-hold,optional",
    "project:ref,to=project",
]
NOW = "2025-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def factory(tmp_path_factory: pytest.TempPathFactory) -> Factory:
    folder = tmp_path_factory.mktemp("angular-feature")
    return Factory(folder, npm_config_cache=str(folder / "npm"), NG_CLI_ANALYTICS="false")


@pytest.fixture(scope="module")
def app(factory: Factory) -> Path:
    """A proven application with two proven features."""
    factory("create-app", "shop", "--stack", "frontend-angular")
    folder = factory.mity.workspace / "shop"
    for name, fields in (("project", PROJECT), ("todo", TODO)):
        factory("add-feature", name, *(f"--field={field}" for field in fields), "--app", str(folder))
    return folder


class Api(BaseHTTPRequestHandler):
    """An API in memory, on another origin, that knows the rules of lists and refuses what is rude."""

    rows: ClassVar[dict[str, list[dict[str, Any]]]] = {}
    sent: ClassVar[list[tuple[str, str, Any]]] = []
    broken = False

    def _answer(self) -> None:
        parts, query = urlsplit(self.path), dict(parse_qsl(urlsplit(self.path).query))
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"null")
        self.sent.append((self.command, self.path, body))
        _, name, *keys = parts.path.removeprefix("/v1").split("/")
        rows = self.rows[name]
        found = next((row for row in rows if [str(row["id"])] == keys), None)
        if self.broken:
            self._send(503, {"title": "Unavailable", "detail": "It is being repaired."})
        elif self.command == "GET" and not keys:
            self._list(rows, query)
        elif self.command == "POST" and "rude" in json.dumps(body):
            errors = [{"loc": ["body", "title"], "msg": "must not be rude"}]
            self._send(422, {"title": "Unprocessable", "detail": "Not valid.", "errors": errors})
        elif self.command == "POST":
            rows.append({"id": len(rows) + 1, **body, "created_at": NOW, "updated_at": NOW})
            self._send(201, rows[-1])
        elif found is None:
            self._send(404, {"title": "Not found"})
        elif self.command == "DELETE" and name == "projects":
            self._send(409, {"title": "Conflict", "detail": "Todos refer to it."})
        elif self.command == "DELETE":
            rows.remove(found)
            self._send(204, None)
        else:
            found.update(body or {})
            self._send(200, found)

    do_GET = do_POST = do_PATCH = do_DELETE = _answer

    def _list(self, rows: list[dict[str, Any]], query: dict[str, str]) -> None:
        limit, offset = int(query.pop("limit")), int(query.pop("offset"))
        found = [row for row in rows if all(str(row[key]) == value for key, value in query.items())]
        self._send(
            200,
            {"items": found[offset : offset + limit], "total": len(found), "limit": limit, "offset": offset},
        )

    def do_OPTIONS(self) -> None:
        self._send(204, None)

    def _send(self, status: int, data: Any) -> None:
        body = b"" if data is None else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE")
        self.send_header("Access-Control-Allow-Headers", "*")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Nothing."""


@contextmanager
def api() -> Iterator[str]:
    """The address of an API with two projects and no todos."""
    Api.rows = {
        "projects": [
            {"id": number, "name": name, "budget": None, "created_at": NOW, "updated_at": NOW}
            for number, name in ((1, "House"), (2, "<b>Garden</b>"))
        ],
        "todos": [],
    }
    Api.sent, Api.broken = [], False
    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()


@contextmanager
def served(factory: Factory, app: Path, log: Path, address: str) -> Iterator[str]:
    """The address of the application as its server serves it."""
    env = {**factory.mity.env, "PORT": "0", "API_URL": address}
    with log.open("w") as output:
        server = subprocess.Popen(["node", "serve.mjs"], cwd=app, env=env, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 30
        while not log.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield f"http://127.0.0.1:{json.loads(log.read_text().splitlines()[0])['port']}"
    finally:
        server.terminate()
        assert server.wait(timeout=10) == 0


FIND = """
const field = (label) => document.getElementById(
  [...document.querySelectorAll("label")].find((l) => l.textContent.replace(" (optional)", "") === label).htmlFor);
const named = (name) =>
  [...document.querySelectorAll("a, button")].find((e) => e.textContent.trim() === name);
const enter = (label, value) => {
  const at = field(label);
  if (at.type === "checkbox") at.checked = value;
  else if (at.tagName === "SELECT") at.selectedIndex = [...at.options].findIndex((o) => o.text === value);
  else at.value = value;
  for (const event of ["input", "change", "blur"]) at.dispatchEvent(new Event(event));
};
"""


class Browser:
    """A page of the application, used as a person does."""

    def __init__(self, wire: Wire, root: str) -> None:
        self._wire, self._root = wire, root
        self.problems: list[str] = []
        target = wire.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        wire.session = wire.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        wire.on_event = self._hear
        for domain in ("Page", "Runtime", "Log"):
            wire.call(f"{domain}.enable", {})

    def _hear(self, method: str, data: dict[str, Any]) -> None:
        security = method == "Log.entryAdded" and data["entry"].get("source") == "security"
        if method == "Runtime.exceptionThrown" or security:
            self.problems.append(json.dumps(data)[:500])

    def open(self, path: str) -> None:
        self._wire.call("Page.navigate", {"url": self._root + path})

    def do(self, code: str) -> Any:
        """What an expression gives."""
        words = {"expression": f"(() => {{ {FIND} return {code}; }})()", "returnByValue": True}
        answer = self._wire.call("Runtime.evaluate", words)
        assert "exceptionDetails" not in answer, (code, answer["exceptionDetails"])
        return answer["result"].get("value")

    def press(self, name: str) -> None:
        self.do(f"named({json.dumps(name)}).click()")

    def enter(self, **values: Any) -> None:
        for label, value in values.items():
            self.do(f"enter({json.dumps(label)}, {json.dumps(value)})")

    def wrong(self, label: str) -> str:
        """What the page says is wrong at a field."""
        code = f"document.getElementById(field({json.dumps(label)}).getAttribute('aria-describedby'))?.textContent"
        return str(self.do(f"{code} ?? ''"))

    def shows(self, *texts: str) -> str:
        """Waits until the page shows all of the texts; the text of the page."""
        deadline, text = time.monotonic() + 60, ""
        while time.monotonic() < deadline:
            text = str(self.do("document.body?.innerText ?? ''"))
            if all(item in text for item in texts):
                return text
            self._wire.wait(0.1)
        raise AssertionError(f"the page does not show {texts}: {text}")


def test_it_is_proven_with_both_features(app: Path) -> None:
    newest = max((app / ".mity/logs").glob("*.json"), key=lambda path: path.name)
    results = json.loads(newest.read_text(encoding="utf-8"))["results"]
    [tests] = [item["result"]["evidence"] for item in results if item["station"] == "test"]
    assert (tests["failed"], tests["skipped"]) == (0, 0)
    assert tests["passed"] > 300
    assert git(app, "status", "--porcelain") == ""
    registry = (app / "src/app/features/registry.ts").read_text(encoding="utf-8")
    assert [line.split('"')[1] for line in registry.splitlines() if line.startswith("  {")] == ["projects", "todos"]


@pytest.mark.skipif(not find_browser(), reason="no Chromium on PATH")
def test_people_can_use_the_pages(factory: Factory, app: Path, tmp_path: Path) -> None:
    with (
        api() as address,
        served(factory, app, tmp_path / "log", address) as root,
        started(Runner(), find_browser()) as wire,
    ):
        page = Browser(wire, root)
        the_list_is_empty_then_the_form_refuses_and_saves(page)
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
    page.shows("Must not be rude.")
    assert page.wrong("Title") == "Must not be rude."
    page.enter(Title="Paint it")
    page.press("Save")
    page.shows("Paint it", "1–1 of 1", "<b>Garden</b>")
    draft = {"title": "Paint it", "done": True, "due": "2026-02-28", "count": 3, "status": None, "project_id": 2}
    assert ("POST", "/v1/todos", draft) in Api.sent


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
