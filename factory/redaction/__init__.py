"""Keeps secret values out of logs, terminals and reports."""

from __future__ import annotations

from mity.redaction.names import MASK, hide, is_secret, is_secret_name, named_texts, tells_about_secret, unmask
from mity.redaction.redactor import Redactor, concealed
from mity.redaction.shapes import TOKEN_PATTERNS

__all__ = [
    "MASK",
    "TOKEN_PATTERNS",
    "Redactor",
    "concealed",
    "hide",
    "is_secret",
    "is_secret_name",
    "named_texts",
    "tells_about_secret",
    "unmask",
]
