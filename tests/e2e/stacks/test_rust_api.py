"""The rust-api stack for real: made, built, tested, launched and committed, then broken on purpose."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from harness import git
from proven_apps import Factory, edit
from shared_apps import Proven

STACK = "rust-api"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(3000),
    pytest.mark.xdist_group(STACK),
]


def test_it_is_proven_from_scaffold_to_commit(factory: Factory, app: Path) -> None:
    found = factory.evidence()
    assert [item["path"] for item in found["build"]["artefacts"]] == ["dist/bin/demo"]
    assert found["test"]["passed"] >= 40
    assert found["test"]["failed"] == 0
    assert json.loads(found["launch"]["body"]) == {"status": "ok"}
    assert found["launch"]["pid"] == found["launch"]["listening_pid"]
    assert git(app, "status", "--porcelain") == ""
    assert "Cargo.lock" in git(app, "ls-files").splitlines()


def test_its_lock_is_what_cargo_writes_itself(factory: Factory, broken: Path) -> None:
    before = (broken / "Cargo.lock").read_bytes()
    factory.well(broken, "cargo", "metadata", "--format-version", "1")
    assert (broken / "Cargo.lock").read_bytes() == before


def test_its_own_verbs_end_well_and_leave_nothing_behind(factory: Factory, broken: Path) -> None:
    for verb in ("setup", "lint", "test"):
        factory.well(broken, "make", verb)
    program = broken / "dist" / "bin" / "demo"
    before = program.stat()
    factory.well(broken, "make", "build")
    after = program.stat()
    assert (before.st_ino, before.st_mtime_ns) != (after.st_ino, after.st_mtime_ns), "no evidence of a second build"
    assert git(broken, "status", "--porcelain") == ""


NOTE = "CREATE TABLE note (id INTEGER PRIMARY KEY);\n"
FAULTS = {
    "no security header": ("src/security.rs", '"nosniff"', '"sniff"', "headers::every_answer_has_them"),
    "errors of the router are plain": (
        "src/middleware.rs",
        "failed && !is_document",
        "!failed && !is_document",
        "errors::every_failure_is_a_problem",
    ),
    "ready without a database": (
        "src/health.rs",
        "db::ping(&state.db).await",
        "Ok::<(), sqlx::Error>(())",
        "health::not_ready_when_the_database_has_gone",
    ),
    "the id of a request is not in the log": (
        "src/middleware.rs",
        ".instrument(span)",
        ".instrument(tracing::Span::none())",
        "program::serving::each_request_is_one_line_of_its_log",
    ),
    "a secret in an answer": (
        "src/extract.rs",
        '|(_, wanted)| format!("expected {wanted}")',
        "|_| message.to_owned()",
        "extract::tests::a_message_tells_what_was_expected_and_not_what_came",
    ),
    "SIGTERM is not heard": (
        "src/server.rs",
        "SignalKind::terminate()",
        "SignalKind::hangup()",
        "program::serving::it_serves_and_stops_when_told",
    ),
    "a bad setting is taken": (
        "src/config.rs",
        "Ok(number @ 1..=3600)",
        "Ok(number @ 0..=3600)",
        "config::tests::each_bad_value_is_named_and_explained",
    ),
}


@pytest.mark.rotation("broken on purpose: compiled", of=2)
def test_its_tests_find_everything_that_is_broken(factory: Factory, broken: Path) -> None:
    """All faults at once, because each run compiles; each must fail the test that is about it."""
    for name, old, new, _ in FAULTS.values():
        edit(broken, name, old, new)
    done = factory.run(broken, "cargo", "test", "--locked", "--no-fail-fast")
    assert done.returncode != 0
    failed = set(re.findall(r"^test (\S+) \.\.\. FAILED$", done.stdout, re.MULTILINE))
    for fault, (*_, test) in FAULTS.items():
        assert test in failed, f"{fault}: {failed}\n{done.stdout[-3000:]}"


def test_a_migration_with_a_bad_name_stops_the_build(factory: Factory, broken: Path) -> None:
    for name in ("create_notes.sql", "0_zero.sql", "0001.sql"):
        path = broken / "migrations" / name
        path.write_text(NOTE)
        done = factory.run(broken, "cargo", "check", "--locked")
        path.unlink()
        assert done.returncode != 0, name
        assert f"migrations: {name}: the name must be like 0001_create_notes.sql" in done.stderr


def test_a_migration_is_part_of_the_next_build(factory: Factory, broken: Path) -> None:
    (broken / "migrations" / "0001_create_notes.sql").write_text(NOTE)
    factory.well(broken, "make", "build")
    assert NOTE.strip().encode() in (broken / "dist" / "bin" / "demo").read_bytes()
    factory.well(broken, "cargo", "test", "--locked")


@pytest.mark.rotation("second application of a compiled stack", of=2)
def test_a_second_one_needs_no_network_and_a_kill_is_made_good(
    proven: Proven, another: Factory, tmp_path: Path
) -> None:
    """Cargo compiles everything: mity's own cache of what is compiled is empty here."""
    env = {"CARGO_NET_OFFLINE": "true", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    second = another.mity.workspace / "second-one"
    another.kill_once(lambda: list(second.glob("target/*/deps/*")), "create-app", "Second_One", "--stack", STACK, **env)
    assert not (second / "dist").exists(), "the kill came too late to prove anything"
    another("resume", **env)
    assert another.mity.log()["verdict"] == "proven"
    assert git(second, "status", "--porcelain") == ""
    another.well(second, "cargo", "fmt", "--check")
    one, two = ((path / "Cargo.lock").read_text().count("\nchecksum = ") for path in (proven.app, second))
    assert one == two
