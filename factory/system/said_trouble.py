"""Answers of 200 that tell of trouble in their own words: read where nobody has said what a healthy answer holds."""

from __future__ import annotations

import json
import re
from typing import Any

_BAD = frozenset(
    {"down", "fail", "failed", "failing", "failure", "error", "unhealthy", "unavailable", "out_of_service", "critical"}
    | {"red", "dead", "broken", "not_ready", "not_ok"}
)
_STATES = ("status", "state", "health", "result")
_WELL = ("healthy", "ok", "success", "alive", "ready", "up", "live")
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,200})", re.IGNORECASE)
_HEADING = re.compile(r"<(?:h1|pre)\b[^<>]{0,200}>([^<]{0,200})", re.IGNORECASE)
_REASONS = (
    r"internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|application error"
    r"|not found|forbidden|bad request|unauthorized"
)
_ERROR_PAGE = re.compile(
    rf"\s*(?:(?:(?:error|erreur|fehler)\s*)?[45]\d\d(?:\s*$|\W+(?:{_REASONS}|server error|error)\b)"
    rf"|(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|application error"
    rf"|whitelabel error page)\b|(?:an? )?(?:error|erreur|fehler|exception)(?:\s+5\d\d)?\W*$|server error \(5\d\d\)"
    rf"|(?:page )?not found(?: at /|\W*$)|cannot get /|\w{{0,60}}(?:error|exception) at /|traceback\b|werkzeug debugger"
    rf"|action controller: exception caught)",
    re.IGNORECASE,
)
_NOBODYS = re.compile(
    r"\s*(?:welcome to nginx!|apache2?\b[\w ]{0,40}default page|index of /|directory listing for /|it works!\s*$"
    r"|(?:test page for|iis windows server)\b)",
    re.IGNORECASE,
)
"""Pages that a server shows where no application is."""
_CRASH = re.compile(
    r"\s*(?:Traceback \(most recent call last\):|panic: |thread '[^'\n]{0,80}' panicked|Exception in thread \")"
    r"|\s*(?:Uncaught )?\w{0,60}Error: [^\n]{0,400}\n\s+at "
)
_SHOWN = 80
_SHORT = 60


def trouble(body: str) -> str:
    """The words by which an answer says that the application is not well; empty where it does not.

    Those are the state and the error of a JSON object, the title or heading of an error page or of a page that no
    application made, and plain text that is nothing but such a word. Any other answer is fine.
    """
    text = body.strip()
    if text.startswith(("{", '"')):
        return _of_json(text)
    if "<" in text:
        return _of_page(text)
    alone = text.rstrip(".!").casefold().replace(" ", "_") if len(text) <= _SHORT else ""
    crashed = alone in _BAD or _CRASH.match(text) or (alone and _ERROR_PAGE.match(text))
    return text.splitlines()[0][:_SHOWN] if crashed else ""


def _of_page(text: str) -> str:
    title, heading = _TITLE.search(text), _HEADING.search(text)
    named = [title] if title and title[1].strip() else [heading]
    said = next((one[1] for one in named if one and (_ERROR_PAGE.match(one[1]) or _NOBODYS.match(one[1]))), "")
    return " ".join(said.split())[:_SHOWN]


def _of_json(body: str) -> str:
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if isinstance(found, str):
        return found[:_SHOWN] if _bad(found) else ""
    if not isinstance(found, dict):
        return ""
    for name in _STATES:
        if said := _state(found.get(name)):
            return said
    if name := next((name for name in _WELL if found.get(name) is False), ""):
        return f"{name}: false"
    return _error(found.get("error")) or _error(found.get("errors")) or _code(found.get("statusCode"))


def _bad(text: str) -> bool:
    return text.strip().casefold().replace(" ", "_").replace("-", "_") in _BAD


def _state(value: Any) -> str:
    if isinstance(value, dict):
        return next((said for key in ("code", "status", "state") if (said := _state(value.get(key)))), "")
    return value[:_SHOWN] if isinstance(value, str) and _bad(value) else _code(value)


def _code(value: Any) -> str:
    server_error = isinstance(value, int) and not isinstance(value, bool) and 500 <= value <= 599
    return str(value) if server_error else ""


def _error(value: Any) -> str:
    """What an error says: a text, an object that has one, or a list that begins with one."""
    if isinstance(value, list):
        return _error(value[0]) if value else ""
    if isinstance(value, dict):
        return _error(value.get("message") or value.get("detail") or next(iter(value), ""))
    return value[:_SHOWN] if isinstance(value, str) and value.strip() else ""
