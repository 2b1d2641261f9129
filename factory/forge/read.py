"""Reads the JSON of GitHub and of Gitea, which share the most of its shape. Raises ForgeError for another."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from mity.forge.errors import ForgeError
from mity.forge.model import (
    Access,
    Address,
    Check,
    CheckState,
    Comment,
    Issue,
    LineComment,
    PullRequest,
    Release,
    Repository,
    Verdict,
)

Made = TypeVar("Made")

_VERDICTS = {
    "APPROVED": Verdict.APPROVE,
    "REQUEST_CHANGES": Verdict.REQUEST_CHANGES,
    "CHANGES_REQUESTED": Verdict.REQUEST_CHANGES,
}
_CHECKS = {"warning": CheckState.FAILURE, "skipped": CheckState.SUCCESS}


def shaped(read: Callable[..., Made]) -> Callable[..., Made]:
    """A reader for which data of another shape is a ForgeError."""

    @wraps(read)
    def reading(*given: Any) -> Made:
        try:
            return read(*given)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            what = read.__name__.replace("_", " ")
            raise ForgeError(f"the forge's {what} is not of the shape that its API has: {error!r}") from error

    return reading


@shaped
def repository(address: Address, row: Any) -> Repository:
    """A repository."""
    closed = bool(row.get("archived")) or bool(row.get("disabled"))
    return Repository(address, row["clone_url"], row.get("default_branch") or "", bool(row.get("private")), closed)


@shaped
def owner(row: Any) -> str:
    """The login of the owner of a repository."""
    return str(row["owner"]["login"])


@shaped
def rights(row: Any) -> Access:
    """What the one who asks may do, as a repository tells it."""
    if row["admin"]:
        return Access.ADMIN
    return Access.WRITE if row["push"] else Access.READ if row["pull"] else Access.NONE


@shaped
def issue(row: Any) -> Issue:
    """An issue; the author of one whose account is gone is empty."""
    return Issue(
        row["number"],
        row["title"],
        row.get("body") or "",
        login(row),
        row["state"] == "open",
        _names(row.get("labels")),
        row["html_url"],
        row["created_at"],
    )


@shaped
def comment(row: Any) -> Comment:
    """A comment; one that was changed later than a moment after it was made counts as edited."""
    made, changed = row["created_at"], row.get("updated_at") or ""
    edited = changed if changed != made else ""
    return Comment(str(row["id"]), login(row), row.get("body") or "", made, row["html_url"], edited)


@shaped
def pull_request(row: Any) -> PullRequest:
    """A pull request; one whose fork is gone has no place to clone its head from."""
    head, base = row["head"], row["base"]
    return PullRequest(
        row["number"],
        row["title"],
        row.get("body") or "",
        login(row),
        row["state"] == "open",
        bool(row.get("merged") or row.get("merged_at")),
        head["ref"],
        head["sha"],
        base["ref"],
        base["sha"],
        row["html_url"],
        (head.get("repo") or {}).get("clone_url") or "",
        row.get("mergeable"),
        row.get("merged_at") or "",
        _names(row.get("labels")),
    )


@shaped
def line_comment(row: Any, line: int) -> LineComment:
    """A remark at a line."""
    return LineComment(
        row["path"],
        line,
        row.get("body") or "",
        str(row["id"]),
        login(row),
        str(row.get("in_reply_to_id") or row["id"]),
        row["created_at"],
        row.get("html_url") or "",
        bool(row.get("resolver")),
    )


@shaped
def resolved_threads(data: Any) -> tuple[set[str], str | None]:
    """The threads of GitHub's GraphQL that are resolved, by their first remarks, and where the next page begins."""
    threads = data["repository"]["pullRequest"]["reviewThreads"]
    firsts = [one["comments"]["nodes"][:1] for one in threads["nodes"] if one["isResolved"]]
    page = threads["pageInfo"]
    return {str(row["databaseId"]) for rows in firsts for row in rows}, page["endCursor"] if page[
        "hasNextPage"
    ] else None


@shaped
def file_diff(row: Any) -> str:
    """The diff of one file of GitHub's list; empty where it tells none."""
    path, status = row["filename"], row["status"]
    if status == "removed" or not row.get("patch"):
        return ""
    old = "/dev/null" if status == "added" else f"a/{row.get('previous_filename') or path}"
    return f"--- {old}\n+++ b/{path}\n{row['patch'].rstrip(chr(10))}\n"


@shaped
def check(row: Any) -> Check:
    """The state of a commit; what is no state of ours is an error."""
    state = row.get("state") or row.get("status") or ""
    known = _CHECKS.get(state) or (CheckState(state) if state in set(CheckState) else CheckState.ERROR)
    return Check(row["context"], known, row.get("description") or "", row.get("target_url") or "")


@shaped
def release(row: Any) -> Release:
    """A release."""
    return Release(
        row["tag_name"],
        row.get("name") or "",
        row.get("body") or "",
        row.get("target_commitish") or "",
        bool(row.get("draft")),
        row.get("html_url") or "",
    )


def verdict(state: str) -> Verdict:
    """What a review says as a whole; dismissed and pending ones only comment."""
    return _VERDICTS.get(state, Verdict.COMMENT)


def _names(labels: Any) -> tuple[str, ...]:
    """The names of labels, which GitHub may tell as texts or without one."""
    found = (row.get("name") if isinstance(row, dict) else row for row in labels or ())
    return tuple(str(name) for name in found if name)


def login(row: Any) -> str:
    """The login of the author of something; empty where the account is gone."""
    return str((row.get("user") or {}).get("login") or "")
