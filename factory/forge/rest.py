"""What GitHub and Gitea are asked in the same words: pull requests, reviews, checks, releases, and all of issues."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from mity.forge import read
from mity.forge.errors import ForgeConflict, ForgeError
from mity.forge.marks import carries, marked
from mity.forge.model import Check, LineComment, PullRequest, Release, Review, Verdict
from mity.forge.rest_issues import RestIssues

_SHORTEST_DESCRIPTION = 140


class RestForge(RestIssues):
    """One repository on GitHub or Gitea; see port.Forge for what each method promises."""

    def branch_sha(self, branch: str) -> str:
        """The commit that a branch stands at; empty when there is no such branch."""
        row = self._client.find(f"{self._home}/branches/{quote(branch, safe='')}")
        commit = (row or {}).get("commit") or {}
        return str(commit.get("sha") or commit.get("id") or "")

    def pull_request(self, number: int) -> PullRequest:
        """A pull request."""
        return read.pull_request(self._client.get(f"{self._home}/pulls/{number}"))

    def pull_requests(self, *, state: str = "open", head: str = "") -> list[PullRequest]:
        """Pull requests, newest first; of the branch `head` alone when given."""
        rows = self._client.pages(f"{self._home}/pulls", {"state": state, **self._page, **self._of_head(head)})
        found = (read.pull_request(row) for row in rows)
        return [one for one in found if not head or one.head == head]

    def open_pull_request(self, title: str, body: str, head: str, base: str, *, draft: bool = False) -> PullRequest:
        """Opens a pull request, or gives the open one from `head` to `base` this title and body."""
        sent = {"title": title, "body": body, "head": head, "base": base, **self._draft(draft, title)}

        def look() -> PullRequest | None:
            return next((one for one in self.pull_requests(head=head) if one.base == base), None)

        found = self._client.create(f"{self._home}/pulls", sent, look, read.pull_request)
        if (found.title, found.body.strip()) == (sent["title"], body.strip()):
            return found
        changed = {"title": sent["title"], "body": body}
        return read.pull_request(self._client.put("PATCH", f"{self._home}/pulls/{found.number}", changed))

    def review(
        self, number: int, sha: str, verdict: Verdict, body: str, comments: Sequence[LineComment], marker: str
    ) -> Review:
        """Writes a review with remarks at lines, unless one with `marker` is there."""
        rows = [self._remark(one) for one in comments]
        sent = {"commit_id": sha, "event": self._event(verdict), "body": marked(body, marker), "comments": rows}

        def look() -> Review | None:
            own = (one for one in self.reviews(number) if one.author == self.user())
            return next((one for one in own if carries(one.body, marker)), None)

        def made(row: Any) -> Review:
            return Review(str(row["id"]), read.login(row), verdict, row.get("body") or "", sha, tuple(comments))

        return self._client.create(f"{self._home}/pulls/{number}/reviews", sent, look, made)

    def set_check(self, sha: str, check: Check) -> None:
        """Sets the state of a commit under the check's context."""
        sent = {
            "context": check.context,
            "state": check.state.value,
            "description": check.description[:_SHORTEST_DESCRIPTION],
            **({"target_url": check.url} if check.url else {}),
        }

        def look() -> bool | None:
            found = next((one for one in self.checks(sha) if one.context == check.context), None)
            return True if found and (found.state, found.description) == (check.state, sent["description"]) else None

        self._client.create(f"{self._home}/statuses/{sha}", sent, look, lambda row: True)

    def checks(self, sha: str) -> list[Check]:
        """The newest state of a commit of each context."""
        rows = self._client.pages(f"{self._home}/commits/{sha}/statuses", self._page)
        newest: dict[str, Check] = {}
        for row in sorted(rows, key=lambda row: row["id"], reverse=True):
            newest.setdefault(row["context"], read.check(row))
        return list(newest.values())

    def releases(self) -> list[Release]:
        """The releases, newest first."""
        return [read.release(row) for row in self._client.pages(f"{self._home}/releases", self._page)]

    def publish(self, release: Release) -> Release:
        """Makes a release, or changes the one of its tag."""
        sent: dict[str, Any] = {
            "tag_name": release.tag,
            "name": release.name,
            "body": release.body,
            "draft": release.draft,
            **({"target_commitish": release.target} if release.target else {}),
        }

        def look() -> Any:
            rows = self._client.pages(f"{self._home}/releases", self._page)  # drafts have no place of their own
            return next((row for row in rows if row["tag_name"] == release.tag), None)

        row = self._client.create(f"{self._home}/releases", sent, look, lambda row: row)
        made = read.release(row)
        if (made.name, made.body.strip(), made.draft) == (release.name, release.body.strip(), release.draft):
            return made
        return read.release(self._client.put("PATCH", f"{self._home}/releases/{row['id']}", sent))

    def merge(self, number: int, sha: str, *, how: str = "merge", title: str = "") -> str:
        """Merges a pull request whose head is still `sha`; one that is merged already is left as it is."""
        if how not in ("merge", "squash", "rebase"):
            raise ForgeError(f"'{how}' is no way to merge: choose one of merge, squash, rebase")
        try:
            if not self.pull_request(number).merged:
                self._merge(number, sha, how, title)
        except ForgeConflict:
            if not self.pull_request(number).merged:  # an earlier try may have arrived
                raise
        return str(self._client.get(f"{self._home}/pulls/{number}").get("merge_commit_sha") or "")

    @abstractmethod
    def _of_head(self, head: str) -> dict[str, str]: ...

    @abstractmethod
    def _draft(self, draft: bool, title: str) -> dict[str, Any]: ...

    @abstractmethod
    def _event(self, verdict: Verdict) -> str: ...

    @abstractmethod
    def _remark(self, comment: LineComment) -> dict[str, Any]: ...

    @abstractmethod
    def reviews(self, number: int) -> list[Review]:
        """The reviews of a pull request with their remarks, oldest first."""

    @abstractmethod
    def _merge(self, number: int, sha: str, how: str, title: str) -> None: ...
