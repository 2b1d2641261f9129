"""Marks that a text carries, hidden from its readers, by which what a run wrote is found again."""

from __future__ import annotations

import re

_MARK = re.compile(r"<!-- mity:([^\s>]+) -->")


def marked(body: str, marker: str) -> str:
    """The text with a mark at its end; none for an empty one."""
    return f"{body.rstrip()}\n\n<!-- mity:{marker} -->\n" if marker else body


def carries(body: str, marker: str) -> bool:
    """Whether a text carries the mark."""
    return bool(marker) and marker in _MARK.findall(body)


def unmarked(body: str) -> str:
    """The text as its readers see it."""
    return _MARK.sub("", body).rstrip()
