"""Versions in text, compared as Python's packages compare theirs: 1.10 is behind 1.9, a leading v says nothing."""

from __future__ import annotations

from packaging.version import InvalidVersion, Version


def is_version(text: str) -> bool:
    """Whether a text is a version."""
    try:
        Version(text)
    except (InvalidVersion, ValueError):  # a number of more digits than Python reads
        return False
    return True


def number_of(text: str) -> Version:
    """A version to compare by; a text that is none stands before all others."""
    return Version(text) if is_version(text) else Version("0.dev0")
