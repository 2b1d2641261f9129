"""What a run on a pull request keeps of it, and its clone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from mity.command import Command, Outcome
from mity.errors import UsageError
from mity.forge.model import Product
from mity.forge.opening import Opened
from mity.forge.port import Forge
from mity.system.clone import Clone, HeadMoved
from mity.system.hunks import added_lines
from mity.text.records import dataclass

HEAD = "refs/mity/head"
"""What a clone knows the branch of its pull request by, as it is on the forge."""
_KEPT_AT = {Product.GITLAB: "merge-requests"}


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request as it was when the run began; `under` is the commit that its branch left the base at.

    `own` tells that the user of the token opened it; `writes` whether that user may push to the repository.
    """

    url: str
    number: int
    title: str
    body: str
    own: bool
    writes: bool
    head: str
    head_sha: str
    base: str
    under: str
    head_clone_url: str
    clone_url: str

    def to_json(self) -> dict[str, Any]:
        """Plain data, as `read_pull` takes it."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @property
    def is_gone(self) -> bool:
        """Whether its branch is gone with the fork that had it: the forge keeps its commits alone."""
        return not self.head_clone_url


def read_pull(data: Mapping[str, Any]) -> Pull:
    """What `to_json` wrote."""
    return Pull(**{one.name: data[one.name] for one in fields(Pull)})


def fetch_pull(url: str, opened: Opened, clone: Clone, within: Path, *, links: bool) -> Pull:
    """Clones the head of an open pull request. Raises UsageError for a closed one, HeadMoved, GitError, ForgeError."""
    forge = opened.forge
    found = forge.pull_request(opened.address.number)
    if not found.open:
        what = "merged" if found.merged else "closed"
        raise UsageError(f"pull request {found.number} is {what}: there is nothing left to review ({found.url})")
    here = forge.repository().clone_url
    clone.begin(within, links=links)
    base = clone.fetch(here, found.base, "base")
    kept = f"refs/{_KEPT_AT.get(forge.product, 'pull')}/{found.number}/head"
    place = (found.head_clone_url, found.head) if found.head_clone_url else (here, kept)
    head = clone.fetch(*place, "head")
    if head != found.head_sha:
        raise HeadMoved(f"the branch of pull request {found.number} moved while it was fetched: run this again")
    clone.check_out(head)
    user = forge.user()
    return Pull(
        url,
        found.number,
        found.title,
        found.body,
        found.author == user,
        forge.access(user).writes,
        found.head,
        head,
        found.base,
        clone.merge_base(base, head),
        found.head_clone_url,
        here,
    )


def clone_of(folder: Path, run: Callable[[Command], Outcome], opened: Opened) -> Clone:
    """The clone in `folder` with the user's rights at a forge."""
    return Clone(folder, run, opened.git, local=not opened.address.base.startswith(("http://", "https://")))


def changed_lines(clone: Clone, pull: Pull, forge: Forge) -> dict[str, dict[int, str]]:
    """The lines that a pull request adds and that its forge takes remarks on, with their texts."""
    allowed = forge.changed_lines(pull.number)
    added = added_lines(clone.diff(pull.under, pull.head_sha, "--unified=0"))
    return {
        path: kept
        for path, lines in added.items()
        if (kept := {number: text for number, text in lines.items() if number in allowed.get(path, ())})
    }
