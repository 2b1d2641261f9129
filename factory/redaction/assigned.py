"""Values that a text gives to a secret-looking name: `password = "…"`, `TOKEN=…`, `"api_key": "…"`, `--secret …`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.redaction.mixtures import mixed
from mity.redaction.names import is_secret_name
from mity.text.patterns import regex

Span = tuple[int, int]

_KEYWORDS = (
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "auth",
    "cookie",
    "credential",
    "session",
    "dsn",
    "string",
    "jwt",
    "psk",
    "pw",
)
_ASSIGNED = regex(
    r"""(?P<rest>[\w\-.]{0,48})(?P<close>&(?:quot|apos|\#0{0,2}3[49]|\#x2[27]);|\\{0,7}["'`\]]{0,2})
    (?P<sign>[ \t]{0,8}:[ \t]{0,4}[\w&*<>\[\]?.|]{1,40}[ \t]{0,4}=[ \t]{0,4}(?=["'`])
    |[ \t]{0,8}(?:=>|:=|<-|[:=|│])[ \t]{0,8}|[ \t](?=[^\s=:-]))
    (?:[&!][\w!\-]{0,40}[ \t]{1,4}){0,3}
    (?:\\{0,7}(?P<quote>["'`])(?P<quoted>[^"'`\r\n\\]{1,2000}(?:\\[^\r\n"'`][^"'`\r\n\\]{0,2000}){0,8})
    |&(?:quot|apos|\#0{0,2}3[49]|\#x2[27]);(?P<entity>[^\s&<>"'`]{1,2000})
    |(?P<bare>[^\s"'`,;&(){}\[\]<>|\\]{1,2000}(?P<after>[(\[]?)))""",
    re.VERBOSE,
)
_BEFORE = regex(r"[\w.\-]{0,48}\Z")
_SECTION = regex(r"(?<![\w:])[A-Za-z]\w{1,30}:\Z")
"""What stands before a name in settings that are one text, as in `Jwt:Key`."""
_STRONG = regex(r"passw|passphrase|passcode|pwd|secret|credential|[_-]pass$|apikey|api[_-]?key|private[_-]?key", re.I)
_WORDLIKE = regex(r"[A-Za-z_]+(?:[.:/\-][A-Za-z_]+)*")
_IDENTIFIER = regex(r"[A-Za-z_]\w*(?:(?:\.|::|->)[A-Za-z_]\w*)*")
_PLACEHOLDER = regex(
    r"[$%<{\[(*]|(?:process|os|System|env|ENV)\b|(?:\.{0,2}/|~/|[a-z]+://)|(.)\1*\Z"
    r"|[\^~<>=v ]*\d+(?:\.[\dx*]+)+(?:[-+.]\w+)*\Z",
    re.I,
)
_KEY_PLACE = regex(
    r"(?:^|[\n{,\[(&?;|│]|-H|--header)[ \t=]*(?:-[ \t]|export[ \t]|set[ \t]|-e[ \t]|-D)?[ \t]*\\?[\"'`]?\Z"
)
_PAIR = regex(
    r"""\b(?:[Nn]ame|[Kk]ey|NAME|KEY)["']?\s{0,3}[:=]\s{0,3}["']?(?P<name>[\w.\-]{2,60})["']?[\s,;]{1,40}["']?"""
    r"""(?:[Vv]alue|VALUE)["']?\s{0,3}[:=]\s{0,3}["']?(?P<value>[^\s"'<>,;]{6,2000})"""
)
_REVERSED = regex(
    r"""(?:[Vv]alue|VALUE)["']?\s{0,3}[:=]\s{0,3}["'](?P<value>[^\s"'<>,;]{6,2000})["'][\s,;]{1,40}["']?"""
    r"""(?:[Nn]ame|[Kk]ey|NAME|KEY)["']?\s{0,3}[:=]\s{0,3}["'](?P<name>[\w.\-]{2,60})["']"""
)
_SET = regex(r"(?:^|\n)[ \t]*(?:ENV|ARG|setenv|set)(?:[ \t]-\w{1,3})?[ \t]+\Z")
_LEAST = 6
_MODEST = 12


def assigned(text: str) -> Iterator[Span]:
    """Where a text holds a value that a secret-looking name is given, and that is neither code nor a placeholder."""
    low = text.lower()
    if len(low) != len(text):  # a few letters grow in lower case
        low = "".join(sign.lower() if sign.isascii() else sign for sign in text)
    for word in _KEYWORDS:
        place = low.find(word)
        while place >= 0:
            if (found := _ASSIGNED.match(text, place + len(word))) and (span := _value(text, place, found)):
                yield span
            place = low.find(word, place + len(word))
    yield from _paired(text)


def _paired(text: str) -> Iterator[Span]:
    """Where a name and its value stand beside each other, each behind a word that says which it is."""
    for found in (*_PAIR.finditer(text), *_REVERSED.finditer(text)) if "alue" in text or "ALUE" in text else ():
        fits = is_secret_name(found["name"]) and not _PLACEHOLDER.match(found["value"])
        if fits and not _WORDLIKE.fullmatch(found["value"]):
            yield found.span("value")


def _value(text: str, place: int, found: re.Match[str]) -> Span | None:
    before = _BEFORE.search(text, max(0, place - 48), place)
    start = before.start() if before else place
    name = text[start : found.end("rest")]
    if found["sign"].strip() == "=" and (section := _SECTION.search(text, max(0, start - 40), start)):
        name = section[0] + name
    group = next((name for name in ("quoted", "entity") if found[name] is not None), "bare")
    value = found[group].rstrip(".:") if group == "bare" else found[group]
    if len(value) < _LEAST or _PLACEHOLDER.match(value) or not is_secret_name(name.lstrip("-")):
        return None
    option = not found["sign"].strip()
    if option and not name.startswith("--") and not _SET.search(text[max(0, start - 24) : start]):
        return None
    strong = bool(_STRONG.search(name))
    if group != "bare":
        fits = _quoted(value, strong) and (not option or found["close"] == "")
    else:
        fits = not found["after"] and _bare(text[max(0, start - 16) : start], name, found["sign"], value, strong)
    return (found.start(group), found.start(group) + len(value)) if fits else None


def _quoted(value: str, strong: bool) -> bool:
    if any(sign.isspace() for sign in value):
        return False  # a sentence about it
    return not _WORDLIKE.fullmatch(value) or (strong and _own_word(value))


def _bare(before: str, name: str, sign: str, value: str, strong: bool) -> bool:
    has_digit = any(letter.isdigit() for letter in value)
    if value.isdigit() and not strong:
        return False
    if sign == ":" and strong and has_digit:
        return True
    if sign.strip() == ":=" and name.isupper() and mixed(value):
        return True
    if sign == "=" and name.isupper():
        return not _WORDLIKE.fullmatch(value) or _own_word(value)
    if sign.strip() in (":", "=>", "|", "│"):
        return has_digit and bool(_KEY_PLACE.search(before)) and (strong or len(value) >= _MODEST)
    if sign == "=" or name.startswith("--"):
        code = _IDENTIFIER.fullmatch(value) and "." in value and not mixed(value.partition(".")[0])
        return (has_digit or not _WORDLIKE.fullmatch(value)) and not code
    return has_digit and (strong or mixed(value) or (len(value) >= _MODEST and not _IDENTIFIER.fullmatch(value)))


def _own_word(value: str) -> bool:
    """Whether letters alone are a value, rather than a word about one."""
    low = value.lower()
    return low not in _SAID and not any(word in low for word in ("secret", "passw", "token", "_key", "api"))


_SAID = frozenset(
    {"password", "passwd", "secret", "secrets", "token", "string", "required", "missing", "invalid", "hidden", "text"}
    | {"changeme", "change_me", "change-me", "default", "example", "placeholder", "undefined", "production", "testing"}
    | {"credential", "credentials", "passphrase", "incorrect", "forbidden", "unauthorized", "authorization", "varchar"}
)
