"""Corrections of definitions: words that were most likely meant for others, replaced where they stand."""

from __future__ import annotations

from collections.abc import Iterable

from mity.workflow.mistakes import Mistake
from mity.workflow.nodes import BREAK


def corrected(text: str, mistakes: Iterable[Mistake]) -> tuple[str, list[Mistake]]:
    """A text with each mistake that has one correction corrected, every other character as it was; and those mistakes.

    A mistake whose word does not stand where it says, in an escape or a folded line for instance, is left alone.
    """
    starts = [0, *(match.end() for match in BREAK.finditer(text))]
    places: dict[int, Mistake] = {}
    for one in mistakes:
        if one.fix and 0 < one.line <= len(starts):
            at = starts[one.line - 1] + one.column - 1
            at += text[at : at + 1] in ("'", '"') and text[at + 1 :].startswith(one.was)
            behind = text[at + len(one.was) : at + len(one.was) + 1]
            if text[at:].startswith(one.was) and not (behind.isalnum() or behind in ("_", "-")):
                places.setdefault(at, one)
    for at, one in sorted(places.items(), reverse=True):
        text = text[:at] + one.fix + text[at + len(one.was) :]
    return text, [places[at] for at in sorted(places)]
