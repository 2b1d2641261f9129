"""An application in a real browser: its own server, an API in memory on another origin, a page used as people do."""

from __future__ import annotations

import hashlib
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

from mity.system.devtools import DevTools
from proven_apps import Factory

NOW = "2025-01-01T00:00:00Z"


class Api(BaseHTTPRequestHandler):
    """An API on another origin that keeps to the contract, and refuses rude words and deleting projects."""

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
        elif self.command != "GET" and self.headers.get("If-Match") != etag(found):
            self._send(412, {"title": "Precondition Failed", "detail": "The ETag is another."})
        elif self.command == "DELETE" and name == "projects":
            self._send(409, {"title": "Conflict", "detail": "Todos refer to it."})
        elif self.command == "DELETE":
            rows.remove(found)
            self._send(204, None)
        else:
            found.update(body or {})
            self._send(200, found, etag(found))

    do_GET = do_POST = do_PATCH = do_DELETE = _answer

    def do_OPTIONS(self) -> None:
        self._send(204, None)

    def _send(self, status: int, data: Any, tag: str = "") -> None:
        body = b"" if data is None else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE")
        self.send_header("Access-Control-Allow-Headers", "*")
        self.send_header("Access-Control-Expose-Headers", "ETag")
        if tag:
            self.send_header("ETag", tag)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):  # a page that was left does not wait for its answers
            self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Nothing."""


def etag(row: dict[str, Any]) -> str:
    """The tag of one state of a row."""
    return f'"{hashlib.sha256(json.dumps(row).encode()).hexdigest()[:16]}"'


def part_of(rows: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
    """The part of a list that a query asks for."""
    limit, offset = int(query.pop("limit")), int(query.pop("offset"))
    sort, text = query.pop("sort", "id"), query.pop("q", "").lower()
    found = [row for row in rows if all(value in addressed(row[key]) for key, value in query.items())]
    found = [row for row in found if any(isinstance(value, str) and text in value.lower() for value in row.values())]
    found.sort(key=lambda row: _order(row[sort.removeprefix("-")]), reverse=sort.startswith("-"))
    return {"items": found[offset : offset + limit], "total": len(found), "limit": limit, "offset": offset}


def _order(value: Any) -> tuple[str, Any]:
    return type(value).__name__, value


def addressed(value: Any) -> list[str]:
    """What a filter has for a value: each of several."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return [value if isinstance(value, str) else json.dumps(value)]


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
const words = (label) => label.textContent.replace(" (optional)", "").trim();
const pressed = "a, button, [role=button]";
const field = (label) =>
  document.getElementById([...document.querySelectorAll("label")].find((l) => words(l) === label).htmlFor);
const named = (name) =>
  [...document.querySelectorAll(pressed)].find((e) => (e.ariaLabel ?? e.textContent.trim()) === name);
const offered = (label, name) => {
  const list = document.getElementById(field(label).getAttribute("aria-controls"));
  const found = [...(list?.querySelectorAll("[role=option]") ?? [])].find((e) => e.textContent.trim() === name);
  return found?.checkVisibility() ? found : undefined;
};
const chips = ".mantine-Pill-root, .el-tag, mat-chip-row";
const chip = (name) => [...document.querySelectorAll(chips)].find((e) => e.textContent.includes(name));
const enter = (label, value, events = ["input", "change", "blur"]) => {
  const at = field(label);
  if (at.type === "checkbox") return at.checked === value || at.click();
  const text = at.tagName === "SELECT" ? [...at.options].find((o) => o.text === value).value : value;
  // As a person does it, past what frameworks put in the way of scripts.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(at), "value").set.call(at, text);
  for (const event of events) at.dispatchEvent(new Event(event, { bubbles: true }));
};
"""


class Browser:
    """A page of the application, used as a person does."""

    def __init__(self, wire: DevTools, root: str) -> None:
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
        """Fills in fields by their labels, with _ for a space; a list is of what is chosen one after the other."""
        for label, value in values.items():
            name = json.dumps(label.replace("_", " "))
            if isinstance(value, list):
                for one in value:
                    self._choose(label, one)
                    self.until(f"chip({json.dumps(one)}) !== undefined")
            elif self.do(f"field({name}).getAttribute('aria-haspopup')") == "listbox":
                self._choose(label, value)
            else:
                self.do(f"enter({name}, {json.dumps(value)})")

    def _choose(self, label: str, value: str) -> None:
        """Finds one of many by what it is called; "All" for none."""
        if value == "All":
            self.do(f"document.querySelector('button[aria-label=\"Clear {label}\"]').click()")
            return
        self.do(f"field({json.dumps(label)}).focus()")
        self.do(f"enter({json.dumps(label)}, {json.dumps(value)}, ['input'])")
        words = f"{json.dumps(label)}, {json.dumps(value)}"
        self.until(f"offered({words}) !== undefined")
        self.do(f"offered({words}).click()")

    def drop(self, name: str) -> None:
        """Takes back one of several that are chosen."""
        self.until(f"chip({json.dumps(name)}) !== undefined")
        self.do(f"chip({json.dumps(name)}).querySelector('button, .el-tag__close').click()")
        self.until(f"chip({json.dumps(name)}) === undefined")

    def looks(self, width: int, scheme: str) -> None:
        """Makes the window so wide, in CSS pixels, and the system light or dark."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        self._wire.call("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._wire.call("Emulation.setEmulatedMedia", {"features": features})

    def barriers(self, axe: str) -> str:
        """What axe, whose text is given, finds wrong with the page for people; empty for nothing."""
        self._wire.call("Runtime.evaluate", {"expression": axe})
        found = "axe.run(document).then((r) => r.violations.map((v) => v.id + v.nodes[0].html).join())"
        words = {"expression": found, "awaitPromise": True, "returnByValue": True}
        return str(self._wire.call("Runtime.evaluate", words)["result"].get("value"))

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
