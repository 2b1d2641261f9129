"""What mity wants of a forge: one repository of it, as the person whose token is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mity.forge.model import (
    Access,
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


class Forge(Protocol):
    """One repository on a forge.

    Every method raises ForgeError: one sentence with what was asked, why it was refused and what to do; among its
    kinds are ForgeUnreachable (after the retries), ForgeForbidden and ForgeMissing. Reading methods follow the pages
    of an answer to the end. `marker` is a word that a text carries, hidden from readers, by which a later call of the
    same run finds what an earlier one wrote: a write that was answered but not recorded is never made twice.
    """

    product: Product

    def repository(self) -> Repository:
        """The repository itself."""
        ...

    def user(self) -> str:
        """The login of the person whose token is used."""
        ...

    def access(self, user: str) -> Access:
        """What a person may do in the repository; NONE for one whom the forge does not know."""
        ...

    def issue(self, number: int) -> Issue:
        """An issue."""
        ...

    def open_issues(self) -> list[Issue]:
        """The open issues, newest first, without pull requests."""
        ...

    def open_issue(self, title: str, body: str, marker: str) -> Issue:
        """Opens an issue, unless an open one of the same user carries `marker`."""
        ...

    def set_labels(self, number: int, labels: Sequence[str]) -> None:
        """Gives an issue exactly these labels; those that the repository lacks are made."""
        ...

    def comments(self, number: int) -> list[Comment]:
        """The comments of an issue or a pull request, oldest first."""
        ...

    def say(self, number: int, body: str, marker: str) -> Comment:
        """Writes a comment, or changes the own one that carries `marker` so that it says `body`."""
        ...

    def branch_sha(self, branch: str) -> str:
        """The commit that a branch stands at; empty when there is no such branch."""
        ...

    def pull_request(self, number: int) -> PullRequest:
        """A pull request."""
        ...

    def pull_requests(self, *, state: str = "open", head: str = "") -> list[PullRequest]:
        """Pull requests that are "open", "closed" or "all", newest first; of the branch `head` alone when given."""
        ...

    def open_pull_request(self, title: str, body: str, head: str, base: str, *, draft: bool = False) -> PullRequest:
        """Opens a pull request, or gives the open one from `head` to `base` this title and body."""
        ...

    def changed_lines(self, number: int) -> dict[str, frozenset[int]]:
        """The lines of each file, as the pull request leaves it, that a review may remark on."""
        ...

    def reviews(self, number: int) -> list[Review]:
        """The reviews of a pull request with their remarks, oldest first."""
        ...

    def review(
        self, number: int, sha: str, verdict: Verdict, body: str, comments: Sequence[LineComment], marker: str
    ) -> Review:
        """Writes a review of the commit `sha` with remarks at lines, unless one with `marker` is there."""
        ...

    def answer(self, number: int, to: LineComment, body: str, marker: str) -> None:
        """Answers a remark of a review in its thread, unless an answer with `marker` is there."""
        ...

    def set_check(self, sha: str, check: Check) -> None:
        """Sets the state of a commit under the check's context."""
        ...

    def checks(self, sha: str) -> list[Check]:
        """The newest state of a commit of each context."""
        ...

    def merge(self, number: int, sha: str, *, how: str = "merge", title: str = "") -> str:
        """Merges a pull request whose head is still `sha`: "merge", "squash" or "rebase". Returns the new commit.

        One that is merged already is left as it is.
        """
        ...

    def close(self, number: int) -> None:
        """Closes an issue."""
        ...

    def releases(self) -> list[Release]:
        """The releases, newest first."""
        ...

    def publish(self, release: Release) -> Release:
        """Makes a release, or changes the one of its tag."""
        ...
