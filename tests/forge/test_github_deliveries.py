"""GitHub's own examples of deliveries: each is taken, under the word of mity's that fits, with what it is about."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from typing import Any

import github_contract
import pytest
from delivering import SECRET, github

from mity.triggers.hooks import Hooks
from mity.triggers.occurrence import Occurrence

pytestmark = pytest.mark.slow
_TAGS = "tag.pushed push"
_SAME = (
    *("opened", "reopened", "closed", "labeled", "unlabeled", "assigned", "unassigned", "edited", "locked", "unlocked"),
    *("deleted", "created", "review_requested", "published", "pinned", "unpinned", "transferred", "milestoned"),
)
_WORDS = {
    ("create", ""): "tag.created",
    ("delete", ""): "tag.deleted",
    ("push", ""): _TAGS,
    ("ping", ""): "ping",
    ("pull_request", "synchronize"): "pull_request.updated",
    ("pull_request", "ready_for_review"): "pull_request.ready",
    ("pull_request_review", "submitted"): "review.commented",
    ("pull_request_review", "dismissed"): "review.dismissed",
    **{("issues", action): f"issue.{action}" for action in _SAME},
    **{("pull_request", action): f"pull_request.{action}" for action in _SAME},
    **{("release", action): f"release.{action}" for action in _SAME},
    **{("issue_comment", action): f"comment.{action}" for action in _SAME},
    **{("pull_request_review_comment", action): f"comment.{action}" for action in _SAME},
}


def taken() -> dict[tuple[str, str], list[Occurrence]]:
    """What mity takes each example for, by event and action."""
    try:
        examples = github_contract.deliveries()
    except (subprocess.CalledProcessError, OSError) as error:
        pytest.skip(f"GitHub's examples come with npm: {error}")
    hooks, found = Hooks({"github": SECRET}, lambda keys: False), defaultdict(list)
    for event in examples:
        for number, payload in enumerate(event["examples"]):
            headers, body = github(payload, event["name"], f"{event['name']}-{number}")
            answer = hooks.judge("/hooks/github", headers, body)
            assert (answer.status, answer.taken is not None) == (202, True), answer.text
            assert answer.taken is not None
            found[event["name"], str(payload.get("action", ""))].append(answer.taken)
    return found


def test_each_example_is_what_its_event_says() -> None:
    found = taken()
    assert sum(map(len, found.values())) > 300
    wrong: dict[Any, Any] = {}
    for (kind, action), ones in found.items():
        word = _WORDS.get((kind, action), "")
        for one in ones:
            json.dumps(one.to_json())
            plain = kind not in ("issues", "pull_request", "release") and not word
            if (word and one.name not in word.split()) or (plain and one.name != f"other.{kind}"):
                wrong[kind, action] = one.name
            about = kind in ("issues", "issue_comment") or kind.startswith("pull_request")
            if (
                about
                and plain is False
                and not (one.data.get("number") and one.data.get("title") and one.data.get("url"))
            ):
                wrong[kind, action, "lacks"] = one.data
            if not one.data.get("repository") and kind in ("push", "issues", "pull_request", "release"):
                wrong[kind, action, "repository"] = one.data
    assert wrong == {}
    said = [one.data["text"] for key in found if key[0] == "pull_request_review_comment" for one in found[key]]
    assert said and not any(text.startswith("This is a pretty simple change") for text in said), "the remark itself"
