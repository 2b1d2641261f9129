"""The pages of a feature as people use them: a real browser, the real server, and a small API in memory."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from factory import Factory
from mity.system.browser import find_browser
from mity.system.process import Runner
from mity.system.wire import Wire, started

PROJECT = ["name:str,unique,max=80", "budget:decimal,min=0,optional"]
TODO = [
    "title:str,max=200",
    "done:bool=false",
    "due:date,optional",
    "remind_at:datetime,optional",
    "count:int,min=0,max=10",
    "status:enum,values=open+on-hold,optional",
    "project:ref,to=project",
]
NOW = "2025-01-01T00:00:00Z"


class Api(BaseHTTPRequestHandler):
    """An API on another origin that keeps to the contract of lists, and refuses rude words and deleting projects."""

    rows: ClassVar[dict[str, list[dict[str, Any]]]] = {}
    sent: ClassVar[list[tuple[str, str, Any]]] = []
    broken: ClassVar[bool] = False

    def _answer(self) -> None:
        url = urlsplit(self.path)
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"null")
        self.sent.append((self.command, self.path, body))
        _, name, *keys = url.path.removeprefix("/v1").split("/")
        rows = self.rows[name]
        found = next((row for row in rows if [str(row["id"])] == keys), None)
        if self.broken:
            self._send(503, {"title": "Unavailable", "detail": "It is being repaired."})
        elif self.command == "GET" and not keys:
            self._send(200, part_of(rows, dict(parse_qsl(url.query))))
        elif self.command == "POST" and "rude" in json.dumps(body):
            errors = [{"loc": ["body", "title"], "msg": "Be polite."}]
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
        with suppress(ConnectionError):  # a page that was left does not wait for its answers
            self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Nothing."""


def part_of(rows: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
    """The part of a list that a query asks for."""
    limit, offset = int(query.pop("limit")), int(query.pop("offset"))
    found = [row for row in rows if all(str(row[key]) == value for key, value in query.items())]
    return {"items": found[offset : offset + limit], "total": len(found), "limit": limit, "offset": offset}


@contextmanager
def api() -> Iterator[str]:
    """The address of an API with two projects and no todos."""
    names = ((1, "House"), (2, "<b>Garden</b>"))
    projects = [{"id": key, "name": name, "budget": None, "created_at": NOW, "updated_at": NOW} for key, name in names]
    Api.rows, Api.sent, Api.broken = {"projects": projects, "todos": []}, [], False
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
        while "\n" not in log.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield f"http://127.0.0.1:{json.loads(log.read_text().splitlines()[0])['port']}"
    finally:
        server.terminate()
        assert server.wait(timeout=10) == 0


FIND = """
const field = (label) =>
  document.getElementById([...document.querySelectorAll("label")].find((l) => l.textContent === label).htmlFor);
const named = (name) =>
  [...document.querySelectorAll("a, button")].find((e) => (e.ariaLabel ?? e.textContent.trim()) === name);
const enter = (label, value) => {
  const at = field(label);
  if (at.type === "checkbox") return at.checked === value || at.click();
  const text = at.tagName === "SELECT" ? [...at.options].find((o) => o.text === value).value : value;
  // As a person does it, past what frameworks put in the way of scripts.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(at), "value").set.call(at, text);
  for (const event of ["input", "change"]) at.dispatchEvent(new Event(event, { bubbles: true }));
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
        """Clicks a link or a button by its accessible name."""
        self.until(f"named({json.dumps(name)}) !== undefined")
        self.do(f"named({json.dumps(name)}).click()")

    def enter(self, **values: Any) -> None:
        """Fills in fields by their labels, with _ for a space."""
        for label, value in values.items():
            self.do(f"enter({json.dumps(label.replace('_', ' '))}, {json.dumps(value)})")

    def wrong(self, label: str) -> str:
        """What the page says is wrong at a field."""
        code = f"document.getElementById(field({json.dumps(label)}).getAttribute('aria-describedby'))?.textContent"
        return str(self.do(f"{code} ?? ''"))

    def until(self, code: str) -> None:
        """Waits until an expression is true."""
        deadline = time.monotonic() + 60
        while not self.do(code):
            assert time.monotonic() < deadline, f"{code}: {self.do('document.body.innerText')}"
            self._wire.wait(0.1)

    def shows(self, *texts: str) -> None:
        """Waits until the page shows all of the texts."""
        self.until(f"{json.dumps(texts)}.every((text) => document.body?.innerText.includes(text))")


def use_the_pages(factory: Factory, app: Path, log: Path) -> None:
    """Uses the pages of the features PROJECT and TODO of an application that is built."""
    with (
        api() as address,
        served(factory, app, log, address) as root,
        started(Runner(), find_browser()) as wire,
    ):
        page = Browser(wire, root)
        the_list_is_empty_then_the_form_refuses_and_saves(page)
        one_is_changed_filtered_and_deleted(page)
        a_long_list_comes_in_parts(page)
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
    page.enter(Title="rude words", Count="3", Due="2026-02-28", Remind_at="2026-02-28T10:30", Done=True)
    page.press("Save")
    page.shows("Be polite.")
    assert page.wrong("Title") == "Be polite."
    page.until("document.activeElement === field('Title')")
    page.enter(Title="Paint it")
    page.press("Save")
    page.shows("Paint it", "1–1 of 1", "Yes")
    [body] = [body for method, _, body in Api.sent if method == "POST" and body["title"] == "Paint it"]
    assert body.pop("remind_at") == page.do("new Date('2026-02-28T10:30').toISOString().replace('.000', '')")
    assert body == {
        "title": "Paint it",
        "done": True,
        "due": "2026-02-28",
        "count": 3,
        "status": None,
        "project_id": 2,
    }


def one_is_changed_filtered_and_deleted(page: Browser) -> None:
    page.press("Change Paint it")
    page.until("named('Save') !== undefined")
    assert page.do("field('Title').value + field('Due').value + field('Done').checked") == "Paint it2026-02-28true"
    assert page.do("field('Remind at').value") == "2026-02-28T10:30"
    page.enter(Due="", Status="on-hold")
    page.press("Save")
    page.shows("1–1 of 1")
    assert ("PATCH", "/v1/todos/1", {"due": None, "status": "on-hold"}) in Api.sent
    page.enter(Project="House")
    page.shows("There are no todos.")
    assert any(path.startswith("/v1/todos?") and "project_id=1" in path for _, path, _ in Api.sent)
    page.enter(Project="All")
    page.press("Delete Paint it")
    page.until("document.activeElement === named('Keep Paint it')")
    assert Api.rows["todos"]
    page.press("Delete Paint it for ever")
    page.shows("There are no todos.")
    assert Api.rows["todos"] == []


def a_long_list_comes_in_parts(page: Browser) -> None:
    row = {"done": False, "due": None, "remind_at": None, "count": 1, "status": None, "project_id": 1}
    stamps = {"created_at": NOW, "updated_at": NOW}
    Api.rows["todos"] = [{"id": key, "title": f"Todo {key}", **row, **stamps} for key in range(1, 22)]
    page.open("/todos")
    page.shows("1–20 of 21")
    page.press("Next")
    page.shows("21–21 of 21", "Todo 21")
    page.press("Delete Todo 21")
    page.press("Delete Todo 21 for ever")
    page.shows("1–20 of 20")


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
