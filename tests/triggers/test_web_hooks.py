"""Web hooks: what is signed is taken once, everything else is refused; forges' words become one vocabulary."""

from __future__ import annotations

import json

from delivering import SECRET, github, signed

from mity.triggers.forge_words import occurrence
from mity.triggers.hooks import Hooks
from rows import each

ISSUE = {
    "action": "labeled",
    "issue": {"number": 7, "title": "a", "user": {"login": "ann"}, "labels": [{"name": "bug"}, 3]},
    "label": {"name": "mity"},
    "repository": {"full_name": "o/r"},
}


def hooks(*served: str) -> Hooks:
    return Hooks({"github": SECRET, "gitea": SECRET, "gitlab": SECRET}, lambda keys: not set(served).isdisjoint(keys))


def status(path: str, headers: dict[str, str], body: bytes, *served: str) -> int:
    return hooks(*served).judge(path, headers, body).status


def test_what_is_signed_is_taken_and_everything_else_is_refused() -> None:
    headers, body = github(ISSUE, "issues", "d-1")
    taken = hooks().judge("/hooks/github", headers, body).taken
    assert taken is not None
    assert (taken.name, taken.subject, taken.data["number"]) == ("issue.labeled", "mity", 7)
    assert taken.data["labels"] == ["bug"]
    assert status("/hooks/github", {**headers, "X-Hub-Signature-256": ""}, body) == 403
    assert status("/hooks/github", {**headers, "X-Hub-Signature-256": "sha256=é"}, body) == 403
    assert status("/hooks/github", github(ISSUE, "issues", "d-1", "another")[0], body) == 403
    assert status("/hooks/github", headers, body + b" ") == 403
    assert status("/hooks/github", {**headers, "X-GitHub-Delivery": ""}, body) == 400
    assert status("/hooks/github", {**headers, "X-GitHub-Delivery": "a b"}, body) == 400
    assert status("/hooks/gitea", headers, body) == 400, "the header of another forge names no delivery of this one"
    assert status("/hooks/nowhere", headers, body) == status("/", headers, body) == 404
    assert Hooks({}, lambda keys: False).judge("/hooks/github", headers, body).status == 404
    for wrong in (b"[]", b"nothing", b"[" * 100_000):
        assert status("/hooks/github", {**headers, "X-Hub-Signature-256": f"sha256={signed(wrong)}"}, wrong) == 400


def test_a_delivery_counts_once_under_its_id_and_under_what_was_signed() -> None:
    headers, body = github(ISSUE, "issues", "d-1")
    taken = hooks().judge("/hooks/github", headers, body).taken
    assert taken is not None and len(taken.keys) == 2
    for key in taken.keys:
        assert status("/hooks/github", headers, body, key) == 200
    again = hooks().judge("/hooks/github", {**headers, "X-GitHub-Delivery": "d-2"}, body).taken
    assert again is not None and set(again.keys) & set(taken.keys), "another id makes it no other delivery"


def test_gitea_and_gitlab_sign_in_their_own_ways() -> None:
    body = json.dumps(ISSUE).encode()
    own = {"X-Gitea-Delivery": "g-1", "X-Gitea-Event": "issues"}
    assert status("/hooks/gitea", {**own, "X-Gitea-Signature": signed(body)}, body) == 202
    assert status("/hooks/gitea", {**own, "X-Hub-Signature-256": f"sha256={signed(body)}"}, body) == 202
    assert status("/hooks/gitea", own, body) == 403
    lab = {"X-Gitlab-Event-UUID": "l-1", "X-Gitlab-Event": "Push Hook"}
    push = json.dumps({"object_kind": "push", "ref": "refs/heads/main"}).encode()
    assert status("/hooks/gitlab", {**lab, "X-Gitlab-Token": SECRET}, push) == 202
    assert status("/hooks/gitlab", {**lab, "X-Gitlab-Token": SECRET[:-1]}, push) == 403
    assert status("/hooks/gitlab", {**lab, "X-Gitlab-Token": ""}, push) == 403
    retried = {**lab, "X-Gitlab-Token": SECRET, "Idempotency-Key": "k-1"}
    assert status("/hooks/gitlab", retried, push, "gitlab:k-1") == 200


PULL = {"number": 3, "title": "t", "head": {"ref": "topic", "sha": "abc"}, "base": {"ref": "main"}}
MERGE = {"iid": 3, "title": "t", "source_branch": "topic", "target_branch": "main"}


def merge(**more: object) -> dict[str, object]:
    return {"object_kind": "merge_request", "object_attributes": {**MERGE, **more}}


@each(
    ("forge", "kind", "payload", "name", "subject"),
    [
        ("github", "push", {"ref": "refs/heads/a/b", "after": "1"}, "push", "a/b"),
        ("gitea", "push", {"ref": "refs/tags/v1", "after": "1"}, "tag.pushed", "v1"),
        ("github", "push", {"ref": "refs/heads/a", "after": "0" * 40}, "branch.deleted", "a"),
        ("gitea", "create", {"ref": "v1", "ref_type": "tag"}, "tag.created", "v1"),
        ("github", "pull_request", {"action": "opened", "pull_request": PULL}, "pull_request.opened", "main"),
        ("github", "pull_request", {"action": "synchronize", "pull_request": PULL}, "pull_request.updated", "main"),
        ("gitea", "pull_request", {"action": "synchronized", "pull_request": PULL}, "pull_request.updated", "main"),
        ("gitea", "pull_request_sync", {"action": "x", "pull_request": PULL}, "pull_request.updated", "main"),
        (
            "github",
            "pull_request",
            {"action": "closed", "pull_request": {**PULL, "merged": True}},
            "pull_request.merged",
            "main",
        ),
        (
            "github",
            "pull_request",
            {"action": "review_requested", "pull_request": PULL},
            "pull_request.review_requested",
            "main",
        ),
        (
            "github",
            "pull_request_review",
            {"action": "submitted", "review": {"state": "changes_requested"}, "pull_request": PULL},
            "review.changes_requested",
            "main",
        ),
        (
            "gitea",
            "pull_request_rejected",
            {"action": "reviewed", "pull_request": PULL},
            "review.changes_requested",
            "main",
        ),
        ("gitea", "pull_request_approved", {"action": "reviewed", "pull_request": PULL}, "review.approved", "main"),
        ("gitea", "issue_label", {**ISSUE, "action": "label_updated"}, "issue.labeled", "mity"),
        ("github", "issues", {**ISSUE, "action": "opened", "label": None}, "issue.opened", "o/r"),
        ("github", "issue_comment", {**ISSUE, "action": "created"}, "comment.created", "o/r"),
        ("github", "release", {"action": "published", "release": {"tag_name": "v1"}}, "release.published", "v1"),
        ("github", "ping", {}, "ping", ""),
        ("github", "star", {"action": "created"}, "other.star", ""),
        ("gitlab", "x", {"object_kind": "push", "ref": "refs/heads/main", "after": "1"}, "push", "main"),
        ("gitlab", "x", merge(action="open"), "pull_request.opened", "main"),
        ("gitlab", "x", merge(action="update", oldrev="a"), "pull_request.updated", "main"),
        ("gitlab", "x", merge(action="merge"), "pull_request.merged", "main"),
        ("gitlab", "x", merge(action="approved"), "review.approved", "main"),
        ("gitlab", "x", {"object_kind": "issue", "object_attributes": {"action": "close"}}, "issue.closed", ""),
        ("gitlab", "x", {"object_kind": "note", "object_attributes": {}}, "comment.created", ""),
        ("gitlab", "x", {"object_kind": "release", "action": "create", "tag": "v1"}, "release.published", "v1"),
        ("github", "push", {"ref": 7, "repository": [], "sender": {"login": {}}}, "push", ""),
        ("gitlab", "x", {"object_kind": {}, "object_attributes": [1]}, "other.x", ""),
    ],
)
def test_forges_speak_one_vocabulary(
    forge: str, kind: str, payload: dict[str, object], name: str, subject: str
) -> None:
    found = occurrence(forge, kind, payload, ())
    assert (found.name, found.subject) == (name, subject)
    assert json.loads(json.dumps(found.to_json()))["data"]["forge"] == forge
