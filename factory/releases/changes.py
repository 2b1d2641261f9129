"""The commits of a range as changes that a reader of release notes cares for: one for each pull request or commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mity.forge.model import PullRequest
from mity.releases.messages import BREAKING, Message, merged_by, read_message, reverted, squashed_from
from mity.system.git_range import CommitText
from mity.text.records import dataclass

FEATURES, FIXES, SPEED, REVERTS, DOCUMENTS, UPKEEP, OTHERS = (
    *("Features", "Fixes", "Performance", "Reverts", "Documentation", "Maintenance", "Other changes"),
)
GROUPS = (FEATURES, FIXES, SPEED, REVERTS, DOCUMENTS, OTHERS, UPKEEP)
"""The groups in the order of the notes; breaking changes stand before them."""
KINDS = {
    "feat": FEATURES,
    "feature": FEATURES,
    "fix": FIXES,
    "bugfix": FIXES,
    "hotfix": FIXES,
    "perf": SPEED,
    "revert": REVERTS,
    "docs": DOCUMENTS,
    "doc": DOCUMENTS,
    **dict.fromkeys(("build", "chore", "ci", "refactor", "style", "test", "tests", "deps"), UPKEEP),
}
LABELS = {
    "enhancement": FEATURES,
    "feature": FEATURES,
    "bug": FIXES,
    "fix": FIXES,
    "regression": FIXES,
    "performance": SPEED,
    "documentation": DOCUMENTS,
    "docs": DOCUMENTS,
    **dict.fromkeys(("dependencies", "chore", "ci", "refactoring", "tests", "maintenance"), UPKEEP),
}
_BREAKING_LABELS = {"breaking", "breaking-change", "breaking change"}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the notes: what changed, by which commit, and the pull request it came by (0 for none)."""

    group: str
    text: str
    commit: str
    scope: str = ""
    breaks: str = ""
    number: int = 0
    url: str = ""


def changes_of(commits: Sequence[CommitText], pulls: Mapping[int, PullRequest]) -> list[Change]:
    """The changes of a range, newest first. `commits` are newest first, `pulls` the pull requests known by number.

    A merge commit that names a pull request stands for the commits that it brought. Other merges say nothing, and a
    commit that was reverted within the range is left out with the one that reverts it.
    """
    gone = set(_reverted(commits))
    brought: dict[str, list[CommitText]] = {}
    by_hash = {one.hash: one for one in commits}
    for one in commits:
        if len(one.parents) > 1 and merged_by(one.subject, one.body):
            brought[one.hash] = list(_side(one, by_hash))
    inner = {one.hash for side in brought.values() for one in side}
    found = []
    for one in commits:
        if one.hash in inner or one.hash in gone or (len(one.parents) > 1 and one.hash not in brought):
            continue
        found.append(_change(one, brought.get(one.hash, ()), pulls))
    return found


def _side(merge: CommitText, known: Mapping[str, CommitText]) -> Iterator[CommitText]:
    """What a merge brought: all in the range that its other parents reach and its first does not."""
    main = _reach(merge.parents[:1], known)
    yield from (known[one] for one in _reach(merge.parents[1:], known) if one not in main)


def _reach(starts: Iterable[str], known: Mapping[str, CommitText]) -> dict[str, None]:
    seen: dict[str, None] = {}
    due = list(starts)
    while due:
        if (one := due.pop()) in known and one not in seen:
            seen[one] = None
            due += known[one].parents
    return seen


def _reverted(commits: Sequence[CommitText]) -> Iterator[str]:
    hashes = [one.hash for one in commits]
    for one in commits:
        if (prefix := reverted(one.body)) and (undone := next((h for h in hashes if h.startswith(prefix)), "")):
            yield from (one.hash, undone)


def _change(commit: CommitText, side: Sequence[CommitText], pulls: Mapping[int, PullRequest]) -> Change:
    number = merged_by(commit.subject, commit.body) if side else squashed_from(commit.subject)
    pull = pulls.get(number)
    told = _told(commit, side, pull)
    inner = [read_message(one.subject, one.body) for one in side]
    breaks = told.breaks or next((one.breaks for one in inner if one.breaks), "")
    labels = {label.lower() for label in pull.labels} if pull else set()
    if not breaks and labels & _BREAKING_LABELS:
        breaks = told.text
    group = _group(told, inner, labels)
    return Change(group, told.text, commit.hash, told.scope, breaks, number, pull.url if pull else "")


def _told(commit: CommitText, side: Sequence[CommitText], pull: PullRequest | None) -> Message:
    """The message that speaks for a change: the title of its pull request, else that of the commit."""
    if pull is not None:
        return read_message(pull.title, f"{commit.body}\n\n{pull.body}")
    if side:
        title = commit.body.partition("\n")[0].strip() or side[-1].subject
        return read_message(title, commit.body)
    return read_message(commit.subject, commit.body)


def _group(told: Message, inner: Sequence[Message], labels: Iterable[str]) -> str:
    """The group by the convention, else by the labels of the pull request, else by the strongest of its commits."""
    if group := KINDS.get(told.kind):
        return group
    named = {LABELS[label] for label in labels if label in LABELS}
    named = named or {KINDS[one.kind] for one in inner if one.kind in KINDS}
    return next((group for group in GROUPS if group in named), OTHERS)


__all__ = ["BREAKING", "GROUPS", "KINDS", "LABELS", "Change", "changes_of"]
