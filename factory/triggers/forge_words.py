"""What forges tell by web hooks, in words that GitHub, Gitea and GitLab share. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.text.seen import seen
from mity.text.visible import visible, visible_lines
from mity.triggers.occurrence import WEBHOOK, Occurrence

Json = dict[str, Any]
_LONGEST, _LONGEST_NAME = 20_000, 300
_NUMBERS = 10**15
_READ = 5
"""How many times as much of a text is looked at as is kept: some of it may be on no page."""
_BRANCH, _TAG = "refs/heads/", "refs/tags/"
_ZEROS = frozenset("0")
_PULL = {
    "opened": "opened",
    "open": "opened",
    "reopened": "reopened",
    "reopen": "reopened",
    "synchronize": "updated",
    "synchronized": "updated",
    "edited": "edited",
    "update": "edited",
    "closed": "closed",
    "close": "closed",
    "merge": "merged",
    "review_requested": "review_requested",
    "labeled": "labeled",
    "label_updated": "labeled",
    "unlabeled": "unlabeled",
    "label_cleared": "unlabeled",
    "ready_for_review": "ready",
    "assigned": "assigned",
    "approved": "approved",
}
_REVIEW = {"approved": "approved", "changes_requested": "changes_requested", "commented": "commented"}
_OF_PULL_REQUESTS = ("pull_request", "pull_request_review")
_OF_GITEA = (
    *("pull_request_sync", "pull_request_label", "pull_request_assign", "pull_request_milestone"),
    "pull_request_review_request",
)
_GITEA_REVIEW = {
    "pull_request_approved": "approved",
    "pull_request_rejected": "changes_requested",
    "pull_request_comment": "commented",
    "pull_request_review_approved": "approved",
    "pull_request_review_rejected": "changes_requested",
    "pull_request_review_comment": "commented",
}


def occurrence(forge: str, kind: str, payload: Mapping[str, Any], keys: tuple[str, ...]) -> Occurrence:
    """What a delivery tells. `forge` is github, gitea or gitlab, `kind` what the header of the delivery says.

    A kind that has no word here is named `other.` and its own name.
    """
    name, data, subject = _gitlab(payload) if forge == "gitlab" else _github(forge, kind, payload)
    if not name:
        name = f"other.{kind[:80]}"
    data = {key: _short(_shown(key, value)) for key, value in data.items() if value not in (None, "", [])}
    return Occurrence(WEBHOOK, name, str(subject or "")[:300], {"forge": forge, **data}, keys)


def _github(forge: str, kind: str, payload: Mapping[str, Any]) -> tuple[str, Json, object]:
    """GitHub's payloads, and Gitea's, which are made like them."""
    action = _text(payload, "action")
    data: Json = {
        "repository": _text(payload, "repository", "full_name"),
        "sender": _text(payload, "sender", "login"),
        "action": action,
        "label": _text(payload, "label", "name"),
    }
    if kind in ("push", "create", "delete"):
        return _pushed(kind, payload, data)
    gitea = forge == "gitea"
    if kind in _OF_PULL_REQUESTS or (gitea and (kind in _OF_GITEA or kind in _GITEA_REVIEW)):
        return _pull_request(kind, action, payload, data)
    if kind in ("issues", "issue_label", "issue_assign", "issue_milestone"):
        data |= _described(_part(payload, "issue"))
        word = _PULL.get(action, action)
        return f"issue.{word}", data, data["label"] or data["repository"]
    if kind in ("issue_comment", "pull_request_review_comment"):
        about = _part(payload, "issue") or _part(payload, "pull_request")
        data |= {**_described(about), "text": _text(payload, "comment", "body")}
        return f"comment.{action}", data, data["repository"]
    if kind == "release":
        data |= {"tag": _text(payload, "release", "tag_name"), "title": _text(payload, "release", "name")}
        return f"release.{action}", data, data["tag"]
    return ("ping", data, data["repository"]) if kind == "ping" else ("", data, data["repository"])


def _pushed(kind: str, payload: Mapping[str, Any], data: Json) -> tuple[str, Json, object]:
    ref = _text(payload, "ref")
    after = _text(payload, "after")
    data |= {"ref": ref, "commit": after, "before": _text(payload, "before")}
    if kind != "push":  # `create` and `delete` name the branch without its prefix
        sort = "tag" if _text(payload, "ref_type") == "tag" else "branch"
        return f"{sort}.{'created' if kind == 'create' else 'deleted'}", {**data, sort: ref}, ref
    if ref.startswith(_TAG):
        tag = ref.removeprefix(_TAG)
        return "tag.pushed", {**data, "tag": tag}, tag
    branch = ref.removeprefix(_BRANCH)
    if after and _ZEROS.issuperset(after):
        return "branch.deleted", {**data, "branch": branch}, branch
    return "push", {**data, "branch": branch}, branch


def _pull_request(kind: str, action: str, payload: Mapping[str, Any], data: Json) -> tuple[str, Json, object]:
    pull = _part(payload, "pull_request")
    data |= _described(pull) | {
        "branch": _text(pull, "head", "ref"),
        "base": _text(pull, "base", "ref"),
        "commit": _text(pull, "head", "sha"),
        "text": _text(payload, "review", "body") or _text(payload, "review", "content") or _text(pull, "body"),
    }
    if kind in _GITEA_REVIEW:
        return f"review.{_GITEA_REVIEW[kind]}", data, data["base"]
    if kind == "pull_request_review":
        state = _text(payload, "review", "state").lower()
        return f"review.{_REVIEW.get(state, state or action)}", data, data["base"]
    if action == "closed" and pull.get("merged") is True:
        return "pull_request.merged", data, data["base"]
    word = {"pull_request_sync": "updated", "pull_request_label": "labeled"}.get(kind) or _PULL.get(action, action)
    word = "review_requested" if kind == "pull_request_review_request" else word
    return f"pull_request.{word}", data, data["base"]


def _gitlab(payload: Mapping[str, Any]) -> tuple[str, Json, object]:
    kind, what = _text(payload, "object_kind"), _part(payload, "object_attributes")
    action = _text(what, "action")
    data: Json = {
        "repository": _text(payload, "project", "path_with_namespace"),
        "sender": _text(payload, "user", "username") or _text(payload, "user_username"),
        "action": action,
    }
    if kind in ("push", "tag_push"):
        return _pushed("push", payload, data)
    if kind == "release":
        data |= {"tag": _text(payload, "tag"), "title": _text(payload, "name"), "url": _text(payload, "url")}
        return f"release.{'published' if payload.get('action') == 'create' else 'updated'}", data, data["tag"]
    data |= {"number": _number(what, "iid"), "title": _text(what, "title"), "url": _text(what, "url")}
    data |= {"text": _text(what, "note") or _text(what, "description")}
    data |= {
        "labels": _names(payload.get("labels"), "title"),
        "assignees": _names(payload.get("assignees"), "username"),
    }
    changed, label = _changed_label(payload) if action == "update" else ("", "")
    data["label"] = label
    if kind == "merge_request":
        data |= {"branch": _text(what, "source_branch"), "base": _text(what, "target_branch")}
        data |= {"commit": _text(what, "last_commit", "id")}
        if action == "update" and what.get("oldrev"):
            return "pull_request.updated", data, data["base"]
        if action in ("approved", "approval"):
            return "review.approved", data, data["base"]
        return f"pull_request.{changed or _PULL.get(action, action)}", data, data["base"]
    if kind in ("issue", "work_item"):
        return f"issue.{changed or _PULL.get(action, action)}", data, label or data["repository"]
    if kind == "note":
        about = _part(payload, "issue") or _part(payload, "merge_request")
        data |= {"number": _number(about, "iid"), "title": _text(about, "title")}
        return "comment.created", data, data["repository"]
    return "", data, data["repository"]


def _changed_label(payload: Mapping[str, Any]) -> tuple[str, str]:
    """What became of a label by an update, and which; two blanks where labels stayed as they were."""
    changes = _part(_part(payload, "changes"), "labels")
    before, now = (_names(changes.get(name), "title") for name in ("previous", "current"))
    if added := [one for one in now if one not in before]:
        return "labeled", added[0]
    gone = [one for one in before if one not in now]
    return ("unlabeled", gone[0]) if gone else ("", "")


def _described(one: Mapping[str, Any]) -> Json:
    """An issue or a pull request."""
    return {
        "number": _number(one, "number"),
        "title": _text(one, "title"),
        "url": _text(one, "html_url"),
        "text": _text(one, "body"),
        "author": _text(one, "user", "login"),
        "labels": _names(one.get("labels"), "name"),
        "assignees": _names(one.get("assignees"), "login"),
    }


def _names(rows: Any, key: str) -> list[str]:
    """What rows are called; those that are none of ours are passed over."""
    found = (_text(row, key) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return [name for name in found if name]


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _text(data: Mapping[str, Any], *names: str) -> str:
    """A text within mappings; empty where any of them is something else."""
    for name in names[:-1]:
        data = _part(data, name)
    found = data.get(names[-1])
    return found if isinstance(found, str) else ""


def _number(data: Mapping[str, Any], name: str) -> int | None:
    """The number of an issue or a pull request; None for what is none."""
    found = data.get(name)
    return found if type(found) is int and 0 < found < _NUMBERS else None


def _shown(key: str, value: Any) -> Any:
    """What the page of an issue or a comment shows of a value: an agent may be told of it, and a person read it."""
    if key == "text":
        return visible_lines(seen(value[: _READ * _LONGEST].replace("\r\n", "\n")))
    return visible(value) if key == "title" else value


def _short(value: Any) -> Any:
    if isinstance(value, list):  # of names
        return [one[:_LONGEST_NAME] for one in value[:100]]
    return value[:_LONGEST] if isinstance(value, str) else value
