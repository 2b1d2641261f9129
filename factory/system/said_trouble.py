"""Answers of 200 that tell of trouble in their own words: read where nobody has said what a healthy answer holds."""

from __future__ import annotations

import json
import re
from typing import Any

_BAD = frozenset(
    {"down", "fail", "failed", "failing", "failure", "error", "unhealthy", "unavailable", "out_of_service", "critical"}
)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,200})", re.IGNORECASE)
_REASONS = r"internal server error|bad gateway|service unavailable|gateway time-?out|application error"
_ERROR_PAGE = re.compile(
    rf"\s*(?:(?:error\s*)?5\d\d(?:\s*$|\W+(?:{_REASONS}|server error|error)\b)|(?:{_REASONS}|whitelabel error page)\b)",
    re.IGNORECASE,
)
_SHOWN = 80


def trouble(body: str) -> str:
    """The words by which an answer says that the application is not well; empty where it does not.

    Those are the status and the error of a JSON object, and the title of an error page. Any other answer is fine.
    """
    if body.lstrip().startswith("{"):
        return _of_json(body)
    title = _TITLE.search(body)
    return " ".join(title[1].split())[:_SHOWN] if title and _ERROR_PAGE.match(title[1]) else ""


def _of_json(body: str) -> str:
    try:
        found: dict[str, Any] = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    status, error = found.get("status"), found.get("error")
    if isinstance(status, str) and status.strip().casefold().replace(" ", "_") in _BAD:
        return status[:_SHOWN]
    return error[:_SHOWN] if isinstance(error, str) and error.strip() else ""
