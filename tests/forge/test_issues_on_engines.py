"""From an issue to a pull request by the workers of an engine, and the same run seen and answered from elsewhere."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from gitea import GiteaServer
from test_issues_on_gitea import Worker, branches, bug, comments, once

from harness import Mity

pytestmark = [pytest.mark.forge, pytest.mark.timeout(300), pytest.mark.xdist_group("forge")]


@pytest.fixture
def person(gitea: GiteaServer, tmp_path: Path) -> Worker:
    """mity of the owner."""
    return Worker(tmp_path / "owner", gitea, gitea.owner)


@pytest.mark.parametrize("kind", ["engine", "dbos_engine"])
def test_workers_take_an_issue_to_a_pull_request(
    gitea: GiteaServer, person: Worker, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    person.mity.env["MITY_ENGINE"] = request.getfixturevalue(kind)
    (tmp_path / "far").mkdir()
    far = Mity(tmp_path / "far", person.mity.home)
    far.env |= person.mity.env
    name = f"by-{kind.replace('_', '-')}"
    working = person.mity.start("worker", "--queue", "q", "--folder", str(tmp_path / "places"))
    try:
        waits = person.issue(bug(gitea, name), "--confirm", "--queue", "q")
        assert waits.code == 3, waits.text
        assert branches(gitea, name) == {"main"}
        run = waits.json["run_id"]
        assert far("approve", run).code == 0
        done = far("resume", run, "--json")
        assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
        pull = once(gitea, name)
        assert "✅ Tests: 2 passed, 0 failed" in pull["body"]
        assert not list(far.workspace.iterdir())

        detached = person("review", pull["html_url"], "--queue", "q", "--detach", "--json", "--trust")
        assert detached.code == 0, detached.text
        read = person("resume", detached.json["run_id"], "--json")
        assert read.code == 0, read.text
        reviews = gitea.ask("GET", f"/repos/{pull['base']['repo']['full_name']}/pulls/{pull['number']}/reviews")
        assert len(reviews) == 1, reviews
    finally:
        working.send_signal(signal.SIGTERM)
        working.communicate(timeout=60)


def test_an_issue_that_a_queue_was_not_asked_for_is_kept_in_the_engine_and_goes_on_elsewhere(
    gitea: GiteaServer, person: Worker, tmp_path: Path, engine: str
) -> None:
    person.mity.env["MITY_ENGINE"] = engine
    waits = person.issue(bug(gitea, "kept"), "--confirm")
    assert waits.code == 3, waits.text
    run = waits.json["run_id"]
    (tmp_path / "far").mkdir()
    far = Mity(tmp_path / "far", person.mity.home)
    far.env |= person.mity.env
    assert far("approve", run).code == 0
    done = far("resume", run, "--json", "--trust", "--output", str(tmp_path / "far" / "empty"))
    assert done.code == 0, done.text
    once(gitea, "kept")
    assert len(comments(gitea, "kept")) == 1
