"""Lines of structured logs (one JSON object each), expand into what a person would read.

Spring Boot (ECS, Logstash, GELF), Quarkus, pino, bunyan, structlog and tracing-subscriber write the message and the
stack trace of an error as members of an object, with its line breaks escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from mity.text.patterns import regex

_MESSAGES = ("message", "msg", "event", "short_message", "@message")
_TRACES = ("stack_trace", "stackTrace", "stack", "exception", "exc_info", "full_message", "traceback")
_HOLDERS = ("error", "err", "exception", "fields", "causedBy", "exc_info")
_TYPES = ("type", "exceptionType", "name", "class")
_LEVELS = ("level", "severity", "lvl", "levelname", "@l", "log.level")
_SEVERE = {"error": "ERROR", "err": "ERROR", "critical": "CRITICAL", "fatal": "FATAL", "panic": "FATAL"}
_PINO = {50: "ERROR", 60: "FATAL"}
_DEEPEST = 6
_ESCAPED = regex(r"\\n(?:\\t| {2,})at .{300}")
_ESCAPE = regex(r"\\(.)")


@lru_cache(maxsize=4)
def expand(text: str) -> str:
    """The text with each entry of a structured log expand; other lines are as they were."""
    if '{"' not in text and not _ESCAPED.search(text):
        return text
    lines = ("\n".join(unfold(line)) or line for line in text.split("\n"))
    return "\n".join(lines)


def unfold(line: str) -> list[str]:
    """The message and the trace of one entry of a log, line by line; nothing for a line that is no such entry."""
    text = line.strip()
    if not (text.startswith("{") and text.endswith("}")):
        # One end of an entry that was too long to be kept whole.
        return _plain(text).splitlines() if _ESCAPED.search(text) else []
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if not isinstance(entry, dict):
        return []
    return [part for text in _texts(entry, _DEEPEST) for part in text.splitlines() if part.strip()]


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda found: {"n": "\n", "t": "\t", "r": ""}.get(found[1], found[1]), text)


def _severity(entry: Mapping[str, Any]) -> str:
    """The level of an entry that has no more than a text, where it is one of failures; else nothing."""
    if any(isinstance(entry.get(key), dict) for key in _HOLDERS):
        return ""
    level = next((entry[key] for key in _LEVELS if isinstance(entry.get(key), str | int)), "")
    return _SEVERE.get(level.lower(), "") if isinstance(level, str) else _PINO.get(level, "")


def _texts(entry: Mapping[str, Any], deepest: int) -> Iterator[str]:
    """The texts of an entry or of an error in it: its message, then its trace, or else what its parts say."""
    trace = next((value for key in _TRACES if isinstance(value := entry.get(key), str) and value), "")
    message = next((value for key in _MESSAGES if isinstance(value := entry.get(key), str)), "")
    kind = next((value for key in _TYPES if isinstance(value := entry.get(key), str)), "")
    severe = "" if trace or deepest < _DEEPEST else _severity(entry)
    if message and severe:
        error = next((value for key in ("err", "error") if isinstance(value := entry.get(key), str) and value), "")
        yield f"- {severe} - {message}" + (f": {error}" if error and error not in message else "")
        return
    if message and message not in trace:
        yield f"{kind}: {message}" if kind and deepest < _DEEPEST else message
    if trace:
        yield trace
    for key in _HOLDERS if deepest else ():
        value = entry.get(key)
        if isinstance(value, dict):
            yield from _texts(value, deepest - 1)
        elif isinstance(value, str) and key == "error":
            yield value
