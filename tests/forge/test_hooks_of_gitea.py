"""A real Gitea delivers to a real `mity watch`, and people answer a waiting run by comments."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from delivering import SECRET, configure, define, served, until, watching
from gitea import OTHER, OWNER, GiteaServer
from test_issues_on_gitea import OWN_STACK, Worker, bug, pulls

pytestmark = [pytest.mark.forge, pytest.mark.xdist_group("forge")]
HOOK = '[watch]\ngitea_secret_env = "HOOK_SECRET"\n'
ANY = """
triggers: [{type: webhook, name: "*"}]
steps: [{name: note, command: 'echo "${{ event.name }}" >> seen'}]
"""
LABELLED = """
triggers: [{type: webhook, name: "issue.*", labels: [mity], parameters: {issue: "${{ event.data.number }}"}}]
parameters: {issue: {}}
steps: [{name: note, command: 'echo "${{ parameters.issue }}" >> labelled'}]
"""


@pytest.fixture
def worker(gitea: GiteaServer, tmp_path: Path) -> Worker:
    """mity of the owner."""
    return Worker(tmp_path / "owner", gitea, gitea.owner)


def hook(gitea: GiteaServer, name: str, url: str) -> None:
    """Gitea tells everything of a repository to that address."""
    config = {"url": f"{url}/hooks/gitea", "content_type": "json", "secret": SECRET}
    sent = {"type": "gitea", "active": True, "config": config, "events": ["*"], "branch_filter": "*"}
    every = [
        *("create", "delete", "push", "issues", "issue_label", "issue_comment", "pull_request", "pull_request_label"),
        *("pull_request_review_approved", "pull_request_review_rejected", "pull_request_review_comment"),
        *("pull_request_sync", "pull_request_review_request", "pull_request_comment", "release", "issue_assign"),
    ]
    gitea.ask("POST", f"/repos/{OWNER}/{name}/hooks", {**sent, "events": every})


def names(worker: Worker) -> list[str]:
    """What was served, in words of mity's."""
    return [row["name"] for row in served(worker.mity)]


def test_what_gitea_tells_starts_workflows_once(gitea: GiteaServer, worker: Worker) -> None:
    home = f"/repos/{OWNER}/told"
    gitea.repository("told", {"a.py": "A = 1\n"})
    configure(worker.mity, HOOK)
    define(worker.mity, "any", ANY)
    define(worker.mity, "labelled", LABELLED)
    with watching(worker.mity, "--port", "0", "--trust", env={"HOOK_SECRET": SECRET}) as watch:
        hook(gitea, "told", watch.url)
        number = gitea.issue("told", "Sums are wrong", "text", gitea.other)
        label = gitea.ask("POST", f"{home}/labels", {"name": "mity", "color": "#00ff00"})["id"]
        gitea.ask("POST", f"{home}/issues/{number}/labels", {"labels": [label]})
        gitea.ask("POST", f"{home}/issues/{number}/comments", {"body": "Why?"}, gitea.other)
        gitea.commit("told", {"a.py": "A = 2\n"}, "a change", new="feature/x")
        pull = gitea.ask("POST", f"{home}/pulls", {"title": "A change", "head": "feature/x", "base": "main"})["number"]
        gitea.ask("POST", f"{home}/pulls/{pull}/requested_reviewers", {"reviewers": [OTHER]})
        remark = {"path": "a.py", "new_position": 1, "body": "Why two?"}
        review: dict[str, Any] = {"event": "REQUEST_CHANGES", "body": "Hm.", "comments": [remark]}
        gitea.ask("POST", f"{home}/pulls/{pull}/reviews", review, gitea.other)
        gitea.ask("POST", f"{home}/pulls/{pull}/reviews", {"event": "APPROVED", "body": "Good."}, gitea.other)
        gitea.commit("told", {"b.py": "B = 1\n"}, "more", branch="feature/x", new="feature/x")
        gitea.ask("PATCH", f"{home}/issues/{number}", {"assignees": [OTHER]})
        until(lambda: "pull_request.updated" in names(worker), 60)  # it is told of an open one alone
        gitea.ask("PATCH", f"{home}/pulls/{pull}", {"state": "closed"})
        gitea.ask("POST", f"{home}/releases", {"tag_name": "v1", "target_commitish": "main", "name": "One"})
        wanted = {
            *("issue.opened", "issue.labeled", "comment.created", "branch.created", "push", "pull_request.opened"),
            *("pull_request.review_requested", "review.changes_requested", "review.approved", "pull_request.updated"),
            *("issue.assigned", "pull_request.closed", "release.published"),
        }
        until(lambda: wanted <= set(names(worker)), 60)
        assert sorted(wanted - set(names(worker))) == [], (names(worker), watch.text)
        rows = [row for row in served(worker.mity) if row["type"] == "webhook"]
        assert not [row["name"] for row in rows if row["name"].startswith("other.")]
        assert len({row["keys"][0] for row in rows}) == len(rows)
    labelled = (worker.mity.workspace / "labelled").read_text().split()
    assert labelled and set(labelled) == {str(number)}
    seen = (worker.mity.workspace / "seen").read_text().split()
    assert len(seen) == len(rows), "each delivery starts a run once"


def test_a_comment_on_gitea_answers_a_run_that_waits(gitea: GiteaServer, worker: Worker) -> None:
    url = bug(gitea, "approved", OWN_STACK)
    stranger = gitea.person("stranger")
    configure(worker.mity, '[[notify]]\nkind = "forge"\n')
    first = worker.issue(url, "--confirm")
    assert first.code == 3, first.text
    run, place = first.json["run_id"], f"/repos/{OWNER}/approved/issues/1/comments"
    time.sleep(1.1)  # Gitea tells times by the second
    gitea.ask("POST", place, {"body": "/approve"}, stranger)
    quoted = gitea.ask("POST", place, {"body": "> /approve\n\nnot yet"}, gitea.other)
    time.sleep(1.1)
    gitea.ask("PATCH", f"/repos/{OWNER}/approved/issues/comments/{quoted['id']}", {"body": "/approve"}, gitea.other)
    waits = worker("approve", run, "--from-comments")
    assert waits.code == 3, waits.text
    assert "may not push here" in waits.text and "it was edited" in waits.text
    gitea.ask("POST", place, {"body": "/approve\r\nlooks good"}, gitea.other)
    answered = worker("approve", run, "--from-comments")
    assert answered.code == 0, answered.text
    done = worker("resume", run, "--json")
    assert done.code == 0, done.text
    (pull,) = pulls(gitea, "approved")
    assert pull["head"]["ref"] == "fix/issue-1"
    told = [row for row in gitea.ask("GET", place) if row["user"]["login"] == OWNER]
    assert len(told) == 2, "one comment of the run's progress, one of its channel"
