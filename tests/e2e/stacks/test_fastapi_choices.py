"""FastAPI applications of every pair of choices: made, proven with features, on SQLite and PostgreSQL, and broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from postgres import server

from proven_apps import Factory, edited
from shared_apps import Shelf

STACK = "python-fastapi"
COMBINATIONS = {
    "sqlite-none-gitlab": ("sqlite", "none", "gitlab"),
    "sqlite-session-gitlab": ("sqlite", "session", "gitlab"),
    "sqlite-jwt-github": ("sqlite", "jwt", "github"),
    "postgres-none-github": ("postgres", "none", "github"),
    "postgres-session-github": ("postgres", "session", "github"),
    "postgres-jwt-gitlab": ("postgres", "jwt", "gitlab"),
}
"""Every value of a choice meets every value of each other one."""
PROJECT = ("name:str,max=80,unique", "budget:decimal,min=0,optional")
TASK = ("title:str,min=1,max=200", "done:bool=false", "status:enum=open,values=open+closed", "project:ref,to=project")
ANYBODY = ("features/auth/ownership.py", "if user.role != ADMIN and user.id", "if False and user.id")
JOINED = """            .join(SignIn, SignIn.user_id == User.id)
            .where(SignIn.id == claims["sid"], """
FAULTS = {
    "session": {
        "anybody changes everything": ANYBODY,
        "no token of the page": ("features/auth/access.py", "if request.method not in SAFE:", "if False:"),
        "a cookie for scripts": ("features/auth/router.py", "httponly=True", "httponly=False"),
        "a session for ever": ("features/auth/sign_ins.py", ", SignIn.expires_at > utc_now()", ""),
        "a password as it is": ("features/auth/passwords.py", "return _hashes.hash(password)", "return password"),
    },
    "jwt": {
        "anybody changes everything": ANYBODY,
        "no admins": ("features/auth/ownership.py", "user.role != ADMIN and ", ""),
        "any signature": ("features/auth/access.py", 'options={"', 'options={"verify_signature": False, "'),
        "a token after signing out": ("features/auth/access.py", JOINED, "            .where("),
        "a refresh token again": ("features/auth/sign_ins.py", "sign_in.digest = _digest(secret)", "pass"),
        "no limit": ("features/auth/attempts.py", "if wait := max(waits)", "if wait := 0"),
        "any secret in production": (
            "config.py",
            'if value.get_secret_value() or info.data.get("environment") ==',
            "if 0 ==",
        ),
    },
}

pytestmark = [pytest.mark.stacks, pytest.mark.timeout(1800), pytest.mark.xdist_group(STACK)]


@pytest.fixture
def factory(shelf: Shelf, tmp_path: Path) -> Factory:
    """mity with the caches of the stack, and a workspace of its own."""
    return shelf.factory(STACK, tmp_path / "choices")


def made(factory: Factory, database: str, auth: str, ci: str) -> Path:
    """A proven application with two features that are related."""
    words = ("--set", f"database={database}", "--set", f"auth={auth}", "--set", f"ci={ci}")
    factory("create-app", "shop", "--stack", STACK, *words)
    app = factory.mity.workspace / "shop"
    for name, fields in {"project": PROJECT, "task": TASK}.items():
        factory("add-feature", name, "--app", str(app), *(word for one in fields for word in ("--field", one)))
    return app


@pytest.mark.rotation("choices of python-fastapi", of=3)
@pytest.mark.parametrize("combination", COMBINATIONS)
def test_a_combination_is_proven_on_both_databases(factory: Factory, combination: str) -> None:
    database, auth, ci = COMBINATIONS[combination]
    app = made(factory, database, auth, ci)
    answers = json.loads((app / ".mity" / "app.json").read_text())["answers"]
    assert (answers["database"], answers["auth"], answers["ci"]) == (database, auth, ci)
    assert (app / ".gitlab-ci.yml").is_file() == (ci == "gitlab")
    assert (app / ".github").is_dir() == (ci == "github")
    assert (app / "compose.yaml").is_file() == (database == "postgres")
    factory.well(app, "make", "lint")
    with server() as url:
        factory.well(app, "make", "test", f"TEST_DATABASE_URL={url}")


@pytest.mark.rotation("broken choices of python-fastapi", of=2)
@pytest.mark.parametrize("auth", FAULTS)
def test_their_tests_find_what_is_broken(factory: Factory, auth: str) -> None:
    app = made(factory, "sqlite", auth, "github")
    for fault, (name, old, new) in FAULTS[auth].items():
        with edited(app, f"src/shop/{name}", old, new):
            done = factory.run(app, ".venv/bin/python", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider")
        assert done.returncode == 1, (fault, done.stdout + done.stderr)
        assert "FAILED" in done.stdout, fault
