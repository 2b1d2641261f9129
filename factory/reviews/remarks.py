"""A review as text: the remarks at lines, the words above them, and the verdict that follows from the findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from mity.forge.model import LineComment, Review, Verdict
from mity.redaction import Redactor
from mity.reviews.findings import ERROR, OPINION, WARNING, Finding
from mity.text.markdown import code, words
from mity.text.records import dataclass

MOST_REMARKS = 50
"""Remarks of one review; the rest is counted in its words, and comes with the next review."""
_MARK = re.compile(r"<!-- mity:finding ([0-9a-f]{20}) -->")
_TITLES = {ERROR: "Error", WARNING: "Warning", OPINION: "Opinion"}
_LONGEST = 1000
RULE = "Errors ask for changes, anything else is a comment; opinions of a coding agent never ask for changes."


@dataclass(frozen=True, slots=True)
class Suite:
    """How the project's tests ended on the head, and where they failed, on its base: `failing` are names."""

    command: str
    passed: bool
    base_passed: bool | None = None
    summary: str = ""
    failing: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether the pull request breaks what passed without it."""
        return not self.passed and self.base_passed is True


def said_before(reviews: Iterable[Review], user: str) -> set[str]:
    """The fingerprints of what `user` has remarked already; what others wrote tells nothing."""
    own = (one for review in reviews for one in review.comments if one.author == user)
    return {mark for one in own for mark in _MARK.findall(one.body)}


def verdict(found: Iterable[Finding], suites: Iterable[Suite], *, own: bool, approve: bool) -> Verdict:
    """What the review says as a whole. On one's `own` pull request forges take a comment alone."""
    if own:
        return Verdict.COMMENT
    if any(one.level == ERROR for one in found) or any(one.broken for one in suites):
        return Verdict.REQUEST_CHANGES
    return Verdict.APPROVE if approve else Verdict.COMMENT


def remark(one: Finding, redactor: Redactor) -> LineComment:
    """A finding as a remark: what, by whom, by which command; its fingerprint is hidden in it."""
    by = f"{one.tool} {one.rule}" if one.rule and one.rule != OPINION else one.tool
    said = redactor.text(one.message)[:_LONGEST]
    evidence = f"An opinion of the coding agent {words(one.tool)}, which may be wrong." if one.level == OPINION else ""
    body = f"**{_TITLES[one.level]}** ({words(by)}): {words(said)}\n\n"
    body += evidence or f"Found by {code(redactor.text(one.command)[:200])} on this commit."
    return LineComment(one.path, one.line, f"{body}\n\n<!-- mity:finding {one.fingerprint} -->")


def body(new: Sequence[Finding], known: int, suites: Sequence[Suite], notes: Sequence[str], redactor: Redactor) -> str:
    """The words above the remarks: what was found, what the tests say, what was not looked at."""
    counts = Counter(one.level for one in new)
    told = [f"{counts[level]} {_plural(level, counts[level])}" for level in _TITLES if counts[level]]
    lines = [f"Found at the changed lines: {', '.join(told)}." if told else "Nothing new at the changed lines."]
    if known:
        lines.append(f"{known} that an earlier review names already {'is' if known == 1 else 'are'} not repeated.")
    if len(new) > MOST_REMARKS:
        lines.append(f"The first {MOST_REMARKS} are remarked on here.")
    parts = [" ".join(lines), *(_suite(one, redactor) for one in suites)]
    if notes:
        parts.append("Not looked at:\n" + "\n".join(f"- {words(redactor.text(note)[:300])}" for note in notes))
    return "\n\n".join([*parts, RULE])


def _plural(level: str, count: int) -> str:
    return level if count == 1 else f"{level}s"


def _suite(one: Suite, redactor: Redactor) -> str:
    if one.passed:
        return f"The tests pass: {code(one.command)}."
    if one.base_passed is None:
        return f"The tests fail, and whether they do on the base is not known: {code(one.command)}."
    if not one.base_passed:
        return f"The tests fail on the base too, so they say nothing of this change: {code(one.command)}."
    failing = "\n".join(f"- {words(redactor.text(name)[:200])}" for name in one.failing[:20])
    ended = words(redactor.text(one.summary))
    return f"**The tests pass on the base and fail with this change**: {ended}\n\n{failing}".rstrip()
