"""Features of a real rust-api application: two with a relation, one that grows, one that goes, and data that stay."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from postgres import binaries, server

from blackbox import Api, check_relation, check_resource
from harness import git
from proven_apps import Factory
from shared_apps import Shelf, place_in

STACK = "rust-api"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(2400),
    pytest.mark.xdist_group(STACK),
    pytest.mark.rotation("features of a stack", of=4, unit=STACK),
]
PROJECT = ("--field", "name:str,max=80,unique", "--field", "budget:decimal,min=0,optional", "--field", "mail:email")
TODO = r"""
name: todo
fields:
  - {name: title, type: str, min: 1, max: 200}
  - {name: done, type: bool, default: false}
  - {name: due, type: date, optional: true}
  - {name: remind_at, type: datetime, optional: true}
  - {name: status, type: enum, values: [open, closed, on-hold], default: open}
  - {name: hours, type: float, min: 0.5, max: 24, optional: true}
  - {name: size, type: int, min: 1, max: 10}
  - {name: big, type: bigint, optional: true}
  - {name: code, type: str, pattern: '[A-Z][0-9]{2}\.x"?', example: 'A12.x', optional: true}
  - {name: token, type: uuid, optional: true}
  - {name: notes, type: text, optional: true}
  - {name: project, type: ref, to: project}
  - {name: reviewer, type: ref, to: project, optional: true, on_delete: set_null}
"""
MORE = (
    "--field",
    "rating:int=3,min=1,max=5",
    "--field",
    "shelf:str,optional,unique",
    "--field",
    "site:url,optional",
)


@pytest.fixture(scope="module")
def grown(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The proven application with two features that are related."""
    proven, folder = shelf.proven(STACK), tmp_path_factory.mktemp("grown")
    root, spec = proven.copy(place_in(folder, proven)), folder / "todo.yaml"
    spec.write_text(TODO, encoding="utf-8")
    for words in (("project", *PROJECT), ("todo", "--spec", str(spec))):
        document = proven.factory("add-feature", *words, "--app", str(root))
        assert document["verdict"] == "proven"
        [written] = [one["result"] for one in document["results"] if one["station"] == "implement"]
        assert "its tests fail without it" in written["message"]
    return root


@contextmanager
def serving(factory: Factory, app: Path, database: Path) -> Iterator[str]:
    """The application at work; it must end by itself when it is told to."""
    env = {**factory.mity.env, "PORT": "0", "DATABASE_URL": f"sqlite://{database}", "MIGRATE_ON_START": "true"}
    process = subprocess.Popen([str(app / "dist/bin/demo")], env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        started: dict[str, Any] = json.loads(process.stdout.readline())
        yield f"http://127.0.0.1:{started['port']}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert process.returncode == 0


def test_a_client_that_knows_only_the_document_is_content(factory: Factory, grown: Path, tmp_path: Path) -> None:
    database = tmp_path / "data.db"
    with serving(factory, grown, database) as address:
        api = Api(address)
        assert api.collections() == ["/api/projects", "/api/todos"]
        check_resource(api, "/api/projects", unique="name")
        check_resource(api, "/api/todos")
        check_relation(api, "/api/projects", "/api/todos", "project_id")
        for wrong in ({"size": 11, "title": ""}, {"project_id": 987654, "reviewer_id": 987654}):
            refused = api.call("POST", "/api/todos", {**api.body("/api/todos", 3), **wrong})
            assert refused.status == 422
            assert sorted(error["loc"][1] for error in refused.body["errors"]) == sorted(wrong)
        kept = api.make("/api/todos", 5).body
        assert api.call("DELETE", f"/api/projects/{kept['reviewer_id']}").status == 204
        kept["reviewer_id"] = None
        assert api.call("GET", f"/api/todos/{kept['id']}").body == kept
        moment = api.call(
            "PATCH", f"/api/todos/{kept['id']}", {"remind_at": "2024-02-28T10:30:00.25+02:00", "due": None}
        )
        assert (moment.body["remind_at"], moment.body["due"]) == ("2024-02-28T08:30:00.250000Z", None)
    with serving(factory, grown, database) as address:
        assert Api(address).call("GET", f"/api/todos/{kept['id']}").body == moment.body


def test_lint_and_tests_pass_on_postgresql(factory: Factory, grown: Path) -> None:
    """The job of its CI with a service; a test that shares tables with another one fails here."""
    if binaries() is None:
        pytest.skip("no PostgreSQL on this machine")
    features = "FEATURES=--no-default-features --features postgres"
    with server() as url:
        factory.well(grown, "make", "lint", features)
        factory.well(grown, "make", "test", features, TEST_DATABASE_URL=url)
    assert git(grown, "status", "--porcelain") == ""


def test_it_is_committed_feature_by_feature(grown: Path) -> None:
    assert git(grown, "log", "--format=%s").splitlines()[:2] == ["Add the feature todo", "Add the feature project"]
    assert git(grown, "status", "--porcelain") == ""


def test_one_grows_and_another_goes_with_the_data_in_place(factory: Factory, grown: Path, tmp_path: Path) -> None:
    database = tmp_path / "data.db"
    with serving(factory, grown, database) as address:
        api = Api(address)
        project = api.call("GET", f"/api/projects/{api.make('/api/todos').body['project_id']}").body
    assert factory("add-feature", "project", *PROJECT, *MORE, "--app", str(grown))["verdict"] == "proven"
    with serving(factory, grown, database) as address:
        api = Api(address)
        changed = api.call("GET", f"/api/projects/{project['id']}").body
        assert changed == {**project, "rating": 3, "shelf": None, "site": None}
        assert api.call("PATCH", f"/api/projects/{project['id']}", {"rating": 6}).status == 422
        body = api.body("/api/projects")
        assert api.call("POST", "/api/projects", {**body, "name": "other", "shelf": "top"}).status == 201
        assert api.call("PATCH", f"/api/projects/{project['id']}", {"shelf": "top"}).status == 409
    assert factory("remove-feature", "todo", "--app", str(grown))["verdict"] == "proven"
    with serving(factory, grown, database) as address:
        api = Api(address)
        assert api.collections() == ["/api/projects"]
        assert api.call("GET", "/api/todos").status == 404
        assert api.call("DELETE", f"/api/projects/{project['id']}").status == 204
    assert git(grown, "status", "--porcelain") == ""
