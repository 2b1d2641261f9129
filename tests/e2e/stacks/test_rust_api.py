"""The rust-api stack for real: made, built, tested, launched and committed, then broken on purpose."""

from __future__ import annotations

import json
import shutil
import signal
import time
from pathlib import Path

import pytest

from harness import git
from proven_apps import AWKWARD, Factory, cargo_factory, edited

pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(3000),
    pytest.mark.xdist_group("rust-api"),
    pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo is not on PATH"),
]


@pytest.fixture(scope="module")
def factory(tmp_path_factory: pytest.TempPathFactory) -> Factory:
    """mity with the machine's cargo; compiled packages are shared with the tests of features."""
    return cargo_factory(tmp_path_factory, "rust")


@pytest.fixture(scope="module")
def app(factory: Factory) -> Path:
    """A proven application."""
    [made] = factory.smoke("rust-api", *AWKWARD)
    return made


def test_it_is_proven_from_scaffold_to_commit(factory: Factory, app: Path) -> None:
    found = factory.evidence()
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


@pytest.mark.parametrize("fault", FAULTS)
def test_its_tests_find_what_is_broken(factory: Factory, app: Path, fault: str) -> None:
    with edited(app, *FAULTS[fault]):
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
