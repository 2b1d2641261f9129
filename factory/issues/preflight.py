"""What can be known to be in the way before any work on an issue begins."""

from __future__ import annotations

import re

from mity.forge.model import Issue
from mity.forge.port import Forge
from mity.issues.brief import Brief

_BRANCH = re.compile(
    r"(?!refs/|HEAD$|[0-9a-f]{40}$)(?!.*(?:\.\.|//|@\{|\.lock(?:/|$)))"
    r"[A-Za-z0-9_][A-Za-z0-9._/+@-]{0,199}(?<![./])"
)
# What others have named is any name that git takes and that shows what it is.
_NAMED = re.compile(
    r"(?![-/])(?!.*(?:\.\.|//|@\{|\.lock(?:/|$)|(?:^|/)\.))"
    r"[^\s~^:?*\[\\\x00-\x1f\x7f\u200b-\u206f\ufeff]{1,200}(?<![./])"
)


def closed_reason(issue: Issue, *, closed: bool) -> str:
    """Why a closed issue is not worked on, in a sentence; empty when it is, as with `closed`."""
    if issue.open or closed:
        return ""
    return f"issue {issue.number} is closed ({issue.url}): give --closed to work on it all the same"


def branch_reason(name: str) -> str:
    """Why a text cannot name a branch, in a sentence; empty when it can."""
    return "" if _BRANCH.fullmatch(name) else f"'{name[:80]}' cannot name a branch: give --branch another name"


def base_reason(forge: Forge, given: str) -> str:
    """Why work cannot begin from the branch `given`, or from the default one, in a sentence; else empty.

    Raises ForgeError.
    """
    repository = forge.repository()
    base = given or repository.default_branch
    if base and not _NAMED.fullmatch(base):
        return f"{base[:80]!a} cannot name a branch: give --base another name"
    if base and forge.branch_sha(base):
        return ""
    if given:
        return f"there is no branch {given} to begin from: give --base another name"
    place = f" on {base}" if base else ""
    return (
        f"{repository.address.repository} has no commit{place} yet, so there is nothing to begin from: push a first one"
    )


def rights_reason(forge: Forge) -> str:
    """Why the user cannot deliver the work, in a sentence; empty when that is not known. Raises ForgeError."""
    user, found = forge.user(), forge.repository()
    repository = found.address.repository
    if found.archived:
        return f"{repository} is archived, so it takes no changes: nothing was begun; ask its owner to open it again"
    if forge.access(user).writes:
        return ""
    return (
        f"{user} may not push to {repository}, so nothing was begun: ask its owner for the right to write, or use the "
        "token of somebody who has it"
    )


def taken_reason(forge: Forge, brief: Brief, branch: str) -> str:
    """Why the branch of the work is not free, in a sentence; empty when it is. Raises ForgeError."""
    for one in forge.pull_requests(head=branch):
        return f"pull request {one.number} of the branch {branch} is open already: {one.url}"
    if forge.branch_sha(branch):
        return (
            f"there is a branch {branch} on the forge already, and mity changes none that it did not make: give "
            f"--branch another name, or remove that one (issue {brief.number})"
        )
    return ""
