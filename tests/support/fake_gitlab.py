"""GitLab on loopback, as strict as it is: one project with an issue and a merge request, which remember what is said.

It refuses what GitLab refuses: a remark at a line that its diff does not show or that is named by half, an empty note,
a state that a commit has already, a merge that it has not looked at yet or whose head moved. `requests` holds all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from fake_forge import FakeForge

PROJECT = "group/sub/demo"
USER = "mity"
HEAD, BASE = "a" * 40, "b" * 40
MERGED = "c" * 40
_PAGE = 2
_DIFF = "@@ -1,2 +1,3 @@\n same\n-old\n+new\n+newer\n"
# The lines that a remark can be at: a new one has no number before.
_LINES = {"src/a.py": ("src/a.py", {1: 1, 2: None, 3: None}), "moved.py": ("was here.py", {1: 1, 2: None, 3: None})}
Answer = tuple[int, Any]


class FakeGitLab(FakeForge):
    """The project; `checking` is how often it says that it still looks whether the merge request can be merged."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, str], Any]] = []
        self.labels: list[str] = ["seen"]
        self.notes: dict[str, list[dict[str, Any]]] = {"issues/7": [], "merge_requests/3": []}
        self.discussions: list[dict[str, Any]] = []
        self.statuses: list[dict[str, Any]] = []
        self.made_releases: list[dict[str, Any]] = []
        self.merge_requests: list[dict[str, Any]] = []
        self.approved: list[str] = []
        self.checking = 1
        self.closed = False
        self._ids = 0
        super().__init__()
        self.merge_request("fix/issue-7", "main", "Mend it", "As asked.")
        self._routes: list[tuple[str, str, Callable[..., Answer]]] = [
            ("GET", "/user", lambda query, body: (200, {"username": USER})),
            ("GET", "/users", lambda query, body: (200, [{"id": 5}] if query["username"] == "ada" else [])),
            ("GET", "P", self._project),
            ("GET", "/projects/42", self._project),
            ("GET", "P/members/all/5", lambda query, body: (200, {"access_level": 30})),
            ("GET", "P/issues/7", lambda query, body: (200, self._issue())),
            ("GET", "P/issues", lambda query, body: (200, [self._issue()])),
            ("POST", "P/issues", self._open_issue),
            ("PUT", "P/issues/7", self._change_issue),
            ("GET", "P/(issues/7|merge_requests/3)/notes", self._read_notes),
            ("POST", "P/(issues/7|merge_requests/3)/notes", self._add_note),
            ("PUT", r"P/(issues/7|merge_requests/3)/notes/(\d+)", self._change_note),
            ("GET", "P/repository/branches/(.+)", self._branch),
            ("GET", "P/merge_requests", self._list_merge_requests),
            ("POST", "P/merge_requests", self._open_merge_request),
            ("GET", r"P/merge_requests/(\d+)", self._read_merge_request),
            ("PUT", r"P/merge_requests/(\d+)", self._change_merge_request),
            ("PUT", r"P/merge_requests/(\d+)/merge", self._merge),
            ("GET", "P/merge_requests/3/diffs", self._diffs),
            ("GET", "P/merge_requests/3/discussions", self._list_discussions),
            ("POST", "P/merge_requests/3/discussions", self._discuss),
            ("POST", "P/merge_requests/3/discussions/(.+)/notes", self._answer_in),
            ("POST", "P/merge_requests/3/approve", self._approve),
            ("GET", "P/merge_requests/3/approvals", self._approvals),
            ("GET", f"P/repository/commits/{HEAD}/statuses", lambda query, body: (200, self.statuses)),
            ("POST", f"P/statuses/{HEAD}", self._set_status),
            ("GET", "P/releases", lambda query, body: (200, self.made_releases)),
            ("GET", "P/releases/([^/]+)", self._release),
            ("POST", "P/releases", self._publish),
            ("PUT", "P/releases/([^/]+)", self._change_release),
        ]

    def carry_out(self, method: str, url: str, body: Any, accept: str) -> tuple[int, Any, dict[str, str]]:
        """What GitLab would answer; lists come in pages of two."""
        parts = urlsplit(url)
        path = parts.path.removeprefix("/api/v4")
        query = dict(parse_qsl(parts.query))
        self.requests.append((method, path, query, body))
        home = "/projects/group%2Fsub%2Fdemo"
        for known, pattern, act in self._routes:
            wanted = re.fullmatch(re.escape(home) + pattern[1:] if pattern[0] == "P" else pattern, path)
            if known == method and wanted:
                status, data = act(query, body, *map(unquote, wanted.groups()))
                return self._paged(status, data, query) if isinstance(data, list) else (status, data, {})
        return 404, {"error": "404 Not Found"}, {}

    def merge_request(self, head: str, base: str, title: str, body: str) -> dict[str, Any]:
        """Opens one."""
        number = len(self.merge_requests) + 3
        row = {
            "iid": number, "title": title, "description": body, "author": {"username": USER}, "state": "opened",
            "source_branch": head, "target_branch": base, "sha": HEAD, "source_project_id": 42, "labels": [],
            "diff_refs": {"base_sha": BASE, "start_sha": BASE, "head_sha": HEAD}, "merged_at": None,
            "web_url": f"{self.base}/{PROJECT}/-/merge_requests/{number}", "merge_status": "can_be_merged",
            "merge_commit_sha": None,
        }  # fmt: skip
        self.merge_requests.append(row)
        return row

    def _paged(self, status: int, rows: list[Any], query: dict[str, str]) -> tuple[int, Any, dict[str, str]]:
        page = int(query.get("page", "1"))
        more = len(rows) > page * _PAGE
        return status, rows[(page - 1) * _PAGE : page * _PAGE], {"X-Next-Page": str(page + 1) if more else ""}

    def _id(self) -> int:
        self._ids += 1
        return self._ids

    def _written(self, body: str) -> dict[str, Any]:
        at = f"2026-01-01T00:00:{self._id():02}.000Z"
        author = {"username": USER}
        return {"id": self._ids, "body": body, "author": author, "created_at": at, "updated_at": at, "system": False}

    def _project(self, query: Any, body: Any) -> Answer:
        url = f"{self.base}/{PROJECT}.git"
        return 200, {"http_url_to_repo": url, "default_branch": "main", "visibility": "private"}

    def _issue(self) -> dict[str, Any]:
        return {
            "iid": 7, "title": "add is wrong", "description": "It subtracts.", "author": {"username": "ada"},
            "state": "closed" if self.closed else "opened", "labels": self.labels, "created_at": "2026-01-01T00:00:00Z",
            "web_url": f"{self.base}/{PROJECT}/-/issues/7",
        }  # fmt: skip

    def _open_issue(self, query: Any, body: Any) -> Answer:
        return 201, {**self._issue(), "iid": 8, **body, "author": {"username": USER}}

    def _change_issue(self, query: Any, body: Any) -> Answer:
        if "labels" in body:
            self.labels = [one.strip() for one in body["labels"].split(",") if one.strip()]
        self.closed = self.closed or body.get("state_event") == "close"
        return 200, self._issue()

    def _read_notes(self, query: Any, body: Any, of: str) -> Answer:
        return 200, self.notes[of]

    def _add_note(self, query: Any, body: Any, of: str) -> Answer:
        if not body["body"].strip():
            return 400, {"message": '400 Bad request - Note {:note=>["can\'t be blank"]}'}
        self.notes[of].append(self._written(body["body"]))
        return 201, self.notes[of][-1]

    def _change_note(self, query: Any, body: Any, of: str, number: str) -> Answer:
        [row] = [one for one in self.notes[of] if one["id"] == int(number)]
        row["body"] = body["body"]
        return 200, row

    def _branch(self, query: Any, body: Any, name: str) -> Answer:
        return (200, {"commit": {"id": HEAD}}) if name == "fix/issue-7" else (404, {"message": "404 Branch Not Found"})

    def _list_merge_requests(self, query: dict[str, str], body: Any) -> Answer:
        rows = [one for one in self.merge_requests if query.get("state", "all") in ("all", one["state"])]
        return 200, [one for one in rows if query.get("source_branch", one["source_branch"]) == one["source_branch"]]

    def _open_merge_request(self, query: Any, body: Any) -> Answer:
        same = (body["source_branch"], body["target_branch"])
        if any((one["source_branch"], one["target_branch"]) == same for one in self.merge_requests):
            return 409, {"message": ["Another open merge request already exists for this source branch: !3"]}
        return 201, self.merge_request(*same, body["title"], body["description"])

    def _found(self, number: str) -> dict[str, Any]:
        return next(one for one in self.merge_requests if one["iid"] == int(number))

    def _read_merge_request(self, query: Any, body: Any, number: str) -> Answer:
        told = "mergeable"
        if self.checking:
            self.checking, told = self.checking - 1, "checking"
        return 200, {**self._found(number), "detailed_merge_status": told}

    def _change_merge_request(self, query: Any, body: Any, number: str) -> Answer:
        self._found(number).update(body)
        return 200, self._found(number)

    def _merge(self, query: Any, body: Any, number: str) -> Answer:
        row = self._found(number)
        if self.checking or row["state"] == "merged":
            return 405, {"message": "405 Method Not Allowed"}
        if body["sha"] != HEAD:
            return 409, {"message": f"SHA does not match HEAD of source branch: {HEAD}"}
        if row["merge_status"] != "can_be_merged":
            return 422, {"message": "Branch cannot be merged"}
        row.update({"state": "merged", "merge_commit_sha": MERGED, "merged_at": "2026-01-02T00:00:00Z"})
        return 200, row

    def _diffs(self, query: Any, body: Any) -> Answer:
        rows = [
            {"old_path": old, "new_path": new, "new_file": False, "deleted_file": False, "diff": _DIFF}
            for new, (old, _) in _LINES.items()
        ]
        gone = {"old_path": "gone.py", "new_path": "gone.py", "new_file": False, "deleted_file": True, "diff": "-x"}
        return 200, [*rows, gone, {**gone, "deleted_file": False, "new_path": "huge.bin", "diff": ""}]

    def _list_discussions(self, query: Any, body: Any) -> Answer:
        """A note that stands alone is a discussion of its own."""
        alone = [{"id": f"n{note['id']}", "notes": [note]} for note in self.notes["merge_requests/3"]]
        return 200, sorted([*alone, *self.discussions], key=lambda one: one["notes"][0]["id"])

    def _discuss(self, query: Any, body: Any) -> Answer:
        at = body["position"]
        old, lines = _LINES.get(at["new_path"], ("", {}))
        shas = {"base_sha": BASE, "start_sha": BASE, "head_sha": HEAD}
        known = at == {**at, **shas} and old == at["old_path"] and at["new_line"] in lines
        if not known or lines[at["new_line"]] != at.get("old_line"):
            return 400, {"message": '400 Bad request - Note {:line_code=>["must be a valid line code"]}'}
        note = {**self._written(body["body"]), "position": at, "resolved": False}
        self.discussions.append({"id": f"d{note['id']}", "notes": [note]})
        return 201, self.discussions[-1]

    def _answer_in(self, query: Any, body: Any, thread: str) -> Answer:
        [found] = [one for one in self.discussions if one["id"] == thread]
        at = found["notes"][0]["position"]
        found["notes"].append({**self._written(body["body"]), "position": at, "resolved": False})
        return 201, found["notes"][-1]

    def _approve(self, query: Any, body: Any) -> Answer:
        if USER in self.approved:
            return 401, {"message": "401 Unauthorized"}
        self.approved.append(USER)
        return 201, self._approvals(query, body)[1]

    def _approvals(self, query: Any, body: Any) -> Answer:
        return 200, {"approved_by": [{"user": {"username": name}} for name in self.approved]}

    def _set_status(self, query: Any, body: Any) -> Answer:
        waiting = [one["name"] for one in self.statuses if one["status"] == "pending"]
        if body["state"] == "pending" and body["name"] in waiting:
            return 400, {"message": "Cannot transition status via :enqueue from :pending"}
        row = {"id": self._id(), "status": body["state"], **{key: body[key] for key in body if key != "state"}}
        self.statuses.append(row)
        return 201, row

    def _release(self, query: Any, body: Any, tag: str) -> Answer:
        found = [one for one in self.made_releases if one["tag_name"] == tag]
        return (200, found[0]) if found else (404, {"message": "404 Not Found"})

    def _publish(self, query: Any, body: Any) -> Answer:
        if self._release(query, body, body["tag_name"])[0] == 200:
            return 409, {"message": "Release already exists"}
        self.made_releases.append({key: body[key] for key in ("tag_name", "name", "description")})
        return 201, self.made_releases[-1]

    def _change_release(self, query: Any, body: Any, tag: str) -> Answer:
        found = self._release(query, body, tag)[1]
        found.update({"name": body["name"], "description": body["description"]})
        return 200, found
