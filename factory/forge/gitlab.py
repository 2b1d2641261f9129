"""GitLab, by version 4 of its API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from mity.forge import read_gitlab as read
from mity.forge.errors import ForgeConflict, ForgeError
from mity.forge.gitlab_reviews import GitLabReviews
from mity.forge.marks import carries, marked
from mity.forge.model import (
    Access,
    Check,
    CheckState,
    Comment,
    Issue,
    Product,
    PullRequest,
    Release,
    Repository,
)

_PAGE = {"per_page": 100}
_STATES = {"open": "opened", "closed": "closed", "all": "all"}
_DRAFT = "Draft: "
_CHECKS = {CheckState.SUCCESS: "success", CheckState.PENDING: "pending"}
# GitLab looks for conflicts behind the request that made them possible.
_CHECKING = frozenset({"unchecked", "checking", "preparing", "approvals_syncing"})
_CHECKING_S = (0.5, 1.0, 2.0, 4.0)
_CONFLICTS = frozenset({422})
_LONGEST_DESCRIPTION = 255
_GUEST, _WRITES, _ADMIN = 10, 30, 40


class GitLab(GitLabReviews):
    """One project on GitLab; see port.Forge for what each method promises. Its pull requests are merge requests.

    A review is a note with a discussion for each remark: GitLab has no review as a whole that asks for changes.
    """

    product = Product.GITLAB

    def repository(self) -> Repository:
        """The project itself."""
        return read.repository(self._address, self._client.get(self._home))

    def access(self, user: str) -> Access:
        """What a person may do; NONE for one whom the forge does not know."""
        found = self._client.pages("/users", {"username": user}) if user else []  # without a name all are told
        if not found:
            return Access.NONE
        member = self._client.find(f"{self._home}/members/all/{found[0]['id']}") or {}
        level = int(member.get("access_level") or 0)
        if level >= _ADMIN:
            return Access.ADMIN
        return Access.WRITE if level >= _WRITES else Access.READ if level >= _GUEST else Access.NONE

    def issue(self, number: int) -> Issue:
        """An issue."""
        return read.issue(self._client.get(f"{self._home}/issues/{number}"))

    def open_issues(self) -> list[Issue]:
        """The open issues, newest first."""
        return [read.issue(row) for row in self._client.pages(f"{self._home}/issues", {"state": "opened", **_PAGE})]

    def open_issue(self, title: str, body: str, marker: str) -> Issue:
        """Opens an issue, unless an open one of the same user carries `marker`."""
        sent = {"title": title, "description": marked(body, marker)}
        return self._client.create(f"{self._home}/issues", sent, lambda: self._marked(marker), read.issue)

    def _marked(self, marker: str) -> Issue | None:
        own = (one for one in self.open_issues() if one.author == self.user())
        return next((one for one in own if carries(one.body, marker)), None)

    def set_labels(self, number: int, labels: Sequence[str]) -> None:
        """Gives an issue exactly these labels; GitLab makes those that the project lacks."""
        self._client.put("PUT", f"{self._home}/issues/{number}", {"labels": ",".join(labels)})

    def comments(self, number: int) -> list[Comment]:
        """The comments of an issue, or of the merge request where the address names one, oldest first."""
        rows = self._client.pages(f"{self._thread(number)}/notes", {"sort": "asc", "order_by": "created_at", **_PAGE})
        return [read.comment(row) for row in rows if not row.get("system")]

    def say(self, number: int, body: str, marker: str) -> Comment:
        """Writes a comment, or changes the own one that carries `marker`."""
        text, path = marked(body, marker), f"{self._thread(number)}/notes"

        def look() -> Comment | None:
            own = (one for one in self.comments(number) if one.author == self.user())
            return next((one for one in own if carries(one.body, marker)), None)

        said = self._client.create(path, {"body": text}, look, read.comment)
        if said.body.strip() == text.strip():
            return said
        return read.comment(self._client.put("PUT", f"{path}/{said.id}", {"body": text}))

    def branch_sha(self, branch: str) -> str:
        """The commit that a branch stands at; empty when there is no such branch."""
        row = self._client.find(f"{self._home}/repository/branches/{quote(branch, safe='')}")
        return str(((row or {}).get("commit") or {}).get("id") or "")

    def pull_request(self, number: int) -> PullRequest:
        """A merge request."""
        row = self._client.get(f"{self._home}/merge_requests/{number}")
        source = row.get("source_project_id")
        home = self._client.find(f"/projects/{source}") if source else None
        return read.pull_request(row, str((home or {}).get("http_url_to_repo") or ""))

    def pull_requests(self, *, state: str = "open", head: str = "") -> list[PullRequest]:
        """Merge requests, newest first; of the branch `head` alone when given. Closed ones include the merged."""
        query = {**_PAGE, "state": "all" if state == "closed" else _STATES[state], "order_by": "created_at"}
        rows = self._client.pages(
            f"{self._home}/merge_requests", {**query, **({"source_branch": head} if head else {})}
        )
        found = [read.pull_request(row, "") for row in rows]
        return [one for one in found if state != "closed" or not one.open]

    def open_pull_request(self, title: str, body: str, head: str, base: str, *, draft: bool = False) -> PullRequest:
        """Opens a merge request, or gives the open one from `head` to `base` this title and body."""
        named = f"{_DRAFT}{title}" if draft and not title.startswith(_DRAFT) else title
        sent = {"title": named, "description": body, "source_branch": head, "target_branch": base}

        def look() -> PullRequest | None:
            return next((one for one in self.pull_requests(head=head) if one.base == base), None)

        made = self._client.create(f"{self._home}/merge_requests", sent, look, lambda row: read.pull_request(row, ""))
        if (made.title, made.body.strip()) != (named, body.strip()):
            changed = {"title": named, "description": body}
            self._client.put("PUT", f"{self._home}/merge_requests/{made.number}", changed)
        return self.pull_request(made.number)

    def set_check(self, sha: str, check: Check) -> None:
        """Sets the state of a commit under the check's context."""
        state = _CHECKS.get(check.state, "failed")
        sent = {
            "name": check.context,
            "state": state,
            "description": check.description[:_LONGEST_DESCRIPTION],
            **({"target_url": check.url} if check.url else {}),
        }

        def look() -> bool | None:
            found = next((one for one in self.checks(sha) if one.context == check.context), None)
            return True if found and _CHECKS.get(found.state, "failed") == state else None

        self._client.create(f"{self._home}/statuses/{sha}", sent, look, bool)

    def checks(self, sha: str) -> list[Check]:
        """The newest state of a commit of each context."""
        rows = self._client.pages(f"{self._home}/repository/commits/{sha}/statuses", _PAGE)
        newest: dict[str, Check] = {}
        for row in sorted(rows, key=lambda row: row["id"], reverse=True):
            newest.setdefault(row["name"], read.check(row))
        return list(newest.values())

    def merge(self, number: int, sha: str, *, how: str = "merge", title: str = "") -> str:
        """Merges a merge request whose head is still `sha`; one that is merged already is left as it is."""
        if how not in ("merge", "squash"):
            raise ForgeError(f"GitLab merges by the project's own setting, or squashes: '{how}' cannot be asked for")
        path = f"{self._home}/merge_requests/{number}"
        if self._ready(number)["state"] != "merged":
            said = {"squash_commit_message" if how == "squash" else "merge_commit_message": title} if title else {}
            self._merge(number, {"sha": sha, "squash": how == "squash", **said})
        row = self._client.get(path)
        return str(row.get("merge_commit_sha") or row.get("squash_commit_sha") or row.get("sha") or "")

    def _ready(self, number: int) -> Any:
        """The merge request when GitLab has looked whether it can be merged, or has taken too long to."""
        for pause in (*_CHECKING_S, 0.0):
            row = self._client.get(f"{self._home}/merge_requests/{number}")
            if not pause or row["state"] != "opened" or row.get("detailed_merge_status") not in _CHECKING:
                break
            self._client.rest(pause)
        return row

    def _merge(self, number: int, sent: dict[str, Any]) -> None:
        try:
            self._client.put("PUT", f"{self._home}/merge_requests/{number}/merge", sent, conflicts=_CONFLICTS)
        except ForgeConflict:
            if not self.pull_request(number).merged:  # an earlier try may have arrived
                raise

    def close(self, number: int) -> None:
        """Closes an issue."""
        self._client.put("PUT", f"{self._home}/issues/{number}", {"state_event": "close"})

    def releases(self) -> list[Release]:
        """The releases, newest first."""
        return [read.release(row) for row in self._client.pages(f"{self._home}/releases", _PAGE)]

    def publish(self, release: Release) -> Release:
        """Makes a release, or changes the one of its tag; GitLab has no drafts."""
        if release.draft:
            raise ForgeError("GitLab has no drafts of releases: publish it as one that everybody sees")
        tag = quote(release.tag, safe="")
        sent = {"name": release.name, "description": release.body}

        def look() -> Release | None:
            row = self._client.find(f"{self._home}/releases/{tag}")
            return read.release(row) if row else None

        made = self._client.create(
            f"{self._home}/releases",
            {"tag_name": release.tag, **sent, **({"ref": release.target} if release.target else {})},
            look,
            read.release,
        )
        if (made.name, made.body.strip()) == (release.name, release.body.strip()):
            return made
        return read.release(self._client.put("PUT", f"{self._home}/releases/{tag}", sent))

    def _thread(self, number: int) -> str:
        return f"{self._home}/{'merge_requests' if self._address.kind == 'pull' else 'issues'}/{number}"
