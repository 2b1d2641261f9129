"""The rust-api stack for real: made, built, tested, launched and committed, then broken on purpose."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from harness import Mity, git

pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(3000),
    pytest.mark.xdist_group("rust-api"),
    pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo is not on PATH"),
]
AWKWARD = ["--set", 'description=It\'s "quoted" \\ 100% – ünï 😀', "--set", 'author_name=Ann "A" O’Neil']
LIMIT = 1500.0


class Factory:
    """mity in a folder with an awkward name, with the machine's cargo; all its applications share compiled packages."""

    def __init__(self, folder: Path) -> None:
        workspace, home = folder / 'it\'s a ünï "place"', folder / "home"
        workspace.mkdir(parents=True, exist_ok=True)
        home.mkdir(exist_ok=True)
        self.log_of_app = folder / "shop.json"
        self.mity = Mity(workspace, home)
        self.mity.env["CARGO_HOME"] = os.environ.get("CARGO_HOME", str(Path.home() / ".cargo"))
        self.mity.env["RUSTUP_HOME"] = os.environ.get("RUSTUP_HOME", str(Path.home() / ".rustup"))
        self.mity.env["CARGO_TARGET_DIR"] = str(folder / "compiled")

    def __call__(self, *words: str, **env: str) -> dict[str, Any]:
        """Runs mity to its end; its JSON document."""
        started = self.mity.start(*words, "--json", env=env)
        out, err = started.communicate(timeout=LIMIT)
        assert started.returncode == 0, out + err
        document = json.loads(out)
        assert isinstance(document, dict)
        return document

    def run(self, app: Path, *argv: str) -> subprocess.CompletedProcess[str]:
        """Runs a command in an application."""
        return subprocess.run(argv, cwd=app, env=self.mity.env, capture_output=True, text=True, timeout=LIMIT)

    def well(self, app: Path, *argv: str) -> str:
        """Runs a command that must end well; what it printed."""
        done = self.run(app, *argv)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def factory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Factory]:
    """The factory of this session, which all workers share: one test at a time."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if base.name.startswith("popen-") else base) / "rust"
    shared.mkdir(exist_ok=True)
    with FileLock(shared / "lock"):
        yield Factory(shared)


@pytest.fixture
def app(factory: Factory) -> Path:
    """A proven application, made by the first test that asks for it."""
    app = factory.mity.workspace / "shop"
    if not factory.log_of_app.exists():
        shutil.rmtree(app, ignore_errors=True)
        factory("create-app", app.name, "--stack", "rust-api", *AWKWARD)
        factory.log_of_app.write_text(json.dumps(factory.mity.log()))
    return app


def test_it_is_proven_from_scaffold_to_commit(factory: Factory, app: Path) -> None:
    log = json.loads(factory.log_of_app.read_text())
    assert log["verdict"] == "proven", log
    found = {item["station"]: item["result"]["evidence"] for item in log["results"]}
    assert [item["path"] for item in found["build"]["artefacts"]] == ["dist/bin/shop"]
    assert found["test"]["passed"] >= 40
    assert found["test"]["failed"] == 0
    assert json.loads(found["launch"]["body"]) == {"status": "ok"}
    assert found["launch"]["pid"] == found["launch"]["listening_pid"]
    assert git(app, "status", "--porcelain") == ""
    assert "Cargo.lock" in git(app, "ls-files").splitlines()


def test_its_lock_is_what_cargo_writes_itself(factory: Factory, app: Path) -> None:
    before = (app / "Cargo.lock").read_bytes()
    factory.well(app, "cargo", "metadata", "--format-version", "1")
    assert (app / "Cargo.lock").read_bytes() == before


def test_its_own_verbs_end_well_and_leave_nothing_behind(factory: Factory, app: Path) -> None:
    for verb in ("setup", "lint", "test"):
        factory.well(app, "make", verb)
    program = app / "dist" / "bin" / "shop"
    before = program.stat()
    factory.well(app, "make", "build")
    after = program.stat()
    assert (before.st_ino, before.st_mtime_ns) != (after.st_ino, after.st_mtime_ns), "no evidence of a second build"
    assert git(app, "status", "--porcelain") == ""


FAULTS = {
    "no security header": ("src/security.rs", '"nosniff"', '"sniff"'),
    "errors of the router are plain": ("src/middleware.rs", "failed && !is_document", "!failed && !is_document"),
    "ready without a database": ("src/health.rs", "db::ping(&state.db).await", "Ok::<(), sqlx::Error>(())"),
    "the id of a request is not in the log": (
        "src/middleware.rs",
        ".instrument(span)",
        ".instrument(tracing::Span::none())",
    ),
    "a secret in an answer": ("src/extract.rs", '|(_, wanted)| format!("expected {wanted}")', "|_| message.to_owned()"),
    "SIGTERM is not heard": ("src/server.rs", "SignalKind::terminate()", "SignalKind::hangup()"),
    "a bad setting is taken": ("src/config.rs", "Ok(number @ 1..=3600)", "Ok(number @ 0..=3600)"),
}


@contextmanager
def broken(app: Path, name: str, old: str, new: str) -> Iterator[None]:
    """The application with one piece of text changed."""
    path = app / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("fault", FAULTS)
def test_its_tests_find_what_is_broken(factory: Factory, app: Path, fault: str) -> None:
    with broken(app, *FAULTS[fault]):
        done = factory.run(app, "cargo", "test", "--locked", "--no-fail-fast")
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "test result: FAILED" in said, said


@pytest.mark.parametrize("name", ["create_notes.sql", "0_zero.sql", "0001.sql"])
def test_a_migration_with_a_bad_name_stops_the_build(factory: Factory, app: Path, name: str) -> None:
    path = app / "migrations" / name
    path.write_text("CREATE TABLE note (id INTEGER PRIMARY KEY);\n")
    try:
        done = factory.run(app, "cargo", "check", "--locked")
    finally:
        path.unlink()
    assert done.returncode != 0
    assert f"migrations: {name}: the name must be like 0001_create_notes.sql" in done.stderr


def test_a_migration_is_part_of_the_next_build(factory: Factory, app: Path) -> None:
    path = app / "migrations" / "0001_create_notes.sql"
    path.write_text("CREATE TABLE note (id INTEGER PRIMARY KEY);\n")
    try:
        factory.well(app, "make", "build")
        assert path.read_bytes().strip() in (app / "dist" / "bin" / "shop").read_bytes()
        factory.well(app, "cargo", "test", "--locked")
    finally:
        path.unlink()


def test_a_second_one_needs_no_network(factory: Factory, app: Path) -> None:
    factory("create-app", "Second_One", "--stack", "rust-api", CARGO_NET_OFFLINE="true")
    second = factory.mity.workspace / "second-one"
    assert factory.mity.log()["verdict"] == "proven"
    factory.well(second, "cargo", "fmt", "--check")
    one, two = ((path / "Cargo.lock").read_text().count("\nchecksum = ") for path in (app, second))
    assert one == two


def test_a_kill_during_the_build_is_made_good(factory: Factory, app: Path) -> None:
    started = factory.mity.start("create-app", "killed", "--stack", "rust-api")
    project = factory.mity.workspace / "killed"
    for _ in range(6000):
        if (project / "Cargo.lock").is_file() or started.poll() is not None:
            break
        time.sleep(0.05)
    time.sleep(1)
    started.send_signal(signal.SIGKILL)
    started.communicate()
    assert not (project / "dist").exists(), "the kill came too late to prove anything"
    factory("resume")
    assert factory.mity.log()["verdict"] == "proven"
    assert git(project, "status", "--porcelain") == ""
