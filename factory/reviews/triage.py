"""An issue sorted in: its kind and priority by rules that a team states, and the words that tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mity.errors import UsageError
from mity.forge.model import Issue
from mity.redaction import Redactor
from mity.text.markdown import code, words
from mity.text.records import dataclass

MARK = "triage"
"""The marker of the one comment that each run changes."""
LONGEST = 20_000
_LONGEST_TEST = 4_000


@dataclass(frozen=True, slots=True)
class Sorted:
    """The label that a table gives, and why: the rule that fits first, or a label that a person gave already."""

    label: str
    because: str
    given: bool = False


def sort_in(issue: Issue, table: object, name: str) -> Sorted | None:
    """The row of a table that an issue falls under: the first of which it holds a word, else the one without words.

    A row is `{label, words}`; words are looked for as whole words, in the title first, whatever their case. A label of
    the table that the issue has already stays. Raises UsageError for what is no such table.
    """
    rows = [_row(row, name) for row in table] if isinstance(table, list) else []
    if not rows:
        raise UsageError(f"{name} must be a list of rows such as {{label: bug, words: [crash]}}")
    labels = {one.lower(): one for one in issue.labels}
    for label, _ in rows:
        if label.lower() in labels:
            return Sorted(labels[label.lower()], "a person gave it", given=True)
    for place, text in (("title", issue.title), ("text", issue.body[:LONGEST])):
        for label, looked_for in rows:
            if found := next((word for word in looked_for if _has(text, word)), ""):
                return Sorted(label, f"the {place} says “{found}”")
    return next((Sorted(label, "no rule fits") for label, looked_for in rows if not looked_for), None)


def _row(row: object, name: str) -> tuple[str, tuple[str, ...]]:
    if not isinstance(row, Mapping) or not isinstance(row.get("label"), str) or not row["label"].strip():
        raise UsageError(f"{name}: a row must have a label, as {{label: bug, words: [crash]}}")
    given = row.get("words", [])
    if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
        raise UsageError(f"{name}: the words of '{row['label']}' must be a list of texts")
    return row["label"].strip(), tuple(given)


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of the try to reproduce a report: a test that fails as the report says, or what was tried."""

    done: bool
    said: str
    commit: str = ""
    path: str = ""
    test: str = ""


def comment(priority: Sorted | None, kind: Sorted | None, tried: Mapping[str, Any], redactor: Redactor) -> str:
    """The comment of a triage, as Markdown."""
    lines = [
        f"**{title}:** {words(one.label)} ({words(one.because)})"
        for title, one in (("Kind", kind), ("Priority", priority))
        if one is not None
    ]
    found = Reproduction(**tried)
    said = words(redactor.text(found.said)[:1500])
    if not found.done:
        return "\n\n".join([*lines, f"**Could not be reproduced:** {said}"])
    lines.append(f"**Reproduced** on {code(found.commit[:12])}: {said}")
    lines.append(f"The test, {code(found.path)}, fails there, and every test that passed before passes with it:")
    return "\n\n".join([*lines, _fenced(redactor.text(found.test)[:_LONGEST_TEST])])


def _fenced(text: str) -> str:
    """A text as a block of code that nothing in it ends."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    kept = "".join(sign for sign in text if sign in "\n\t" or sign.isprintable())
    return f"{fence}\n{kept.rstrip()}\n{fence}"


def labels_with(issue: Issue, given: Iterable[Sorted | None]) -> Sequence[str]:
    """The labels that the issue has, and those that it is given."""
    added = [one.label for one in given if one is not None and not one.given]
    return list(dict.fromkeys([*issue.labels, *added]))
