"""What an issue asks for, cut to what an agent and a commit can take; its text is data and stays data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from mity.forge.model import Issue
from mity.text.commit_words import commit_words
from mity.text.records import dataclass
from mity.text.seen import seen
from mity.text.visible import visible, visible_lines

LONGEST_TITLE, LONGEST_BODY = 200, 20_000
_READ = 5 * LONGEST_BODY
"""Characters of a text that are looked at: some of them may be on no page."""
FIX, FEATURE = "fix", "feature"
_BUGS = re.compile(r"\b(?:bugs?|fix(?:es)?|defects?|regressions?|errors?|crash(?:es)?)\b", re.IGNORECASE)
_FEATURES = re.compile(r"\b(?:features?|feat|enhancements?|improvements?|proposals?)\b", re.IGNORECASE)
_WISHES = re.compile(r"^\W*(?:add|allow|support|implement|introduce|let|offer|provide|enable)\b", re.IGNORECASE)
_BLOCK = re.compile(r"^```ya?ml\b", re.MULTILINE)
_WORD = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Brief:
    """An issue as the steps of a run know it. `title` is one line, `body` at most `LONGEST_BODY` characters.

    `kind` is "fix" or "feature". Signs that steer a terminal or deceive the eye are escapes in both texts.
    """

    number: int
    title: str
    body: str
    author: str
    url: str
    kind: str
    labels: tuple[str, ...] = ()
    cut: bool = False

    @property
    def branch(self) -> str:
        """The branch of the work when nobody names another."""
        return f"{self.kind}/issue-{self.number}"

    @property
    def describes(self) -> bool:
        """Whether there is a block of YAML in it, which may describe a feature by its fields."""
        return bool(_BLOCK.search(self.body))

    @property
    def subject(self) -> str:
        """The first line of the commit and the title of the pull request."""
        room = 72 - len(str(self.number)) - 4
        title = commit_words(self.title)
        short = title if len(title) <= room else f"{title[: room - 1].rstrip()}…"
        return f"{short} (#{self.number})"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {**asdict(self), "labels": list(self.labels)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Brief:
        """Reads what `to_json` wrote. Raises KeyError."""
        known = {one.name: data[one.name] for one in fields(cls)}
        return cls(**{**known, "labels": tuple(known["labels"])})


def brief_of(issue: Issue) -> Brief:
    """What an issue asks for, as its page shows it."""
    title = visible(" ".join(issue.title.split()))[:LONGEST_TITLE] or f"Issue {issue.number}"
    body = visible_lines(seen(issue.body[:_READ].replace("\r\n", "\n"))[: LONGEST_BODY + 1])
    labels = tuple(visible(label)[:60] for label in issue.labels[:30])
    kind = kind_of(issue.labels, issue.title)
    cut = len(body) > LONGEST_BODY or len(issue.body) > _READ
    return Brief(issue.number, title, body[:LONGEST_BODY], visible(issue.author)[:60], issue.url, kind, labels, cut)


def kind_of(labels: tuple[str, ...], title: str) -> str:
    """Whether an issue wants something mended or something new: its labels say so, else the words of its title."""
    words = [_WORD.sub(" ", label) for label in labels]
    if any(map(_BUGS.search, words)):
        return FIX
    if any(map(_FEATURES.search, words)):
        return FEATURE
    if _BUGS.search(title):
        return FIX
    return FEATURE if _WISHES.search(title) or _FEATURES.search(title) else FIX
