"""What GitHub and Gitea are asked in the same words of a repository, its people and its issues."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from mity.forge import read
from mity.forge.errors import ForgeMissing
from mity.forge.http import Client
from mity.forge.marks import carries, marked
from mity.forge.model import (
    Access,
    Address,
    Comment,
    Issue,
    Product,
    Repository,
)

_ACCESS = {"owner": Access.ADMIN, "admin": Access.ADMIN, "maintain": Access.WRITE, "write": Access.WRITE}
_READS = {"read": Access.READ, "triage": Access.READ}


class RestIssues(ABC):
    """A repository with its people, issues, comments and labels."""

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
        if not user:  # an account that is gone
            return Access.NONE
        if user == self.user() and (own := self._client.get(self._home).get("permissions")):
            return read.rights(own)
        row = self._client.find(f"{self._home}/collaborators/{quote(user, safe='')}/permission")
        word = str((row or {}).get("role_name") or (row or {}).get("permission") or "")
        return _ACCESS.get(word) or _READS.get(word) or _ACCESS.get(str((row or {}).get("permission")), Access.NONE)

    def issue(self, number: int) -> Issue:
        """An issue. Raises ForgeMissing for one that was moved to another repository, and for a pull request."""
        row = self._client.get(f"{self._home}/issues/{number}")
        found = read.issue(row)
        if found.number != number:
            raise ForgeMissing(f"issue {number} of {self._address.repository} was moved to {found.url}: give that one")
        if row.get("pull_request") and not found.url.endswith(f"/issues/{number}"):
            raise ForgeMissing(f"{number} of {self._address.repository} is a pull request, no issue: {found.url}")
        return found

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
        """Gives an issue exactly these labels; those that the repository lacks in any case are made."""
        known = {row["name"]: row for row in self._labels(number)}
        alike = {name.casefold(): known[name] for name in reversed(known)}
        wanted: dict[str, Any] = {}
        for name in labels:
            row = known.get(name) or alike.get(name.casefold())
            if row is None:
                row = known[name] = alike[name.casefold()] = self._make_label(name)
            wanted[row["name"]] = row
        keys = self._label_keys(list(wanted.values()))
        self._client.put("PUT", f"{self._home}/issues/{number}/labels", {"labels": keys})

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

    def close(self, number: int) -> None:
        """Closes an issue."""
        self._client.put("PATCH", f"{self._home}/issues/{number}", {"state": "closed"})

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
