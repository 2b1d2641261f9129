"""The python-fastapi stack for real: made with both licences, built, tested, launched, committed, then broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import git
from node_stacks import CLOSED
from proven_apps import Factory, edit
from shared_apps import Proven

STACK = "python-fastapi"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group(STACK),
]
OFFLINE = {"UV_OFFLINE": "1", "HTTPS_PROXY": CLOSED, "HTTP_PROXY": CLOSED, "NO_PROXY": "127.0.0.1"}


def test_they_are_proven_from_scaffold_to_commit(factory: Factory, proven: Proven) -> None:
    apps = proven.apps
    assert [path.name for path in apps] == ["demo", "demo-2"]
    assert ["MIT License" in (path / "LICENSE").read_text() for path in apps] == [True, False]
    logs = [factory.mity.log(path.stem) for path in sorted(factory.mity.workspace.glob(".mity/logs/*.json"))]
    for path, log in zip(apps, logs, strict=True):
        found = {item["station"]: item["result"]["evidence"] for item in log["results"]}
        [wheel] = [item["path"] for item in found["build"]["artefacts"]]
        assert wheel.startswith(f"dist/{path.name.replace('-', '_')}-")
        assert found["test"]["passed"] >= 60
        assert (found["test"]["failed"], found["test"]["skipped"]) == (0, 0)
        assert json.loads(found["launch"]["body"])["status"] == "ok"
        assert found["launch"]["pid"] == found["launch"]["listening_pid"]
        assert git(path, "rev-parse", "HEAD") == found["commit"]["commit"]


def test_its_own_verbs_end_well_and_leave_nothing_behind(factory: Factory, broken: Path) -> None:
    for verb in ("setup", "lint", "test", "build"):
        factory.well(broken, "make", verb)
    assert git(broken, "status", "--porcelain") == ""


FAULTS = {
    "no security header": ("security.py", '"nosniff"', '"sniff"'),
    "HSTS for all": ("security.py", "if https_only else {}", "if not https_only else {}"),
    "any id is taken": ("middleware.py", "_ACCEPTABLE_ID.fullmatch(given)", "given"),
    "the id is not in the log": ("log.py", 'entry["request_id"]', 'entry["id"]'),
    "an error is not caught": ("main.py", "    app.add_middleware(UnhandledErrors)\n", ""),
    "a secret in an answer": ("errors.py", '"type": item["type"]}', '"type": item["type"], "input": item["input"]}'),
    "no problem details": ("errors.py", "media_type = MEDIA_TYPE\n\n\ndef", 'media_type = "text/plain"\n\n\ndef'),
    "another status without a database": ("routers/health.py", '503, "The database does', '500, "The database does'),
    "ready without migrations": ("routers/health.py", "if not current:", "if False:"),
    "a bad setting is taken": ("config.py", "le=65535", "le=99999"),
    "a password in a message": (
        "config.py",
        'raise ValueError(\n                "not a',
        'raise ValueError(\n                value + "not a',
    ),
    "no feature is found": ("discovery.py", '(*modules, *_feature_modules("router"))', "modules"),
}


@pytest.mark.rotation(f"broken on purpose: {STACK}", of=3)
@pytest.mark.parametrize("fault", FAULTS)
def test_its_tests_find_what_is_broken(factory: Factory, broken: Path, fault: str) -> None:
    name, old, new = FAULTS[fault]
    edit(broken, f"src/demo/{name}", old, new)
    done = factory.run(broken, ".venv/bin/python", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FAILED" in done.stdout


def test_a_second_one_needs_no_network_and_a_kill_is_made_good(proven: Proven, another: Factory) -> None:
    second = another.mity.workspace / "again-2"
    packages = ".venv/lib/python*/site-packages/*"
    another.kill_once(lambda: list(second.glob(packages)), "create-app", "Again_2", "--stack", STACK, **OFFLINE)
    assert git(second, "rev-list", "--all") == "", "the kill came too late to prove anything"
    another("resume", **OFFLINE)
    assert another.mity.log()["verdict"] == "proven"
    assert git(second, "status", "--porcelain") == ""
