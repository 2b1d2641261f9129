"""A forge in memory, behind the port: what was written can be looked at, and a write can be broken off behind it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from mity.forge.errors import ForgeConflict, ForgeMissing
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
from mity.forge.opening import Opened

BASE = "memory://forge.example"
TIME = "2026-01-02T03:04:05Z"


def carries(body: str, marker: str) -> bool:
    """Whether a text carries a marker."""
    return f"<!-- mity:{marker} -->" in body


@dataclass
class MemoryForge:
    """One repository as `me` sees it; `rights` are those of others, `breaks` hears of each write behind it."""

    clone_url: str
    me: str = "bot"
    archived: bool = False
    rights: dict[str, Access] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    pulls: dict[int, PullRequest] = field(default_factory=dict)
    said: dict[int, list[Comment]] = field(default_factory=dict)
    reviewed: dict[int, list[Review]] = field(default_factory=dict)
    lines: dict[int, dict[str, frozenset[int]]] = field(default_factory=dict)
    published: list[Release] = field(default_factory=list)
    states: dict[str, list[Check]] = field(default_factory=dict)
    heads: Callable[[str], str] = lambda branch: ""
    breaks: Callable[[str], None] = lambda what: None
    writes: list[str] = field(default_factory=list)
    product: Product = Product.GITEA
    _ids: Iterable[int] = field(default_factory=lambda: itertools.count(1))

    def _wrote(self, what: str) -> None:
        self.writes.append(what)
        self.breaks(what)

    def _id(self) -> str:
        return str(next(iter(self._ids)))

    def repository(self) -> Repository:
        return Repository(Address(BASE, "ada", "demo"), self.clone_url, "main", archived=self.archived)

    def user(self) -> str:
        return self.me

    def access(self, user: str) -> Access:
        return self.rights.get(user, Access.ADMIN if user == self.me else Access.NONE)

    def issue(self, number: int) -> Issue:
        if number not in self.issues:
            raise ForgeMissing(f"there is no issue {number} in ada/demo")
        return self.issues[number]

    def open_issues(self) -> list[Issue]:
        return [one for _, one in sorted(self.issues.items(), reverse=True) if one.open]

    def open_issue(self, title: str, body: str, marker: str) -> Issue:
        own = (one for one in self.open_issues() if one.author == self.me and carries(one.body, marker))
        if (found := next(own, None)) is None:
            number, text = max(self.issues, default=0) + 1, f"{body}\n\n<!-- mity:{marker} -->\n"
            url = f"{BASE}/ada/demo/issues/{number}"
            found = self.issues[number] = Issue(number, title, text, self.me, True, (), url, TIME)
            self._wrote(f"open issue {number}")
        return found

    def set_labels(self, number: int, labels: Sequence[str]) -> None:
        self.issues[number] = replace(self.issue(number), labels=tuple(labels))
        self._wrote(f"labels of {number}")

    def comments(self, number: int) -> list[Comment]:
        return list(self.said.get(number, ()))

    def say(self, number: int, body: str, marker: str) -> Comment:
        text = f"{body}\n\n<!-- mity:{marker} -->"
        thread = self.said.setdefault(number, [])
        for at, one in enumerate(thread):
            if one.author == self.me and carries(one.body, marker):
                if one.body != text:
                    thread[at] = replace(one, body=text, edited_at=TIME)
                    self._wrote(f"changed comment {one.id}")
                return thread[at]
        made = Comment(self._id(), self.me, text, TIME, f"{BASE}/ada/demo/issues/{number}#comment")
        thread.append(made)
        self._wrote(f"comment {made.id}")
        return made

    def branch_sha(self, branch: str) -> str:
        return self.heads(branch)

    def pull_request(self, number: int) -> PullRequest:
        if number not in self.pulls:
            raise ForgeMissing(f"there is no pull request {number} in ada/demo")
        found = self.pulls[number]
        return replace(found, head_sha=self.heads(found.head) or found.head_sha)

    def pull_requests(self, *, state: str = "open", head: str = "") -> list[PullRequest]:
        found = (one for _, one in sorted(self.pulls.items(), reverse=True) if head in ("", one.head))
        return [one for one in found if state == "all" or one.open == (state == "open")]

    def open_pull_request(self, title: str, body: str, head: str, base: str, *, draft: bool = False) -> PullRequest:
        known = next((one for one in self.pulls.values() if one.open and (one.head, one.base) == (head, base)), None)
        number = known.number if known else max([0, *self.pulls, *self.issues]) + 1
        url = f"{BASE}/ada/demo/pulls/{number}"
        tip, under = self.heads(head), self.heads(base)
        made = PullRequest(
            number, title, body, self.me, True, False, head, tip, base, under, url, self.clone_url, mergeable=True
        )
        if made != known:
            self.pulls[number] = made
            self._wrote(f"pull request {number}")
        return made

    def changed_lines(self, number: int) -> dict[str, frozenset[int]]:
        return self.lines.get(number, {})

    def reviews(self, number: int) -> list[Review]:
        return list(self.reviewed.get(number, ()))

    def review(
        self, number: int, sha: str, verdict: Verdict, body: str, comments: Sequence[LineComment], marker: str
    ) -> Review:
        thread = self.reviewed.setdefault(number, [])
        if known := next((one for one in thread if one.author == self.me and carries(one.body, marker)), None):
            return known
        pull = self.pull_request(number)
        if pull.author == self.me and verdict is not Verdict.COMMENT:
            raise ForgeConflict("your own pull request can only be commented on")
        allowed = self.changed_lines(number)
        if wrong := next((one for one in comments if one.line not in allowed.get(one.path, ())), None):
            raise ForgeConflict(f"{wrong.path}:{wrong.line} is no line of the pull request")
        written = tuple(self._remark(one, self.me) for one in comments)
        made = Review(self._id(), self.me, verdict, f"{body}\n\n<!-- mity:{marker} -->", sha, written)
        thread.append(made)
        self._wrote(f"review {made.id}")
        return made

    def _remark(self, one: LineComment, author: str) -> LineComment:
        id = self._id()
        return replace(one, id=id, author=author, thread=one.thread or id, created_at=TIME, url=f"{BASE}/r/{id}")

    def remark(self, number: int, author: str, path: str, line: int, body: str) -> LineComment:
        """A person reviews a pull request with one remark."""
        made = self._remark(LineComment(path, line, body), author)
        sha = self.pull_request(number).head_sha
        self.reviewed.setdefault(number, []).append(Review(self._id(), author, Verdict.COMMENT, "", sha, (made,)))
        return made

    def answer(self, number: int, to: LineComment, body: str, marker: str) -> None:
        known = (one for review in self.reviews(number) for one in review.comments if one.thread == to.thread)
        if any(one.author == self.me and carries(one.body, marker) for one in known):
            return
        made = self._remark(replace(to, body=f"{body}\n\n<!-- mity:{marker} -->"), self.me)
        sha = self.pull_request(number).head_sha
        self.reviewed.setdefault(number, []).append(Review(self._id(), self.me, Verdict.COMMENT, "", sha, (made,)))
        self._wrote(f"answer {made.id}")

    def set_check(self, sha: str, check: Check) -> None:
        self.states[sha] = [*(one for one in self.checks(sha) if one.context != check.context), check]
        self._wrote(f"check {check.context}")

    def checks(self, sha: str) -> list[Check]:
        return list(self.states.get(sha, ()))

    def merge(self, number: int, sha: str, *, how: str = "merge", title: str = "") -> str:
        pull = self.pull_request(number)
        if not pull.merged and pull.head_sha != sha:
            raise ForgeConflict(f"the head of pull request {number} moved")
        self.pulls[number] = replace(pull, open=False, merged=True, merged_at=TIME)
        return sha

    def close(self, number: int) -> None:
        self.issues[number] = replace(self.issue(number), open=False)
        self._wrote(f"closed {number}")

    def releases(self) -> list[Release]:
        return list(self.published)

    def publish(self, release: Release) -> Release:
        made = replace(release, url=f"{BASE}/ada/demo/releases/{release.tag}")
        self.published = [made, *(one for one in self.published if one.tag != release.tag)]
        self._wrote(f"release {release.tag}")
        return made


@dataclass(frozen=True)
class OneForge:
    """Opens the same forge for every address of `BASE`: the last words of it are the kind and the number."""

    forge: MemoryForge
    secret: str = ""

    def of(self, url: str) -> Opened:
        words = url.rstrip("/").split("/")
        kind = {"issues": "issue", "pulls": "pull"}.get(words[-2], "")
        return Opened(Address(BASE, "ada", "demo", kind, int(words[-1]) if kind else 0), self.forge, secret=self.secret)
