"""GitHub and its Enterprise server, by the REST API of 2022-11-28."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, ClassVar

from mity.forge import read
from mity.forge.changed_lines import lines_of
from mity.forge.errors import ForgeConflict, ForgeError, ForgeForbidden, ForgeUnreachable
from mity.forge.marks import carries, marked
from mity.forge.model import Access, LineComment, Product, Review, Verdict
from mity.forge.rest import RestForge

_EVENTS = {Verdict.APPROVE: "APPROVE", Verdict.REQUEST_CHANGES: "REQUEST_CHANGES", Verdict.COMMENT: "COMMENT"}
_THREADS = """query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { reviewThreads(first: 100, after: $after) {
    nodes { isResolved comments(first: 1) { nodes { databaseId } } }
    pageInfo { hasNextPage endCursor }
  } } }
}"""
_MOST_PAGES = 50
VERSION = {"X-GitHub-Api-Version": "2022-11-28"}


class GitHub(RestForge):
    """One repository on GitHub."""

    product = Product.GITHUB
    _page: ClassVar[dict[str, int]] = {"per_page": 100}
    _colour = "70c24a"
    _app = ""
    _owner = ""

    def user(self) -> str:
        """The login of the person whose token is used, or of the app: one's token is shown no user by REST."""
        if not self._user:
            try:
                self._user = super().user()
            except ForgeForbidden as error:
                self._user = self._app = self._viewer(error)
        return self._user

    def access(self, user: str) -> Access:
        """What a person may do; an app has no role, so that the own one may push is seen when it does."""
        return Access.WRITE if self._app and user == self._app else super().access(user)

    def changed_lines(self, number: int) -> dict[str, frozenset[int]]:
        """The lines of each file that a review may remark on."""
        path = f"{self._home}/pulls/{number}"
        try:
            diff = str(self._client.get(path, accept="application/vnd.github.diff") or "")
        except ForgeConflict:  # more files or lines than GitHub puts into one answer
            diff = "".join(read.file_diff(row) for row in self._client.pages(f"{path}/files", self._page))
        return lines_of(diff)

    def reviews(self, number: int) -> list[Review]:
        """The reviews of a pull request with their remarks, oldest first."""
        remarks: dict[str, list[LineComment]] = {}
        made = self._client.pages(f"{self._home}/pulls/{number}/comments", self._page)
        resolved = self._resolved(number) if made else frozenset()
        for row in made:
            one = read.line_comment(row, int(row.get("line") or row.get("original_line") or 0))
            one = dataclasses.replace(one, resolved=one.thread in resolved)
            remarks.setdefault(str(row.get("pull_request_review_id")), []).append(one)
        rows = self._client.pages(f"{self._home}/pulls/{number}/reviews", self._page)
        return [
            Review(
                str(row["id"]),
                read.login(row),
                read.verdict(row.get("state") or ""),
                row.get("body") or "",
                row.get("commit_id") or "",
                tuple(remarks.get(str(row["id"]), ())),
            )
            for row in rows
        ]

    def answer(self, number: int, to: LineComment, body: str, marker: str) -> None:
        """Answers a remark in its thread."""
        path = f"{self._home}/pulls/{number}/comments"

        def look() -> bool | None:
            rows = self._client.pages(path, self._page)
            own = (row for row in rows if read.login(row) == self.user())
            return True if any(carries(row.get("body") or "", marker) for row in own) else None

        sent = {"body": marked(body, marker)}
        self._client.create(f"{path}/{to.thread or to.id}/replies", sent, look, lambda row: True)

    def _resolved(self, number: int) -> frozenset[str]:
        """The threads that people resolved, which GraphQL alone tells; none where that is refused."""
        found: set[str] = set()
        where = {"owner": self._address.owner, "name": self._address.name, "number": number}
        after: str | None = None
        for _ in range(_MOST_PAGES):
            try:
                told = self._client.ask(_THREADS, {**where, "after": after})
                resolved, after = read.resolved_threads(told)
            except ForgeUnreachable:
                raise
            except ForgeError:
                return frozenset()
            found |= resolved
            if not after:
                break
        return frozenset(found)

    def _viewer(self, refused: ForgeForbidden) -> str:
        """Who asks, by GraphQL, which tells apps too. Raises `refused` where that is refused as well."""
        try:
            return str(self._client.ask("{ viewer { login } }")["viewer"]["login"])
        except (ForgeError, KeyError, TypeError):
            raise refused from None

    def _merge(self, number: int, sha: str, how: str, title: str) -> None:
        sent = {"sha": sha, "merge_method": how, **({"commit_title": title} if title else {})}
        self._client.put("PUT", f"{self._home}/pulls/{number}/merge", sent)

    def _label_keys(self, rows: Sequence[Any]) -> list[Any]:
        return [row["name"] for row in rows]

    def _of_head(self, head: str) -> dict[str, str]:
        if not head:
            return {}
        if not self._owner:  # that of today: a branch of one who was renamed is found under the new name alone
            self._owner = read.owner(self._client.get(self._home))
        return {"head": f"{self._owner}:{head}"}

    def _draft(self, draft: bool, title: str) -> dict[str, Any]:
        return {"draft": draft}

    def _event(self, verdict: Verdict) -> str:
        return _EVENTS[verdict]

    def _remark(self, comment: LineComment) -> dict[str, Any]:
        return {"path": comment.path, "line": comment.line, "side": "RIGHT", "body": comment.body}
