"""Features of dotnet-webapi for real: added and proven by mity, then asked by one who knows only the contract."""

from __future__ import annotations

import json
import shutil
import signal
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

from proven_apps import Factory, missing
from shared_apps import Shelf, grow

STACK = "dotnet-webapi"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group(STACK),
    pytest.mark.rotation("features of a stack", of=4, unit=STACK),
    pytest.mark.skipif(bool(missing("dotnet", "make")), reason="dotnet or make is not on PATH"),
]
PROJECT = ["name:str,unique,max=80", "budget:decimal,min=0,optional"]
TODO = [
    "title:str,min=1,max=20",
    "done:bool=false",
    "remind_at:datetime,optional",
    "status:enum=open,values=open+on-hold",
    "project:ref,to=project",
    "reviewer:ref,to=project,optional,on_delete=set_null",
]


@pytest.fixture(scope="module")
def grown(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The proven application with two proven features."""
    return grow(shelf.proven(STACK), tmp_path_factory.mktemp("grown"), project=PROJECT, todo=TODO)


class Client:
    """Somebody who knows only the contract."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with self.opener.open(request, timeout=30) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            assert error.headers["Content-Type"] == "application/problem+json"
            return error.code, json.loads(error.read())


@contextmanager
def served(factory: Factory, app: Path, file: Path) -> Iterator[Client]:
    """The built program with a database in a file."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    env = {**factory.mity.env, "PORT": port, "DATABASE_URL": f"sqlite://{file}", "MIGRATE_ON_START": "true"}
    dotnet = shutil.which("dotnet")
    assert dotnet is not None
    program = subprocess.Popen([dotnet, "dist/demo.dll"], cwd=app, env=env)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if program.poll() is not None or probe.connect_ex(("127.0.0.1", int(port))) == 0:
                    break
            time.sleep(0.1)
        yield Client(f"http://127.0.0.1:{port}")
        program.send_signal(signal.SIGTERM)
        assert program.wait(timeout=20) == 0
    finally:
        program.kill()
        program.wait()


def refused(answer: tuple[int, Any], *names: str) -> None:
    status, problem = answer
    assert status == 422, problem
    assert {tuple(error["loc"]) for error in problem["errors"]} == {("body", name) for name in names}


def check_values(ask: Client) -> None:
    status, project = ask("POST", "/projects", {"name": "house", "budget": "12.5"})
    assert (status, project["budget"]) == (201, "12.50")
    assert ask("POST", "/projects", {"name": "house"})[0] == 409
    todo = {"title": "paint", "project_id": project["id"], "remind_at": "2026-01-02T03:04:05+01:00"}
    status, made = ask("POST", "/todos", todo)
    assert status == 201, made
    assert (made["done"], made["status"], made["reviewer_id"]) == (False, "open", None)
    assert made["remind_at"] == "2026-01-02T02:04:05Z"
    assert made["created_at"].endswith("Z")
    refused(ask("POST", "/todos", {"project_id": None}), "title", "project_id")
    for name, value in [
        ("title", ""),
        ("title", "x" * 21),
        ("title", 1),
        ("done", "maybe"),
        ("done", None),
        ("remind_at", "2026-01-02T03:04:05"),
        ("status", "on_hold"),
        ("status", 1),
        ("project_id", 77),
    ]:
        refused(ask("POST", "/todos", {**todo, name: value}), name)
        refused(ask("PATCH", f"/todos/{made['id']}", {name: value}), name)
    status, changed = ask("PATCH", f"/todos/{made['id']}", {"status": "on-hold", "remind_at": None})
    assert (status, changed["title"], changed["status"], changed["remind_at"]) == (200, "paint", "on-hold", None)
    assert ask("GET", f"/todos/{made['id']}") == (200, changed)


def check_relations(ask: Client) -> None:
    other = ask("POST", "/projects", {"name": "garden"})[1]["id"]
    assert ask("PATCH", "/todos/1", {"reviewer_id": other})[1]["reviewer_id"] == other
    assert ask("GET", f"/todos?reviewer_id={other}")[1]["total"] == 1
    assert ask("GET", f"/todos?project_id={other}")[1] == {"items": [], "total": 0, "limit": 20, "offset": 0}
    assert [ask("GET", f"/todos?{query}")[0] for query in ("limit=0", "limit=101", "offset=-1")] == [422] * 3
    assert ask("DELETE", "/projects/1")[0] == 409
    assert ask("DELETE", f"/projects/{other}")[0] == 204
    assert ask("GET", "/todos/1")[1]["reviewer_id"] is None
    assert [ask(method, "/todos/99", {})[0] for method in ("PATCH", "DELETE")] == [404] * 2


def check_document(ask: Client) -> None:
    document = ask("GET", "/openapi.json")[1]
    assert set(document["paths"]["/todos"]) >= {"get", "post"}
    assert set(document["paths"]["/todos/{id}"]) >= {"get", "patch", "delete"}
    schemas = document["components"]["schemas"]
    assert set(schemas["NewTodo"]["required"]) == {"title", "project_id"}
    title = schemas["NewTodo"]["properties"]["title"]
    assert (title["type"], title["minLength"], title["maxLength"]) == ("string", 1, 20)
    assert "required" not in schemas["TodoChange"]
    assert schemas["NewProject"]["properties"]["budget"]["pattern"].startswith("^-?[0-9]{1,10}")


def test_features_are_proven_and_keep_the_contract(factory: Factory, grown: Path, tmp_path: Path) -> None:
    with served(factory, grown, tmp_path / "it's.db") as ask:
        check_values(ask)
        check_relations(ask)
        check_document(ask)
    with served(factory, grown, tmp_path / "it's.db") as ask:
        assert ask("GET", "/todos")[1]["items"][0]["title"] == "paint"
        assert ask("DELETE", "/todos/1")[0] == 204
