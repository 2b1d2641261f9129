"""What people do on a real Gitea while runs go on: rename, close, delete, label by hand."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from delivering import until
from gitea import OTHER, OWNER, GiteaServer
from test_issues_on_gitea import Worker, bug, comments, once
from test_reviews_on_gitea import CALC, FILES, merged, opened, reviews

pytestmark = [pytest.mark.forge, pytest.mark.xdist_group("forge")]


@pytest.fixture
def worker(gitea: GiteaServer, tmp_path: Path) -> Worker:
    """mity of the owner."""
    return Worker(tmp_path / "owner", gitea, gitea.owner)


def confirmed(worker: Worker, url: str) -> str:
    """A run on an issue that waits before its commit."""
    first = worker.issue(url, "--confirm")
    assert first.code == 3, first.text
    return str(first.json["run_id"])


def test_a_repository_that_is_renamed_while_the_run_waits(gitea: GiteaServer, worker: Worker) -> None:
    run = confirmed(worker, bug(gitea, "old-name"))
    gitea.ask("PATCH", f"/repos/{OWNER}/old-name", {"name": "new-name"})
    assert worker("approve", run).code == 0
    done = worker("resume", run, "--json")
    assert done.code == 0, done.text
    once(gitea, "new-name")


def test_an_issue_that_is_closed_while_the_run_waits(gitea: GiteaServer, worker: Worker) -> None:
    run = confirmed(worker, bug(gitea, "closed-meanwhile"))
    gitea.ask("PATCH", f"/repos/{OWNER}/closed-meanwhile/issues/1", {"state": "closed"})
    assert worker("approve", run).code == 0
    done = worker("resume", run, "--json")
    assert done.code == 0, done.text
    assert "The issue was closed while the work went on" in once(gitea, "closed-meanwhile")["body"]


def test_a_comment_that_was_deleted_is_written_once_more(gitea: GiteaServer, worker: Worker) -> None:
    run = confirmed(worker, bug(gitea, "deleted-comment"))
    (row,) = gitea.ask("GET", f"/repos/{OWNER}/deleted-comment/issues/1/comments")
    gitea.ask("DELETE", f"/repos/{OWNER}/deleted-comment/issues/comments/{row['id']}")
    assert worker("approve", run).code == 0
    done = worker("resume", run, "--json")
    assert done.code == 0, done.text
    once(gitea, "deleted-comment")


def test_a_label_that_differs_in_case_is_the_one_that_is_given(gitea: GiteaServer, worker: Worker) -> None:
    url = gitea.repository("cased", FILES)
    for name in ("Bug", "Priority: High"):
        gitea.ask("POST", f"/repos/{OWNER}/cased/labels", {"name": name, "color": "#ff0000"})
    number = gitea.issue("cased", "add gives a wrong result", "", gitea.other)
    done = worker("triage", f"{url}/issues/{number}")
    assert done.code == 0, done.text
    assert sorted(one["name"] for one in gitea.ask("GET", f"/repos/{OWNER}/cased/labels")) == ["Bug", "Priority: High"]
    found = gitea.ask("GET", f"/repos/{OWNER}/cased/issues/{number}")
    assert sorted(one["name"] for one in found["labels"]) == ["Bug", "Priority: High"]


def test_a_release_of_a_tag_with_a_slash_and_more_than_ascii(gitea: GiteaServer, worker: Worker) -> None:
    url = opened(gitea, "tagged", {"notes.md": "new\n"})
    merged(gitea, "tagged")
    tag = "release/1.0-ä"
    gitea.ask("POST", f"/repos/{OWNER}/tagged/tags", {"tag_name": tag, "target": "main"})
    clone = f"{url.rpartition('/pulls/')[0]}.git"
    subprocess.run(["git", "clone", "--quiet", clone, worker.mity.workspace / "x"], check=True)
    for _ in range(2):
        done = worker("release-notes", "--to", tag, "--publish", "--output", "x")
        assert done.code == 0, done.text
    (made,) = gitea.ask("GET", f"/repos/{OWNER}/tagged/releases")
    assert (made["tag_name"], "(#1)" in made["body"]) == (tag, True)


def test_a_pull_request_whose_fork_is_gone_and_one_whose_branch_is(gitea: GiteaServer, tmp_path: Path) -> None:
    worker = Worker(tmp_path / "other", gitea, gitea.owner)
    gitea.repository("forked", FILES)
    gitea.ask("POST", f"/repos/{OWNER}/forked/forks", {"name": "fork-of-it"}, gitea.other)
    work = gitea.folder / "work" / "fork"
    url = f"http://{OTHER}:{gitea.other.token}@127.0.0.1:{gitea.port}/{OTHER}/fork-of-it.git"
    subprocess.run(["git", "clone", "--quiet", url, work], check=True)
    (work / "calc.py").write_text(f"import os\n\n\n{CALC}")
    as_other = ("-c", "user.name=Other", "-c", "user.email=other@example.com")
    for words in (("commit", "-qam", "theirs"), ("push", "-q", "origin", "HEAD:topic")):
        subprocess.run(["git", *as_other, *words], cwd=work, check=True, capture_output=True)
    sent = {"title": "Theirs", "head": f"{OTHER}:topic", "base": "main"}
    number = gitea.ask("POST", f"/repos/{OWNER}/forked/pulls", sent, gitea.other)["number"]
    gitea.ask("DELETE", f"/repos/{OTHER}/fork-of-it", None, gitea.other)
    page = opened(gitea, "branchless", {"calc.py": f"import os\n\n\n{CALC}"})
    gitea.ask("DELETE", f"/repos/{OWNER}/branchless/branches/feature")
    pages = {"forked": f"{gitea.base}/{OWNER}/forked/pulls/{number}", "branchless": page}
    for name, url in pages.items():
        ask = f"/repos/{OWNER}/{name}/pulls/1"
        assert until(lambda ask=ask: gitea.ask("GET", ask)["state"] == "closed"), "Gitea closes both by itself"
        done = worker("review", url)
        assert (done.code, "is closed: there is nothing left to review" in done.text) == (1, True), done.text
        assert (comments(gitea, name), reviews(gitea, name)) == ([], [])
