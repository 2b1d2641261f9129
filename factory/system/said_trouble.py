"""Answers of 200 that tell of trouble in their own words: read where nobody has said what a healthy answer holds."""

from __future__ import annotations

import json
import re
from typing import Any

from mity.text.patterns import regex

_BAD = frozenset(
    {"down", "fail", "failed", "failing", "failure", "error", "unhealthy", "unavailable", "out_of_service", "critical"}
    | {"red", "dead", "broken", "not_ready", "not_ok", "not_healthy", "not_well", "not_available", "not_alive"}
)
_STATES = ("status", "state", "health", "result")
_WELL = ("healthy", "ok", "success", "alive", "ready", "up", "live")
_NONE = frozenset({"", "none", "null", "no", "false", "0", "n/a", "-", "ok", "no error", "no errors"})
"""What an error is said to be where there is none."""
_NOTHING = regex(r"[ \t]*(?:0|none|null|no|false)[ \t.]*$", re.IGNORECASE | re.MULTILINE)
_COUNTED = frozenset({"success", "ready", "up", "live"})
"""What a number may stand under as well that counts things."""
_CODES = ("statuscode", "httpstatus", "httpstatuscode", "httpcode", "code")
_ERRORS = ("error", "errors", "err", "errormessage", "errordescription", "exception", "fault", "traceback")
_TOLD = ("message", "detail", "title")
_WITHIN = frozenset({"data", "health", "result", "response", "payload"})
_REASONS = (
    r"internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|application error"
    r"|not found|forbidden|bad request|unauthorized"
)
_SERVERS = regex(rf"5\d\d(?: (?:(?:server )?error|{_REASONS}))?\W*", re.IGNORECASE)
"""A status of HTTP by which a server tells an error of its own."""
_SAYS_SO = regex(
    r"(?:[a-z_ ]{1,20}:\s*)?(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out"
    r"|an error occurred\b[^\n]{0,100}|something went wrong)\W*",
    re.IGNORECASE,
)
_TITLE = regex(r"<title[^<>]{0,200}>([^<]{0,200})", re.IGNORECASE)
_HEADING = regex(r"<(?:h1|pre)\b[^<>]{0,200}>([^<]{0,200})", re.IGNORECASE)
_ERROR_PAGE = regex(
    rf"\s*(?:(?:(?:error|erreur|fehler)\s*)?[45]\d\d(?:\s*$|\W+(?:{_REASONS}|server error|error)\b)"
    rf"|(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|application error"
    rf"|whitelabel error page)\b|(?:an? )?(?:error|erreur|fehler|exception)(?:\s+5\d\d)?\W*$|server error \(5\d\d\)"
    rf"|(?:page )?not found(?: at /|\W*$)|cannot get /|\w{{0,60}}(?:error|exception) at /|traceback\b|werkzeug debugger"
    rf"|action controller: exception caught|(?:\w{{1,20}}\W+){{0,2}}(?:something went wrong|an error occurred)\W*$"
    rf"|page not found\s*[|\u2013-]|\w{{1,60}}(?:error|exception):\s"
    rf"|[^|\u2013-]{{1,80}}[|\u2013-]\s*5\d\d (?:server )?error\W*$"
    rf"|(?:under |site |down for )?maintenance\W*$)",
    re.IGNORECASE,
)
_NOBODYS = regex(
    r"\s*(?:welcome to nginx!|apache2?\b[\w ]{0,40}default page|index of /|directory listing for /|it works!\s*$"
    r"|(?:test page for|iis windows server)\b)",
    re.IGNORECASE,
)
"""Pages that a server shows where no application is."""
_CRASH = regex(
    r"\s*(?:Traceback \(most recent call last\):|panic: |thread '[^'\n]{0,80}' panicked|Exception in thread \")"
    r"|\s*(?:Uncaught )?\w{0,60}Error: [^\n]{0,400}\n\s+at |\s*[\w.$]{1,200}(?:Exception|Error)\b[^\n]{0,400}\n\s+at "
    r"|\s*(?:(?:PHP )?(?:fatal|parse) error|unhandled exception)\b\s*[:.]"
    r"|\s*(?:error|failed|failure)\s*:\s*(?!(?:0|none|null|no|false)\b)\S"
    r"|\s*(?:status|state|health)\s*[:=]\s*(?P<state>\w{1,20})\s*$",
    re.IGNORECASE,
)
_OF_PHP = regex(r"\s*(?:<br\s*/?>\s*)?<b>(?:(?:catchable )?fatal error|parse error|warning)</b>:", re.IGNORECASE)
_XML = regex(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:(?P<error>errors?|fault|exception)(?=[\s/>])"
    r"|(?:status|health|state)>\s*(?P<state>[\w ]{1,20})</)",
    re.IGNORECASE,
)
_SHOWN = 80
_SHORT = 60
_MOST_WORDS = 3
_DENIALS = frozenset({"not", "no", "never", "none", "zero", "without", "0"})


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
    alone = len(text) <= _SHORT and _bad(text)
    crash = _CRASH.match(text)
    crashed = crash is not None and (crash["state"] is None or _bad(crash["state"]))
    told = alone or crashed or (len(text) <= _SHORT and _ERROR_PAGE.match(text))
    return text.splitlines()[0][:_SHOWN] if told else ""


def _of_page(text: str) -> str:
    xml = _XML.match(text)
    if _OF_PHP.match(text) or (xml and (xml["error"] or _bad(xml["state"]))):
        return " ".join(text.split())[:_SHOWN]
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
    while len(found) == 1 and _plain(name := next(iter(found))) in _WITHIN and isinstance(found[name], dict):
        found = found[name]
    return _of_object({_plain(name): value for name, value in reversed(found.items())})


def _of_object(found: dict[str, Any]) -> str:
    """What an object says of itself; its names are plain."""
    for name in _STATES:
        if said := _state(found.get(name)):
            return said
    for name in _WELL:
        if _no(found.get(name), counted=name in _COUNTED) or _no(found.get(f"is{name}"), counted=False):
            return f"{name}: false"
    said = next((said for name in _ERRORS if (said := _error(found.get(name)))), "")
    said = said or next((said for name in _CODES if (said := _code(found.get(name)))), "")
    return said or next((said for name in _TOLD if (said := _telling(found.get(name)))), "")


def _plain(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "")


def _no(value: Any, *, counted: bool) -> bool:
    """Whether a value denies that something is well. A number that may count things does not."""
    if isinstance(value, str):
        return value.strip().casefold() in ("false", "no")
    return value is False or (value == 0 and isinstance(value, int) and not counted)


def _telling(text: Any) -> str:
    """A text that is nothing but what a server says of an error of its own."""
    return text[:_SHOWN] if isinstance(text, str) and _SAYS_SO.fullmatch(text.strip()) else ""


def _bad(text: str) -> bool:
    """Whether a text is a word of trouble, or one with a reason behind a colon, or a server's error."""
    word, _, reason = text.partition(":")
    if reason and _NOTHING.match(reason):
        return False
    word = word.strip(" .!").casefold().replace(" ", "_").replace("-", "_")
    return word in _BAD or _SERVERS.fullmatch(text.strip()) is not None


def _state(value: Any) -> str:
    if isinstance(value, dict):
        return next((said for key in ("code", "status", "state") if (said := _state(value.get(key)))), "")
    if isinstance(value, list) and value and all(isinstance(one, str) and _state(one) for one in value):
        return str(value[0])[:_SHOWN]
    bad = isinstance(value, str) and (_bad(value) or _ends_badly(value))
    return str(value)[:_SHOWN] if bad else _code(value)


def _ends_badly(text: str) -> bool:
    """Whether a state of few words ends with one of trouble (`degraded down`) and does not deny it (`never down`)."""
    words = re.split(r"[\s_-]+", text.strip(" .!").casefold())
    return 1 < len(words) <= _MOST_WORDS and words[-1] in _BAD and words[0] not in _DENIALS


def _code(value: Any) -> str:
    """A number, or a text that is one, by which a server tells an error of its own."""
    text = "" if isinstance(value, bool) else str(value)
    return text if isinstance(value, int | str) and re.fullmatch(r"5\d\d", text) else ""


def _error(value: Any) -> str:
    """What an error says: a text, an object that has one, or a list that begins with one."""
    if isinstance(value, list):
        return _error(value[0]) if value else ""
    if isinstance(value, dict):
        return _error(value.get("message") or value.get("detail") or next(iter(value), ""))
    if value is True or (isinstance(value, int) and value):
        return f"error: {json.dumps(value)}"
    return value[:_SHOWN] if isinstance(value, str) and value.strip().casefold() not in _NONE else ""
