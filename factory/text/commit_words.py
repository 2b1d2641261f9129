"""Words of others in the message of a commit, where forges and CI look for orders."""

from __future__ import annotations

import re

_SKIPS = re.compile(r"\[([^\[\]\n]*\b(?:skip|no)\b[^\[\]\n]*)\]", re.IGNORECASE)
_STARS = re.compile(r"\*{2,}(?=\w)|(?<=\w)\*{2,}")
_CALLS = re.compile(r"(?<!\w)@(?=\w)|[#!](?=\d)|\bGH-(?=\d)|://", re.IGNORECASE)


def commit_words(text: str) -> str:
    """The text as words alone: it closes and names no issue, calls nobody, and keeps CI from nothing (`[skip ci]`)."""
    plain = _STARS.sub("", _SKIPS.sub(r"(\1)", text))
    return _CALLS.sub(lambda found: f"{found[0]} ", plain)
