"""Deliveries that are odd or hostile: forms, huge and cut bodies, kinds that sound alike, labels that decide."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from delivering import SECRET, deliver, github, signed

from mity.triggers.definitions import Trigger
from mity.triggers.forge_words import occurrence
from mity.triggers.hooks import MOST_BYTES, Hooks
from mity.triggers.matching import fits, jobs_for
from mity.triggers.occurrence import Occurrence
from mity.triggers.server import HookServer
from mity.workflow.core import Parameter
from mity.workflow.parameters import converted
from rows import each

FORM = "application/x-www-form-urlencoded"
PAYLOAD = {"action": "opened", "issue": {"number": 7, "title": "a + b & c=d ü"}, "repository": {"full_name": "o/r"}}


class Listening:
    """A server for deliveries, and what it took."""

    def __init__(self) -> None:
        self.taken: list[Occurrence] = []
        self.notes: list[str] = []
        hooks = Hooks({"github": SECRET, "gitea": SECRET}, lambda keys: False)
        self.server = HookServer("127.0.0.1", 0, hooks, self.taken.append, self.notes.append)


@pytest.fixture
def listening() -> Iterator[Listening]:
    """One that listens on loopback."""
    made = Listening()
    yield made
    made.server.close()


def form(text: str, delivery: str = "d-1") -> tuple[dict[str, str], bytes]:
    """A delivery as a form, which is what GitHub sends when nothing else was chosen."""
    body = text.encode()
    headers = {
        "X-Hub-Signature-256": f"sha256={signed(body)}",
        "X-GitHub-Delivery": delivery,
        "X-GitHub-Event": "issues",
        "Content-Type": FORM,
    }
    return headers, body


def test_a_form_is_read_as_the_payload_in_it(listening: Listening) -> None:
    url = f"{listening.server.address}/hooks/github"
    headers, body = form(urlencode({"payload": json.dumps(PAYLOAD, ensure_ascii=False)}))
    assert deliver(url, {**headers, "Content-Type": f"{FORM}; charset=UTF-8"}, body) == 202
    (taken,) = listening.taken
    assert (taken.name, taken.data["title"]) == ("issue.opened", "a + b & c=d ü")
    assert deliver(url, {**headers, "X-Hub-Signature-256": f"sha256={signed(b'x')}"}, body) == 403


@each("text", ["", "payload=", "payload=%7B", "payload=[]", "other=1", "payload=%7B%7D&payload=%7B%7D", "payload=%FF"])
def test_a_form_without_one_payload_is_refused(listening: Listening, text: str) -> None:
    headers, body = form(text)
    assert deliver(f"{listening.server.address}/hooks/github", headers, body) == 400
    assert listening.taken == []


def test_a_form_is_none_where_the_delivery_says_that_it_is_json(listening: Listening) -> None:
    headers, body = form(urlencode({"payload": json.dumps(PAYLOAD)}))
    url = f"{listening.server.address}/hooks/github"
    assert deliver(url, {**headers, "Content-Type": "application/json"}, body) == 400


def test_who_sends_too_much_is_told_so(listening: Listening) -> None:
    url = f"{listening.server.address}/hooks/github"
    for size in (MOST_BYTES + 1, 30 << 20):
        body = b"x" * size
        headers, _ = github({}, "push", "d-1")
        assert deliver(url, headers, body) == 413
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request("POST", parts.path, iter([b"x" * 70_000] * 20), {"X-GitHub-Event": "push"}, encode_chunked=True)
    assert connection.getresponse().status == 411
    connection.close()
    headers, body = github(PAYLOAD, "issues", "d-2")
    assert deliver(url, headers, body) == 202, "it still listens"
    assert listening.notes == []


BUG = {"title": "bug"}
COMMENT = {
    "action": "created",
    "comment": {"body": "Why?", "html_url": "https://x/c"},
    "pull_request": {"number": 3, "title": "t", "body": "text of the pull request", "base": {"ref": "main"}},
    "repository": {"full_name": "o/r"},
}


@each(
    "forge, kind, payload, name, data",
    [
        ("github", "pull_request_review_comment", COMMENT, "comment.created", {"text": "Why?", "number": 3}),
        ("gitea", "pull_request_comment", COMMENT, "review.commented", {"number": 3}),
        ("github", "pull_request_review_thread", {**COMMENT, "action": "x"}, "other.pull_request_review_thread", {}),
        ("github", "pull_request_comment", COMMENT, "other.pull_request_comment", {}),
        (
            "github",
            "issues",
            {**PAYLOAD, "action": "assigned", "assignee": {"login": "bot"}, "issue": {"assignees": [{"login": "bot"}]}},
            "issue.assigned",
            {"assignees": ["bot"]},
        ),
        (
            "gitea",
            "issues",
            {**PAYLOAD, "action": "assigned", "issue": {"assignees": [{"login": "bot"}, {"login": "ann"}]}},
            "issue.assigned",
            {"assignees": ["bot", "ann"]},
        ),
        (
            "gitlab",
            "x",
            {
                "object_kind": "issue",
                "object_attributes": {"action": "update", "iid": 7},
                "labels": [BUG, {"title": "mity"}],
                "assignees": [{"username": "bot"}],
                "changes": {"labels": {"previous": [BUG], "current": [BUG, {"title": "mity"}]}},
            },
            "issue.labeled",
            {"labels": ["bug", "mity"], "label": "mity", "assignees": ["bot"], "number": 7},
        ),
        (
            "gitlab",
            "x",
            {
                "object_kind": "merge_request",
                "object_attributes": {"action": "update", "iid": 7, "target_branch": "main"},
                "changes": {"labels": {"previous": [BUG], "current": []}},
            },
            "pull_request.unlabeled",
            {"label": "bug"},
        ),
        (
            "gitlab",
            "x",
            {"object_kind": "note", "object_attributes": {"note": "Why?"}, "merge_request": {"iid": 4, "title": "t"}},
            "comment.created",
            {"number": 4, "title": "t", "text": "Why?"},
        ),
        (
            "gitlab",
            "x",
            {"object_kind": "issue", "object_attributes": {"action": "update"}, "changes": []},
            "issue.edited",
            {},
        ),
        (
            "github",
            "issues",
            {"action": "assigned", "issue": {"assignees": [7, None, {"login": 3}]}},
            "issue.assigned",
            {},
        ),
    ],
)
def test_kinds_that_sound_alike_are_told_apart(
    forge: str, kind: str, payload: dict[str, Any], name: str, data: dict[str, Any]
) -> None:
    found = occurrence(forge, kind, payload, ())
    assert (found.name, {key: found.data.get(key) for key in data}) == (name, data)


@each(
    "wanted, labels, starts",
    [
        (["bug"], ["bug", "seen"], True),
        (["bug", "kind/*"], ["kind/defect"], True),
        (["bug"], ["debug"], False),
        (["bug"], [], False),
        (["*"], [], False),
    ],
)
def test_labels_decide_whether_a_trigger_fires(wanted: list[str], labels: list[str], starts: bool) -> None:
    rows = [{"name": one} for one in labels]
    payload = {**PAYLOAD, "issue": {"number": 7, "labels": rows}}
    one = occurrence("gitea", "issues", payload, ())
    trigger = Trigger("triage", 0, {"type": "webhook", "name": "issue.*", "labels": wanted, "filter": "o/*"})
    assert fits(one, trigger) is starts


@each("kind, expected", [("string", "7"), ("integer", 7), ("number", 7)])
def test_a_number_of_an_event_is_what_the_parameter_wants(kind: str, expected: object) -> None:
    """As `--param issue=7` would be: the example of the documentation hands the number of an issue on."""
    one = occurrence("gitea", "issues", PAYLOAD, ())
    given = {"issue": "${{ event.data.number }}"}
    trigger = Trigger("triage", 0, {"type": "webhook", "name": "issue.*", "parameters": given})
    (job,) = jobs_for(one, [trigger])
    assert (job.exit_code, job.note) == (None, "")
    assert converted(Parameter("issue", kind), job.parameters["issue"]) == expected
    assert json.loads(json.dumps(job.to_json()))["parameters"] == job.parameters
