"""What forges know, in words that all of them share."""

from __future__ import annotations

from enum import StrEnum

from mity.text.records import dataclass


class Product(StrEnum):
    """The software that serves a forge; Enterprise and Forgejo speak as GitHub and Gitea do."""

    GITHUB = "github"
    GITEA = "gitea"
    GITLAB = "gitlab"


class Access(StrEnum):
    """What a person may do in a repository, from nothing to everything."""

    NONE = "none"
    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    @property
    def writes(self) -> bool:
        """Whether the person may push."""
        return self in (Access.WRITE, Access.ADMIN)


class Verdict(StrEnum):
    """What a review says of a pull request as a whole."""

    COMMENT = "comment"
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"


class CheckState(StrEnum):
    """The state of one check of a commit."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILURE = "failure"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Address:
    """A place on a forge, as its page's URL names it.

    `base` is scheme, host, port and path prefix, as `https://git.example.com:3000/git`; `owner` may hold slashes where
    groups nest. `kind` is "issue", "pull" or "" for the repository itself, whose `number` is 0.
    """

    base: str
    owner: str
    name: str
    kind: str = ""
    number: int = 0

    @property
    def repository(self) -> str:
        """Owner and name, as people write it."""
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository; `clone_url` is that for HTTP without user info, `private` hides it from strangers.

    An archived one takes no changes. `default_branch` is empty, or names a branch that is not there, before the first
    commit.
    """

    address: Address
    clone_url: str
    default_branch: str
    private: bool = False
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Owned:
    """A repository of an owner: an archived one takes no changes, in an empty one there is none to make."""

    url: str
    archived: bool = False
    fork: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue; times are ISO 8601 in UTC, `labels` are names."""

    number: int
    title: str
    body: str
    author: str
    open: bool
    labels: tuple[str, ...]
    url: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in the thread of an issue or a pull request; `edited_at` is empty when nobody changed it."""

    id: str
    author: str
    body: str
    created_at: str
    url: str
    edited_at: str = ""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request. `head_clone_url` differs from the repository's where it comes from a fork.

    `mergeable` is None while the forge has not worked it out. `body` is Markdown.
    """

    number: int
    title: str
    body: str
    author: str
    open: bool
    merged: bool
    head: str
    head_sha: str
    base: str
    base_sha: str
    url: str
    head_clone_url: str
    mergeable: bool | None = None
    merged_at: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineComment:
    """A remark at one line of a pull request: `line` counts from 1 in the file as the pull request leaves it.

    `id` and `author` are empty for one that is to be written. `thread` is what an answer is written to.
    """

    path: str
    line: int
    body: str
    id: str = ""
    author: str = ""
    thread: str = ""
    created_at: str = ""
    url: str = ""
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """A review of a pull request with the lines that it remarks on."""

    id: str
    author: str
    verdict: Verdict
    body: str
    sha: str
    comments: tuple[LineComment, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """The state of a commit as one checker sees it: `context` names the checker, `url` shows more."""

    context: str
    state: CheckState
    description: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """A release: `tag` exists or is made at `target`; `body` is Markdown."""

    tag: str
    name: str
    body: str
    target: str = ""
    draft: bool = False
    url: str = ""
