"""Reviews on GitLab: a note with a discussion for each remark, for it has no review as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from mity.forge import read_gitlab as read
from mity.forge.changed_lines import files_of
from mity.forge.errors import ForgeError
from mity.forge.http import Client
from mity.forge.marks import carries, marked
from mity.forge.model import Address, Comment, LineComment, Review, Verdict

_PAGE = {"per_page": 100}


class GitLabReviews:
    """The reviews of one project; see port.Forge for what each method promises."""

    def __init__(self, client: Client, address: Address) -> None:
        self._client = client
        self._address = address
        self._home = f"/projects/{quote(address.repository, safe='')}"
        self._user = ""

    def user(self) -> str:
        """The login of the person whose token is used."""
        if not self._user:
            self._user = read.login(self._client.get("/user"))
        return self._user

    def changed_lines(self, number: int) -> dict[str, frozenset[int]]:
        """The lines of each file that a review may remark on."""
        return {path: frozenset(file.lines) for path, file in files_of(self._diff(number)).items()}

    def reviews(self, number: int) -> list[Review]:
        """The notes on a merge request as reviews: each note, and each discussion of a line."""
        return [read.discussion(row) for row in self._discussions(number) if not row["notes"][0].get("system")]

    def review(
        self, number: int, sha: str, verdict: Verdict, body: str, comments: Sequence[LineComment], marker: str
    ) -> Review:
        """Writes the remarks, each once, then the note; approves where that is the verdict.

        A remark at a line that the merge request does not show is a ForgeError before anything is written.
        """
        home = f"{self._home}/merge_requests/{number}"
        for index, (remark, position) in enumerate(zip(comments, self._positions(number, comments), strict=True)):
            self._discuss(number, remark.body, position, f"{marker}:{index}")
        said = self._note(number, body, marker) if body else Comment("", self.user(), "", "", "")
        if verdict is Verdict.APPROVE:
            self._client.create(f"{home}/approve", {"sha": sha}, lambda: self._approved(number), bool)
        return Review(said.id, said.author, verdict, said.body, sha, tuple(comments))

    def answer(self, number: int, to: LineComment, body: str, marker: str) -> None:
        """Answers a remark in its discussion."""
        path = f"{self._home}/merge_requests/{number}/discussions/{to.thread}/notes"
        self._client.create(path, {"body": marked(body, marker)}, lambda: self._said(number, marker), bool)

    def _positions(self, number: int, comments: Sequence[LineComment]) -> list[dict[str, Any]]:
        """Where the remarks are, in GitLab's words: it knows a line that was not changed by both its numbers alone."""
        if not comments:
            return []
        commits = read.commits(self._client.get(f"{self._home}/merge_requests/{number}"))
        files = files_of(self._diff(number))
        found = []
        for remark in comments:
            file = files.get(remark.path)
            if file is None or remark.line not in file.lines:
                raise ForgeError(
                    f"{self._client.host} takes no remark at {remark.path}:{remark.line}, which merge request {number} "
                    "does not show: remark on the whole instead"
                )
            before = file.lines[remark.line]
            lines = {"new_line": remark.line, **({"old_line": before} if before else {})}
            paths = {"old_path": file.before, "new_path": remark.path}
            found.append({**commits, "position_type": "text", **paths, **lines})
        return found

    def _diff(self, number: int) -> str:
        rows = self._client.pages(f"{self._home}/merge_requests/{number}/diffs", _PAGE)
        return "".join(read.file_diff(row) for row in rows if not row.get("deleted_file"))

    def _note(self, number: int, body: str, marker: str) -> Comment:
        path = f"{self._home}/merge_requests/{number}/notes"

        def look() -> Comment | None:
            own = (read.comment(row) for row in self._client.pages(path, _PAGE))
            return next((one for one in own if one.author == self.user() and carries(one.body, marker)), None)

        return self._client.create(path, {"body": marked(body, marker)}, look, read.comment)

    def _discuss(self, number: int, body: str, position: Mapping[str, Any], marker: str) -> None:
        sent = {"body": marked(body, marker), "position": position}
        path = f"{self._home}/merge_requests/{number}/discussions"
        self._client.create(path, sent, lambda: self._said(number, marker), bool)

    def _discussions(self, number: int) -> list[Any]:
        return self._client.pages(f"{self._home}/merge_requests/{number}/discussions", _PAGE)

    def _said(self, number: int, marker: str) -> bool | None:
        """True when the own words with the mark stand in a discussion."""
        notes = (read.comment(note) for row in self._discussions(number) for note in row["notes"])
        return True if any(one.author == self.user() and carries(one.body, marker) for one in notes) else None

    def _approved(self, number: int) -> bool | None:
        row = self._client.get(f"{self._home}/merge_requests/{number}/approvals")
        by = (read.login(one["user"]) for one in row.get("approved_by") or ())
        return True if self.user() in by else None
