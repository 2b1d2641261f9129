"""Gitea and Forgejo, by version 1 of their API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from mity.forge import read
from mity.forge.changed_lines import lines_of
from mity.forge.errors import ForgeConflict, ForgeForbidden, ForgeMissing
from mity.forge.marks import carries, marked
from mity.forge.model import Access, LineComment, Product, Review, Verdict
from mity.forge.rest import RestForge

_EVENTS = {Verdict.APPROVE: "APPROVED", Verdict.REQUEST_CHANGES: "REQUEST_CHANGES", Verdict.COMMENT: "COMMENT"}
_DRAFT = "WIP: "
# Gitea looks for conflicts behind the request that made them possible, and says the same when it has found one.
_CHECKING = "Please try again later"
_CHECKING_S = (0.5, 1.0, 2.0, 4.0, 0.0)


class Gitea(RestForge):
    """One repository on Gitea or Forgejo."""

    product = Product.GITEA
    _page: ClassVar[dict[str, int]] = {"limit": 50}
    _colour = "#70c24a"

    def access(self, user: str) -> Access:
        """What a person may do; one who is no admin of the repository is told of others only whether they may push."""
        try:
            return super().access(user)
        except ForgeForbidden:
            rows = self._client.pages(f"{self._home}/assignees")
            return Access.WRITE if user in [read.login({"user": row}) for row in rows] else Access.NONE

    def changed_lines(self, number: int) -> dict[str, frozenset[int]]:
        """The lines of each file that a review may remark on."""
        return lines_of(str(self._client.get(f"{self._home}/pulls/{number}.diff", accept="text/plain") or ""))

    def reviews(self, number: int) -> list[Review]:
        """The reviews of a pull request with their remarks, oldest first."""
        rows = self._client.pages(f"{self._home}/pulls/{number}/reviews", self._page)
        return [self._review(number, row) for row in sorted(rows, key=lambda row: row["id"])]

    def answer(self, number: int, to: LineComment, body: str, marker: str) -> None:
        """Answers a remark: what is said of the same line is one conversation."""
        row = {"path": to.path, "new_position": to.line, "body": marked(body, marker)}
        sent = {"event": "COMMENT", "body": "", "comments": [row]}

        def look() -> bool | None:
            said = (one for review in self.reviews(number) for one in review.comments)
            return True if any(one.author == self.user() and carries(one.body, marker) for one in said) else None

        self._client.create(f"{self._home}/pulls/{number}/reviews", sent, look, lambda row: True)

    def _review(self, number: int, row: Any) -> Review:
        made = self._client.pages(f"{self._home}/pulls/{number}/reviews/{row['id']}/comments")
        remarks = [self._line_comment(one) for one in made]
        return Review(
            str(row["id"]),
            read.login(row),
            read.verdict(row.get("state") or ""),
            row.get("body") or "",
            row.get("commit_id") or "",
            tuple(remarks),
        )

    def _line_comment(self, row: Any) -> LineComment:
        line = int(row.get("position") or row.get("original_position") or 0)
        remark = read.line_comment(row, line)
        return LineComment(
            remark.path,
            remark.line,
            remark.body,
            remark.id,
            remark.author,
            f"{remark.path}:{line}",
            remark.created_at,
            remark.url,
            remark.resolved,
        )

    def _merge(self, number: int, sha: str, how: str, title: str) -> None:
        sent = {"Do": how, "head_commit_id": sha, **({"MergeTitleField": title} if title else {})}

        def look() -> bool | None:
            return True if self.pull_request(number).merged else None

        for pause in _CHECKING_S:
            try:
                self._client.create(f"{self._home}/pulls/{number}/merge", sent, look, lambda row: True)
            except ForgeConflict as error:
                if _CHECKING not in str(error) or not pause:
                    raise
                self._client.rest(pause)
            else:
                return

    def branch_sha(self, branch: str) -> str:
        """The commit that a branch stands at; empty when there is no such branch."""
        try:
            return super().branch_sha(branch)
        except ForgeMissing:
            return ""

    def _labels(self, number: int) -> list[Any]:
        """Those of the repository, of its organization as far as the token shows them, and the issue's own."""
        try:
            shared = self._client.pages(f"/orgs/{quote(self._address.owner, safe='')}/labels", self._page)
        except (ForgeForbidden, ForgeMissing):
            shared = []
        own = self._client.get(f"{self._home}/issues/{number}").get("labels") or []
        return [*shared, *own, *super()._labels(number)]

    def _label_keys(self, rows: Sequence[Any]) -> list[Any]:
        return [row["id"] for row in rows]

    def _of_head(self, head: str) -> dict[str, str]:
        return {}

    def _draft(self, draft: bool, title: str) -> dict[str, Any]:
        return {"title": f"{_DRAFT}{title}"} if draft and not title.startswith(_DRAFT) else {}

    def _event(self, verdict: Verdict) -> str:
        return _EVENTS[verdict]

    def _remark(self, comment: LineComment) -> dict[str, Any]:
        return {"path": comment.path, "new_position": comment.line, "body": comment.body}
