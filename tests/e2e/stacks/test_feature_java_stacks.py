"""Features of the Java stacks for real: added and proven by mity, then asked by one who knows only the contract."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from proven_apps import LIMIT, Factory
from shared_apps import Proven, grow

pytestmark = [pytest.mark.stacks, pytest.mark.timeout(3000)]
JARS = {"java-springboot": "target/demo.jar", "java-quarkus": "target/quarkus-app/quarkus-run.jar"}
PROJECT = ["name:str,unique,max=80", "budget:decimal,min=0,optional"]
TODO = [
    "title:str,min=1,max=20",
    "done:bool=false",
    "remind_at:datetime,optional",
    "status:enum=open,values=open+on-hold",
    "hours:float,min=0.5,max=24,optional",
    "count:int=3,min=0,max=10",
    "project:ref,to=project",
    "reviewer:ref,to=project,optional,on_delete=set_null",
]
WRONG = [
    ("title", ""),
    ("title", "x" * 21),
    ("title", 1),
    ("done", "maybe"),
    ("done", None),
    ("remind_at", "2026-01-02T03:04:05"),
    ("status", "on_hold"),
    ("status", 1),
    ("hours", 0.25),
    ("hours", "2"),
    ("count", 1.5),
    ("count", 11),
    ("count", 2**70),
    ("project_id", 77),
    ("project_id", None),
    ("reviewer_id", 77),
]


STACKS = [
    pytest.param(one, marks=[pytest.mark.xdist_group(one), pytest.mark.rotation("features of a stack", of=4, unit=one)])
    for one in JARS
]


@pytest.fixture(scope="module", params=STACKS)
def stack(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Client:
    """Somebody who knows only the contract."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.location = ""

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with self.opener.open(request, timeout=60) as answer:
                self.location = answer.headers["Location"] or ""
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            assert error.headers["Content-Type"] == "application/problem+json"
            return error.code, json.loads(error.read())


@contextmanager
def served(factory: Factory, app: Path, stack: str) -> Iterator[Client]:
    """The built program with a database in a file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = "jdbc:h2:file:./target/kept;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"
    env = {**factory.mity.env, "PORT": str(port), "DATABASE_URL": url, "MIGRATE_ON_START": "true"}
    log = app / "target" / "served.log"
    with log.open("w") as output:
        program = subprocess.Popen(["java", "-jar", JARS[stack]], cwd=app, env=env, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + LIMIT
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert program.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield Client(f"http://127.0.0.1:{port}")
        program.terminate()
        assert program.wait(timeout=60) in (0, 143)
    finally:
        program.kill()
        program.wait()


def refused(answer: tuple[int, Any], *names: str) -> None:
    status, problem = answer
    assert status == 422, problem
    assert {tuple(error["loc"]) for error in problem["errors"]} == {("body", name) for name in names}


def check_values(ask: Client) -> None:
    status, project = ask("POST", "/api/projects", {"name": "house", "budget": "12.5"})
    assert (status, project["budget"], ask.location) == (201, "12.50", "/api/projects/1")
    assert ask("POST", "/api/projects", {"name": "house"})[0] == 409
    refused(ask("POST", "/api/projects", {"name": "hut", "budget": "1.005"}), "budget")
    refused(ask("POST", "/api/projects", {"name": "hut", "budget": "-1"}), "budget")
    todo = {"title": "paint", "project_id": project["id"], "remind_at": "2026-01-02T03:04:05+01:00"}
    status, made = ask("POST", "/api/todos", todo)
    assert status == 201, made
    assert (made["done"], made["status"], made["count"], made["reviewer_id"]) == (False, "open", 3, None)
    assert made["remind_at"] == "2026-01-02T02:04:05Z"
    assert made["created_at"].endswith("Z")
    refused(ask("POST", "/api/todos", {}), "title", "project_id")
    for name, value in WRONG:
        refused(ask("POST", "/api/todos", {**todo, name: value}), name)
        refused(ask("PATCH", f"/api/todos/{made['id']}", {name: value}), name)
    status, changed = ask("PATCH", f"/api/todos/{made['id']}", {"status": "on-hold", "remind_at": None})
    assert (status, changed["title"], changed["status"], changed["remind_at"]) == (200, "paint", "on-hold", None)
    assert ask("GET", f"/api/todos/{made['id']}") == (200, changed)


def check_relations(ask: Client) -> None:
    other = ask("POST", "/api/projects", {"name": "garden"})[1]["id"]
    assert ask("PATCH", "/api/todos/1", {"reviewer_id": other})[1]["reviewer_id"] == other
    assert ask("GET", f"/api/todos?reviewer_id={other}")[1]["total"] == 1
    assert ask("GET", f"/api/todos?project_id={other}")[1] == {
        "items": [],
        "total": 0,
        "limit": 20,
        "offset": 0,
        "next_cursor": None,
    }
    assert [item["name"] for item in ask("GET", "/api/projects?limit=1&offset=1")[1]["items"]] == ["garden"]
    assert [ask("GET", f"/api/todos?{query}")[0] for query in ("limit=0", "limit=101", "offset=-1")] == [422] * 3
    assert ask("DELETE", "/api/projects/1")[0] == 409
    assert ask("DELETE", f"/api/projects/{other}")[0] == 204
    assert ask("GET", "/api/todos/1")[1]["reviewer_id"] is None
    assert [ask(method, "/api/todos/99", {})[0] for method in ("PATCH", "DELETE")] == [404] * 2


def check_document(ask: Client) -> None:
    document = ask("GET", "/openapi.json")[1]
    assert set(document["paths"]["/api/todos"]) >= {"get", "post"}
    assert set(document["paths"]["/api/todos/{id}"]) >= {"get", "patch", "delete"}
    schemas = document["components"]["schemas"]
    body = schemas["TodoBody"]
    assert set(body["required"]) == {"title", "project_id"}
    title = body["properties"]["title"]
    assert (title["type"], title["minLength"], title["maxLength"]) == ("string", 1, 20)
    assert set(body["properties"]["hours"]["type"]) == {"number", "null"}
    assert body["properties"]["count"]["maximum"] == 10
    assert not schemas["TodoChange"].get("required")
    assert set(schemas["TodoChange"]["properties"]) == set(body["properties"])
    assert schemas["ProjectBody"]["properties"]["budget"]["pattern"].startswith("^-?[0-9]{1,10}")


def test_features_are_proven_and_keep_the_contract(stack: str, proven: Proven, tmp_path: Path) -> None:
    app, factory = grow(proven, tmp_path, project=PROJECT, todo=TODO), proven.factory
    with served(factory, app, stack) as ask:
        check_values(ask)
        check_relations(ask)
        check_document(ask)
    with served(factory, app, stack) as ask:
        assert ask("GET", "/api/todos")[1]["items"][0]["title"] == "paint"
        assert ask("DELETE", "/api/todos/1")[0] == 204
