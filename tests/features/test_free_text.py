"""Wishes in words: an agent makes them in a copy, and only what keeps every law and passes every proof lands."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from features.conftest import AppFixture
from features.test_add_feature import STATIONS
from harness import SAMPLES, git
from mity.errors import UsageError
from mity.features.prompts import check_title, slug_of
from processes import runs

WISH = "let /hello greet by name"
UNCONFINED = {"MITY_SANDBOX": "off"}
SLUG = "let-hello-greet-by-name"
KEY = "acme-4711-very-secret"
REFUSED = {
    "lying": "ended well but changed nothing",
    "crashing": "exited with 1, and what it had done so far is discarded",
    "no-test": "it brought no new test file",
    "only-tests": "it brought tests and nothing else",
    "tests-prove-nothing": "the new tests pass without the rest of the change: they prove nothing",
    "edits-test": "it changed tests/test_server.py, a test that was there before",
    "deletes-test": "it deleted tests/test_server.py",
    "deletes": "it deleted README.md",
    "edits-judge": "it changed make.py, which no feature may change",
    "new-gate": "it changed tests/conftest.py, which no feature may change",
    "pipeline": "it changed .github/workflows/ci.yml, which no feature may change",
    "lock": "it changed uv.lock, which no feature may change",
    "climbs": "it wrote outside its folder: outside.py",
    "env-file": "it wrote .env",
    "secret-written": "it wrote a secret into server.py",
    "key": "it wrote a secret into server.py",
    "forty-one": "it changed 43 files, 40 at most",
    "huge": "lines, 3000 at most",
    "pipe": "which is no plain file",
    "moves-away": "removed the folder",
}


def agent(role: str) -> str:
    """The command line of the agent."""
    return shlex.join([sys.executable, str(SAMPLES / "scripted_agent.py"), role])


def implement(done: Any) -> Any:
    """What the log says of the work of the agent."""
    return next(row["result"] for row in done.json["results"] if row["station"] == "implement")


def test_a_wish_lands_proven_and_is_listed_with_its_files(bare: AppFixture) -> None:
    done = bare("add-feature", WISH, "--agent", agent("builds"), "--branch", "--json")
    assert done.code == 0, done.text
    assert [row["station"] for row in done.json["results"]] == STATIONS
    evidence = {row["station"]: row["result"]["evidence"] for row in done.json["results"]}
    assert evidence["architect"]["request"] == WISH and evidence["architect"]["rules"]
    assert evidence["architect"]["budget"] == {"time_s": 300.0, "money_usd": 1.0}
    assert "make.py" in evidence["architect"]["forbidden"]
    assert evidence["implement"]["agent"]["cost_usd"] == 0.25
    assert (evidence["implement"]["red"]["exit_code"], evidence["test"]["tests"]) == (1, 2)
    assert bare.subjects[0] == f"Add a feature: {WISH}"
    assert git(bare.root, "branch", "--show-current") == f"feature/{SLUG}"
    assert git(bare.root, "status", "--porcelain") == ""
    assert 'return f"hello {name}"' in bare.text("server.py")
    bare.edit("server.py", "hello {name}", "hello, {name}")
    [row] = bare("features", "--json").json["features"]
    assert (row["name"], row["kind"], row["title"], row["agent"]) == (SLUG, "free-text", WISH, "scripted_agent.py")
    assert row["files"] == ["server.py", "tests/features/test_greeting.py"]
    assert row["drift"] == {"server.py": "edited"}
    removed = bare("remove-feature", SLUG)
    commit = git(bare.root, "log", "-1", "--format=%H", "--grep=Mity-Run", f"feature/{SLUG}")
    assert (removed.code, f"`git revert {commit[:12]}`" in removed.err) == (2, True), removed.text


def test_a_dry_run_shows_the_terms_and_starts_nobody(bare: AppFixture, tmp_path: Path) -> None:
    before = bare.state
    words = ("add-feature", WISH, "--agent", agent("daemon"), "--dry-run")
    done = bare(*words, env={"WITNESS": str(tmp_path / "witness")})
    assert done.code == 0, done.text
    for said in (WISH, "300 s, 1.00 USD", "never     ", "Bring new test files", "$ git add --all", "make.py red"):
        assert said in done.out
    assert not (tmp_path / "witness").exists()
    assert bare.state == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((WISH,), "is a feature in words, which needs a coding agent: name one with --agent"),
        (
            (WISH, "--agent", "no-such-agent"),
            "there is no agent 'no-such-agent', neither in mity nor as a program here",
        ),
        ((WISH, "--agent", "true", "--plural", "x"), "--plural belongs to a feature that is described by --field"),
        (("todo", "--agent", "true"), "say what a todo has"),
        (("two\nlines", "--agent", "true"), "one line of printable characters"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anything_is_written(bare: AppFixture, words: Any, said: str) -> None:
    before = bare.state
    done = bare("add-feature", *words)
    assert (done.code, said in done.err) == (2, True), done.text
    assert bare.state == before
    assert len(list((bare.root / ".mity/logs").glob("*-add-feature-*"))) == 0


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Let users reset their password!", "let-users-reset-their-password"),
        ("Straße & Café", "strae-cafe"),
        ("它应该更快", f"feature-{hashlib.sha256('它应该更快'.encode()).hexdigest()[:8]}"),
        ("taken already", "taken-already-2"),
        ("x" * 200, "x" * 48),
        ("a wish of very many words that goes on and on and on", "a-wish-of-very-many-words-that-goes-on-and-on"),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert slug_of(title, {"taken-already"}) == slug


@pytest.mark.parametrize("title", ["ab", " a ", "x" * 201, "a\tb c", "bell\a", "zero\u200bwidth"])
def test_titles_that_are_none(title: str) -> None:
    with pytest.raises(UsageError):
        check_title(title)


@pytest.mark.slow
@pytest.mark.parametrize(("role", "why"), REFUSED.items())
def test_what_must_not_be_leaves_everything_as_it_was(bare: AppFixture, role: str, why: str) -> None:
    before, subjects = bare.state, bare.subjects
    done = bare("add-feature", WISH, "--agent", agent(role), "--json", env={"ACME_API_KEY": KEY})
    assert (done.code, why in done.text) == (1, True), done.text
    assert (bare.state, bare.subjects) == (before, subjects)
    assert KEY not in done.text
    record = implement(done)["evidence"]["agent"]
    assert record["name"] == "scripted_agent.py" and "cost_usd" in record
    if role == "no-test":
        assert record["cost_usd"] == 0.5
        [kept] = (bare.root / ".mity/logs").glob("*/delivery.patch")
        assert "+def greet(name):" in kept.read_text()


@pytest.mark.slow
@pytest.mark.parametrize(("role", "station"), [("wrong-code", "test"), ("breaks-health", "launch")])
def test_what_fails_a_proof_waits_and_is_put_back(bare: AppFixture, role: str, station: str) -> None:
    before = bare.state
    done = bare("add-feature", WISH, "--agent", agent(role), "--json")
    assert done.code == 3, done.text
    assert done.json["results"][-1]["station"] == station
    assert bare.state == before


@pytest.mark.slow
def test_an_endless_agent_is_ended_at_its_budget(bare: AppFixture, tmp_path: Path) -> None:
    bare.write(".mity/config.toml", "[agent]\ntime_budget_secs = 1.0\n")
    before, witness = bare.state, tmp_path / "pids"
    done = bare("add-feature", WISH, "--agent", agent("endless"), "--json", env={"WITNESS": str(witness), **UNCONFINED})
    assert (done.code, "was stopped at its time budget of 1 s" in done.text) == (1, True), done.text
    assert implement(done)["evidence"]["agent"]["timed_out"]
    assert bare.state == before
    assert not any(runs(int(pid)) for pid in witness.read_text().split())


@pytest.mark.slow
def test_what_an_agent_writes_into_the_project_itself_is_put_back_and_kept_aside(bare: AppFixture) -> None:
    before = bare.state
    env = {"VICTIM": str(bare.root / "README.md"), **UNCONFINED}
    done = bare("add-feature", WISH, "--agent", agent("absolute"), "--json", env=env)
    assert (done.code, "README.md changed in the project while" in done.text) == (1, True), done.text
    assert bare.state == before
    assert [path.read_text() for path in (bare.root / ".mity/aside").rglob("README.md.kept")] == ["overwritten\n"]


@pytest.mark.slow
def test_files_made_of_all_features_are_not_an_agents(grown: AppFixture) -> None:
    before = grown.state
    done = grown("add-feature", WISH, "--agent", agent("registry"))
    assert (done.code, "features/registry.py, which no feature may change" in done.text) == (1, True), done.text
    assert grown.state == before


@pytest.mark.slow
def test_a_kill_while_the_agent_works_is_made_good_by_resume(bare: AppFixture, tmp_path: Path) -> None:
    """The agent is named once: a resume asks the same one again."""
    before, witness = bare.state, tmp_path / "pid"
    words = ("add-feature", WISH, "--app", str(bare.root), "--agent", agent("second-time"))
    started = bare.mity.start(*words, env={"WITNESS": str(witness), **UNCONFINED})
    deadline = time.monotonic() + 60
    while not (witness.exists() and witness.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    started.send_signal(signal.SIGKILL)
    started.communicate()
    assert bare.state == before
    done = bare("resume", env={"WITNESS": str(witness), **UNCONFINED})
    assert done.code == 0, done.text
    assert not runs(int(witness.read_text()))
    assert bare.subjects[0] == f"Add a feature: {WISH}"
    assert git(bare.root, "status", "--porcelain") == ""


@pytest.mark.slow
@pytest.mark.parametrize("station", ["build", "test", "review", "commit"])
def test_a_kill_in_a_proof_is_made_good_too(bare: AppFixture, station: str) -> None:
    (bare.root / "slow").write_text("0.4")
    bare.commit()
    words = ("add-feature", WISH, "--app", str(bare.root), "--agent", agent("builds"), "--verbose")
    started = bare.mity.start(*words)
    assert started.stderr is not None
    for line in started.stderr:
        if line.startswith(f"→ {station}:"):
            os.kill(started.pid, signal.SIGKILL)
            break
    started.communicate()
    if started.returncode == 0:
        pytest.skip("it was done before the kill came")
    done = bare("resume")
    assert done.code == 0, done.text
    assert bare.subjects.count(f"Add a feature: {WISH}") == 1
    assert git(bare.root, "status", "--porcelain") == ""


@pytest.mark.slow
def test_another_agent_can_go_on_after_a_failure(bare: AppFixture) -> None:
    assert bare("add-feature", WISH, "--agent", agent("lying")).code == 1
    done = bare("resume", "--agent", agent("builds"), "--json")
    assert done.code == 0, done.text
    assert json.loads(bare.text(f".mity/features/{SLUG}.json"))["agent"] == "scripted_agent.py"
    again = bare("add-feature", WISH.upper(), "--agent", agent("builds"))
    assert (again.code, f"'{SLUG}' already implements this" in again.err) == (2, True), again.text


@pytest.mark.slow
def test_the_settings_may_name_the_agent_and_healing_may_be_off(bare: AppFixture) -> None:
    words = ", ".join(f"'{word}'" for word in shlex.split(agent("builds")))
    bare.write(".mity/config.toml", f"[agent]\ncommand = [{words}]\n")
    done = bare("add-feature", WISH, "--no-heal", "--json")
    assert done.code == 0, done.text
    assert [row["station"] for row in done.json["results"]] == STATIONS


@pytest.mark.slow
def test_resources_and_wishes_live_side_by_side(grown: AppFixture) -> None:
    assert grown("add-feature", WISH, "--agent", agent("fix")).code == 0
    grown.add("note", "--field", "text:str")
    assert [row["name"] for row in grown("features", "--json").json["features"]] == ["note", "project", "todo", SLUG]


@pytest.mark.slow
def test_a_stack_that_knows_no_resources_takes_wishes_too(bare: AppFixture) -> None:
    """All of its tests are run without the rest then."""
    bare.write(".mity/stack.yaml", bare.text(".mity/stack.yaml").partition("feature:\n")[0])
    done = bare("add-feature", WISH, "--agent", agent("fix"), "--json")
    assert done.code == 0, done.text
    red = implement(done)["evidence"]["red"]
    assert (red["exit_code"], "make.py test reports/junit.xml" in red["command"]) == (1, True)
