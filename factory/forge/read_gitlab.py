"""Reads the JSON of GitLab. Each raises ForgeError for another shape."""

from __future__ import annotations

from typing import Any

from mity.forge.model import (
    Address,
    Check,
    CheckState,
    Comment,
    Issue,
    LineComment,
    PullRequest,
    Release,
    Repository,
    Review,
    Verdict,
)
from mity.forge.read import shaped

_CHECKS = {
    "success": CheckState.SUCCESS,
    "skipped": CheckState.SUCCESS,
    "pending": CheckState.PENDING,
    "running": CheckState.PENDING,
    "created": CheckState.PENDING,
    "failed": CheckState.FAILURE,
}
_MERGEABLE = {"can_be_merged": True, "cannot_be_merged": False, "cannot_be_merged_recheck": False}


@shaped
def repository(address: Address, row: Any) -> Repository:
    """A project."""
    hidden, closed = row["visibility"] != "public", bool(row.get("archived"))
    return Repository(address, row["http_url_to_repo"], row.get("default_branch") or "", hidden, closed)


@shaped
def issue(row: Any) -> Issue:
    """An issue."""
    return Issue(
        row["iid"],
        row["title"],
        row.get("description") or "",
        login(row.get("author")),
        row["state"] == "opened",
        tuple(row.get("labels") or ()),
        row["web_url"],
        row["created_at"],
    )


@shaped
def comment(row: Any) -> Comment:
    """A note; one that was changed later than it was made counts as edited."""
    made, changed = row["created_at"], row.get("updated_at") or ""
    edited = changed if changed != made else ""
    return Comment(str(row["id"]), login(row.get("author")), row.get("body") or "", made, "", edited)


@shaped
def pull_request(row: Any, head_clone_url: str) -> PullRequest:
    """A merge request; lists of them do not tell the commit of their base."""
    refs = row.get("diff_refs") or {}
    return PullRequest(
        row["iid"],
        row["title"],
        row.get("description") or "",
        login(row.get("author")),
        row["state"] == "opened",
        row["state"] == "merged",
        row["source_branch"],
        row.get("sha") or "",
        row["target_branch"],
        refs.get("base_sha") or "",
        row["web_url"],
        head_clone_url,
        _MERGEABLE.get(row.get("merge_status") or ""),
        row.get("merged_at") or "",
        tuple(row.get("labels") or ()),
    )


@shaped
def commits(row: Any) -> dict[str, str]:
    """The commits between which the newest diff of a merge request is, as a position in it names them."""
    return {f"{name}_sha": row["diff_refs"][f"{name}_sha"] for name in ("base", "start", "head")}


@shaped
def discussion(row: Any) -> Review:
    """A discussion as a review: its first note is the remark where it is about a line, the others are answers."""
    notes = row["notes"]
    remarks = tuple(_line_comment(row["id"], note) for note in notes if note.get("position"))
    first = notes[0]
    body = "" if remarks else first.get("body") or ""
    sha = ((first.get("position") or {}).get("head_sha")) or ""
    return Review(str(first["id"]), login(first.get("author")), Verdict.COMMENT, body, sha, remarks)


def _line_comment(thread: str, note: Any) -> LineComment:
    at = note["position"]
    return LineComment(
        at.get("new_path") or at.get("old_path") or "",
        int(at.get("new_line") or at.get("old_line") or 0),
        note.get("body") or "",
        str(note["id"]),
        login(note.get("author")),
        thread,
        note["created_at"],
        "",
        bool(note.get("resolved")),
    )


@shaped
def check(row: Any) -> Check:
    """The state of a commit; what is no state of ours is an error."""
    state = _CHECKS.get(row["status"], CheckState.ERROR)
    return Check(row["name"], state, row.get("description") or "", row.get("target_url") or "")


@shaped
def release(row: Any) -> Release:
    """A release."""
    url = ((row.get("_links") or {}).get("self")) or ""
    return Release(row["tag_name"], row.get("name") or "", row.get("description") or "", url=url)


@shaped
def file_diff(row: Any) -> str:
    """The diff of one file with the head that git gives it."""
    old = "/dev/null" if row.get("new_file") else f"a/{row['old_path']}"
    diff = row["diff"]
    return f"--- {old}\n+++ b/{row['new_path']}\n{diff if diff.endswith(chr(10)) else diff + chr(10)}" if diff else ""


def login(row: Any) -> str:
    """The login of a person; empty where the account is gone."""
    return str((row or {}).get("username") or "")
