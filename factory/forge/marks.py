"""Marks that a text carries, hidden from its readers, by which what a run wrote is found again."""

from __future__ import annotations

import re

_MARK = re.compile(r"<!-- mity:([^\s>]+) -->")
_LAST = re.compile(r"<!-- mity:([^\s>]+) -->\s*\Z")


_LONGEST = 60_000
"""Characters of a text: the least that a forge takes is 65,536."""
_FENCE = re.compile(r"^`{3,}", re.MULTILINE)


def marked(body: str, marker: str) -> str:
    """The text with a mark at its end; none for an empty marker. One that is longer than forges take is cut."""
    if len(body) > _LONGEST:
        kept = body[:_LONGEST]
        fences = _FENCE.findall(kept)
        ends = f"\n{fences[-1]}" if len(fences) % 2 else ""
        body = f"{kept}{ends}\n\n… was cut here: it has {len(body):,} characters."
    return f"{body.rstrip()}\n\n<!-- mity:{marker} -->\n" if marker else body


def carries(body: str, marker: str) -> bool:
    """Whether a text carries the mark at its end; one that it merely quotes is not its own."""
    own = _LAST.search(body)
    return bool(marker) and own is not None and own[1] == marker


def unmarked(body: str) -> str:
    """The text as its readers see it."""
    return _MARK.sub("", body).rstrip()
