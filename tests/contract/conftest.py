"""What the promises need: one application of a stack with features, and it at work on each database."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conformance import Backend
from postgres import binaries, server

from mity.features.grammar import parse_fields
from shared_apps import Proven, Shelf, place_in, shelf_of

PROJECT = ("name:str,max=80,unique", "budget:decimal,min=0,optional")
TASK = (
    *("title:str,min=1,max=200", "notes:text,optional", "size:int,min=1,max=10", "big:bigint,optional"),
    *("ratio:float,optional", "price:decimal=1.50,p=9,s=2", "done:bool=false", "due:date,optional"),
    *("starts_at:datetime,optional", "token:uuid,unique", "mail:email,optional", "site:url,optional"),
    *("status:enum=open,values=open+closed+in-progress", "project:ref,to=project"),
    *("extra:json,optional,max=500", "helped:many,to=project"),
)
SPECS = {
    "project": parse_fields("project", PROJECT),
    "task": parse_fields("task", TASK),
    "note": parse_fields("note", ("title:str,max=80,unique", "extra:json,optional", "project:ref,to=project")),
    "remark": parse_fields("remark", ("text:text", "note:ref,to=note", "cited:many,to=note,on_delete=restrict")),
}
SPECS |= {name: SPECS[name].model_copy(update={"soft_delete": True}) for name in ("note", "remark")}
OWN = {
    "sqlite": "sqlite:///{folder}/data.db",
    "h2": "jdbc:h2:mem:contract;DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;LOCK_TIMEOUT=10000",
}
"""Databases that need no server."""
BUILDS = {
    "java-quarkus": ("mvn", "--offline", "--quiet", "package", "-Dmaven.test.skip=true", "-Ddatabase={database}"),
    "rust-api": ("make", "build", "FEATURES=--no-default-features --features {feature}"),
}
"""Programs that are built anew for each kind of database."""
PROGRAMS = {
    "python-fastapi": (".venv/bin/python", "-m", "demo"),
    "java-springboot": ("java", "-XX:TieredStopAtLevel=1", "-jar", "target/demo.jar"),
    "java-quarkus": ("java", "-XX:TieredStopAtLevel=1", "-jar", "target/quarkus-app/quarkus-run.jar"),
    "rust-api": ("dist/bin/demo",),
}
"""What serves an application of a stack that keeps to the contract."""


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """One proven application of each stack, made when the first test needs it."""
    return shelf_of(tmp_path_factory)


@pytest.fixture(scope="session")
def grown(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Proven, Path]]:
    """The applications with all features, added at once, by stack, as they are asked for."""
    made: dict[str, tuple[Proven, Path]] = {}

    class Grown(dict[str, tuple[Proven, Path]]):
        def __missing__(self, stack: str) -> tuple[Proven, Path]:
            proven = shelf.proven(stack)
            folder = tmp_path_factory.mktemp("contract")
            app, file = proven.copy(place_in(folder, proven)), folder / "features.json"
            file.write_text(json.dumps({"features": [spec.to_json() for spec in SPECS.values()]}), encoding="utf-8")
            done = proven.factory("add-feature", "--spec", str(file), "--app", str(app))
            assert done["verdict"] == "proven", done
            self[stack] = proven, app
            return self[stack]

    return Grown(made)


@pytest.fixture(scope="module")
def backend(request: pytest.FixtureRequest, grown: dict[str, tuple[Proven, Path]]) -> Iterator[Backend]:
    """A stack's application at work on a database; `request.param` names both."""
    stack, database = request.param
    if database == "postgresql" and binaries() is None:
        pytest.skip("no PostgreSQL on this machine")
    proven, app = grown[stack]
    folder = app.parent / database
    folder.mkdir()
    with ExitStack() as closing:
        url = closing.enter_context(server()) if database == "postgresql" else OWN[database].format(folder=folder)
        named = _jdbc(url) if stack.startswith("java-") else {"DATABASE_URL": url}
        env = {**os.environ, **proven.factory.mity.env, **named, "MIGRATE_ON_START": "true"}
        if stack in BUILDS:
            feature = database.removesuffix("ql")  # as crates of Rust call it
            words = [word.format(database=database, feature=feature) for word in BUILDS[stack]]
            subprocess.run(words, cwd=app, env=env, check=True, timeout=900)
        address = closing.enter_context(_served(app, PROGRAMS[stack], env, folder / "log"))
        yield Backend(address, SPECS)


def _jdbc(url: str) -> dict[str, str]:
    """The settings that name a database to the Java stacks."""
    if url.startswith("jdbc:"):
        return {"DATABASE_URL": url}
    place = urlsplit(url)
    return {
        "DATABASE_URL": f"jdbc:postgresql://{place.hostname}:{place.port}{place.path}",
        "DATABASE_USER": place.username or "",
        "DATABASE_PASSWORD": place.password or "",
    }


@contextmanager
def _served(app: Path, program: tuple[str, ...], env: dict[str, str], log: Path) -> Iterator[str]:
    """The address of an application at work; it must end by itself when it is told to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("w") as output:
        env = {**env, "PORT": str(port)}
        process = subprocess.Popen(program, cwd=app, env=env, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 180
        while True:
            assert time.monotonic() < deadline and process.poll() is None, log.read_text()[-3000:]
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM, 128 + signal.SIGTERM)  # the last is what the JVM says
