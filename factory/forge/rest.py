"""What GitHub and Gitea are asked in the same words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from mity.forge import read
from mity.forge.errors import ForgeConflict, ForgeError
from mity.forge.http import Client
from mity.forge.marks import carries, marked
from mity.forge.model import (
    Access,
    Address,
    Check,
    Comment,
    Issue,
    LineComment,
    Product,
    PullRequest,
    Release,
    Repository,
    Review,
    Verdict,
)

_ACCESS = {"owner": Access.ADMIN, "admin": Access.ADMIN, "maintain": Access.WRITE, "write": Access.WRITE}
_READS = {"read": Access.READ, "triage": Access.READ}
_SHORTEST_DESCRIPTION = 140


class RestForge(ABC):
    """One repository on GitHub or Gitea; see port.Forge for what each method promises."""

    product: Product
    _page: ClassVar[dict[str, int]]

    def __init__(self, client: Client, address: Address) -> None:
        self._client = client
        self._address = address
        self._home = f"/repos/{quote(address.owner, safe='')}/{quote(address.name, safe='')}"
        self._user = ""

    def repository(self) -> Repository:
        """The repository itself."""
        return read.repository(self._address, self._client.get(self._home))

    def user(self) -> str:
        """The login of the person whose token is used."""
        if not self._user:
            self._user = str(read.login({"user": self._client.get("/user")}))
        return self._user

    def access(self, user: str) -> Access:
        """What a person may do; NONE for one whom the forge does not know.

        The repository tells the person of the token's own rights to everybody, those of others only to who may push.
        """
        if user == self.user() and (own := self._client.get(self._home).get("permissions")):
            return read.rights(own)
        row = self._client.find(f"{self._home}/collaborators/{quote(user, safe='')}/permission")
        word = str((row or {}).get("role_name") or (row or {}).get("permission") or "")
        return _ACCESS.get(word) or _READS.get(word) or _ACCESS.get(str((row or {}).get("permission")), Access.NONE)

    def issue(self, number: int) -> Issue:
        """An issue."""
        return read.issue(self._client.get(f"{self._home}/issues/{number}"))

    def open_issues(self) -> list[Issue]:
        """The open issues, newest first, without pull requests."""
        rows = self._client.pages(f"{self._home}/issues", {"state": "open", **self._page})
        return [read.issue(row) for row in rows if not row.get("pull_request")]

    def open_issue(self, title: str, body: str, marker: str) -> Issue:
        """Opens an issue, unless an open one of the same user carries `marker`."""
        sent = {"title": title, "body": marked(body, marker)}
        return self._client.create(f"{self._home}/issues", sent, lambda: self._marked(marker), read.issue)

    def _marked(self, marker: str) -> Issue | None:
        own = (one for one in self.open_issues() if one.author == self.user())
        return next((one for one in own if carries(one.body, marker)), None)

    def set_labels(self, number: int, labels: Sequence[str]) -> None:
        """Gives an issue exactly these labels; those that the repository lacks are made."""
        known = {row["name"]: row for row in self._labels(number)}
        for name in dict.fromkeys(labels):
            if name not in known:
                known[name] = self._make_label(name)
        wanted = [known[name] for name in dict.fromkeys(labels)]
        self._client.put("PUT", f"{self._home}/issues/{number}/labels", {"labels": self._label_keys(wanted)})

    def comments(self, number: int) -> list[Comment]:
        """The comments, oldest first."""
        rows = self._client.pages(f"{self._home}/issues/{number}/comments", self._page)
        return [read.comment(row) for row in rows]

    def say(self, number: int, body: str, marker: str) -> Comment:
        """Writes a comment, or changes the own one that carries `marker`."""
        text = marked(body, marker)

        def look() -> Comment | None:
            own = (one for one in self.comments(number) if one.author == self.user())
            return next((one for one in own if carries(one.body, marker)), None)

        path = f"{self._home}/issues/{number}/comments"
        said = self._client.create(path, {"body": text}, look, read.comment)
        if said.body.strip() == text.strip():
            return said
        return read.comment(self._client.put("PATCH", f"{self._home}/issues/comments/{said.id}", {"body": text}))

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

    def close(self, number: int) -> None:
        """Closes an issue."""
        self._client.put("PATCH", f"{self._home}/issues/{number}", {"state": "closed"})

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

    def _labels(self, number: int) -> list[Any]:
        """The labels that an issue may be given."""
        return self._client.pages(f"{self._home}/labels", self._page)

    def _make_label(self, name: str) -> Any:
        path = f"{self._home}/labels"

        def look() -> Any:
            return next((row for row in self._client.pages(path, self._page) if row["name"] == name), None)

        return self._client.create(path, {"name": name, "color": self._colour}, look, lambda row: row)

    @property
    @abstractmethod
    def _colour(self) -> str: ...

    @abstractmethod
    def _label_keys(self, rows: Sequence[Any]) -> list[Any]: ...

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
