"""Remarks of reviewers that wait for an answer, and what is answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from mity.forge.model import Access, LineComment, Review
from mity.redaction import Redactor
from mity.text.markdown import code, words
from mity.text.records import dataclass
from mity.text.seen import seen
from mity.text.visible import visible_lines

MOST_REMARKS = 40
"""Remarks that one run answers, the oldest first."""
_ANY_MARK = re.compile(r"<!-- mity:[^>]{1,200} -->")
_ANSWER = re.compile(r"<!-- mity:answer-(\S{1,80}) -->")
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark at a line, by somebody who may push."""

    id: str
    path: str
    line: int
    body: str
    author: str
    thread: str
    url: str

    def to_json(self) -> dict[str, Any]:
        """Plain data, as `read_remark` takes it."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @property
    def marker(self) -> str:
        """The mark of its one answer."""
        return f"answer-{self.id}"

    @property
    def comment(self) -> LineComment:
        """The remark as its forge knows it."""
        return LineComment(self.path, self.line, self.body, self.id, self.author, self.thread, url=self.url)


def read_remark(data: Mapping[str, Any]) -> Remark:
    """What `to_json` wrote."""
    return Remark(**{one.name: data[one.name] for one in fields(Remark)})


def open_remarks(reviews: Iterable[Review], user: str, access: Callable[[str], Access]) -> list[Remark]:
    """The remarks that nobody resolved, that `user` has not answered, and whose author may push; oldest first.

    What mity wrote is none, whoever's token it had; a mark in somebody else's text answers nothing.
    """
    every = [one for review in reviews for one in review.comments]
    answered = {mark for one in every if one.author == user for mark in _ANSWER.findall(one.body)}
    resolved = {one.thread for one in every if one.resolved}
    rights: dict[str, bool] = {}
    found = []
    for one in every:
        own = one.author == user and _ANY_MARK.search(one.body)
        if own or one.id in answered or (one.thread and one.thread in resolved) or not _said(one):
            continue
        if one.author not in rights:
            rights[one.author] = access(one.author).writes
        if rights[one.author]:
            found.append(Remark(one.id, one.path, one.line, _said(one), one.author, one.thread, one.url))
    return found[:MOST_REMARKS]


def _said(remark: LineComment) -> str:
    """What the page of a remark shows, as text without hidden signs; empty where that is nothing."""
    said = visible_lines(seen(remark.body[: 10 * _LONGEST].replace("\r\n", "\n")))
    return said[:_LONGEST] if said.strip() else ""


def done(answer: str, commit: str, report: str, redactor: Redactor) -> str:
    """The answer to a remark that was met by a commit, or by words alone where `commit` is empty."""
    said = words(redactor.text(" ".join(answer.split()))[:_LONGEST])
    if not commit:
        return f"{said}\n\nAn answer of a coding agent; nothing was changed."
    return f"Done in {code(commit[:12])}: {said}\n\n{words(redactor.text(report))}"


def tried(reason: str, report: str, redactor: Redactor) -> str:
    """The answer to a remark that could not be met: what was tried and what came of it."""
    usual = "no change that was made passes the tests" if report else "no change came of it"
    why = words(redactor.text(" ".join(reason.split()))[:1000]) or usual
    shown = f"\n\n{words(redactor.text(report)[:1000])}" if report else ""
    return f"This could not be done by itself and is left to a person: {why}.{shown}\n\nNothing was pushed for it."
