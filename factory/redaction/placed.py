"""Values that stand where a text speaks of a secret: in sentences, blocks, lists, elements, tuples and forms.

The looser the place, the more the value itself has to look like one that nobody reads: a password behind `password is`
needs a digit, a word behind `token` a mixture of letters that no name has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.redaction.mixtures import MEMBERS, PLACE, PLACEHOLDER, mixed
from mity.redaction.names import is_secret_name
from mity.text.patterns import regex

Span = tuple[int, int]

KEYWORDS = ("pass", "pwd", "secret", "token", "key", "auth", "credential", "jwt", "psk")
_STRONG = regex(r"passw|passphrase|passcode|pwd|secret|credential|psk|api[_ -]?key|private[_ -]?key", re.I)
_NAME = regex(r"[\w.\-]{0,48}(?:[ ][\w\-]{0,30}[A-Za-z])?")
"""What stands before a word, read from its end: to search for where it begins would take as long for each word."""
_REST = regex(r"[\w\-.]{0,48}")
_PHRASES = frozenset(
    {"api", "access", "auth", "private", "secret", "session", "client", "bearer", "security", "signing"}
)
_VALUE = r"(?P<v>[^\s\"'`<>(),;|\[\]{}]{6,400})"
_CLOSED = r"[\"'`]?(?=[\s\"'`<>(),;|\[\]{}]|\Z)"
_WRITTEN = regex(
    r"\\?[\"'`]?\]?[ \t]{0,4}(?:"
    r":[ \t]{0,4}[|>][-+]?\d?[ \t]{0,4}\r?\n[ \t]{1,40}"
    r"|:[ \t]{0,4}\r?\n[ \t]{1,40}[\"']?(?![\w.\-]{1,60}[ \t]{0,4}[:=])"
    r"|(?:[:=]|=>|:=)[ \t]{0,4}(?:\w{1,20}(?:::\w{1,20})?\([ \t\r\n]{0,80}[\"']"
    r"|\[[ \t\r\n]{0,40}[\"']|\[\[|\"{3}(?:\r?\n)?|'{3}(?:\r?\n)?|<%=[ ]?[\"'])"
    r"|(?P<pair>,)[ \t]{0,4}[\"'](?=[^\"'\n]{6,400}[\"'][ \t]{0,4}[)\],])"
    r"|</\w{1,20}>[ \t\r\n]{0,40}<\w{1,20}>|[ \t]{0,4}/?>?[^<>\n]{0,80}?\bvalue[ \t]{0,4}=[ \t]{0,4}[\"']"
    r"|\"?[,;]?[ \t]{0,4}[\"']?value[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']"
    r"|(?:[:=]|=>)?[ \t]{0,4}\{[ \t\r\n]{0,80}[\"']?(?:value|default|data|current|raw|plain|content)"
    r"[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']"
    r"|=>[ \t\r\n]{0,40}string\(\d{1,5}\)[ ]\"|[ \t]\.[ \t][\"']"
    r"|\r?\n\r?\n|%3[Dd]|%22%3[Aa]%22|[ \t]{2,40}|\t|[ \t]{1,4}(?:->|→)[ \t]{1,4}"
    r")" + _VALUE
)
_SAID = regex(
    r"[ \t]{0,4}(?:(?:is|was|of|to|set to|provided|for (?:user )?[\w'\"@.\-]{1,40}(?:[ ](?:to|is|as))?)"
    r"[ \t]{0,2}:?|[:=]\*{0,2}|is set to)"
    r"[ \t]{1,4}[\"'`]?" + _VALUE + _CLOSED
)
_CALLED = regex(r"\([ \t]{0,4}[\"'`]" + _VALUE + r"[\"'`][ \t]{0,4}\)")
_PATHED = regex(r"s?/(?P<v>[A-Za-z0-9_\-]{12,400})(?=[\s\"'`/?#)]|\Z)")
_BESIDE = regex(r"[ \t]{1,4}[\"'`]?" + _VALUE + _CLOSED)
_FIRST = regex(r"[\[(][ \t]{0,4}[bru]?[\"']\Z")
_MORE = regex(r"[\"'][ \t]{0,4},")
_FORM_KEYS = regex(
    r"(?:^|[\n{,\[(&?;|\"'>`])[ \t\-]{0,20}(?:(?<=[\"'>`])[\w]{1,12}[ ]){0,1}\Z|<key>\Z"
    r"|name=[\"']?\Z|type[\"']?[ ]?[=:][ ]?[\"']?\Z"
)
_WORDS = regex(
    r"(?:[A-Z]{0,3}[A-Za-z][a-z]{2,30}\d?){2,12}|[A-Za-z]*[a-z]{2,}[A-Za-z]*\d{0,3}|[A-Z]+(?:_[A-Z]+)*(?:_\d{1,3})?|[A-Za-z]+(?:[_-][A-Za-z]+)*[_-]?\d{0,3}"
)


def placed(text: str) -> Iterator[Span]:
    """Where a text holds a value in a place where it speaks of a secret, and that looks like one."""
    low = text.lower()
    if len(low) != len(text):  # a few letters grow in lower case
        low = "".join(sign.lower() if sign.isascii() else sign for sign in text)
    for word in KEYWORDS:
        place = low.find(word)
        while place >= 0:
            end = place + len(word)
            if span := _behind(text, place, end):
                yield span
            place = low.find(word, end)


def _behind(text: str, place: int, end: int) -> Span | None:
    before = _NAME.match(text[max(0, place - 80) : place][::-1])
    start = place - (before.end() if before else 0)
    rest = _REST.match(text, end)
    end = rest.end() if rest else end
    name = text[start:end]
    first, _, own = name.rpartition(" ")
    whole = f"{first}_{own}" if first.lower() in _PHRASES or own.lower() in ("key", "keys") else own
    if not is_secret_name(whole.lstrip("-")):
        return None
    strong = bool(_STRONG.search(whole.replace(" ", "_")))
    formal = bool(_FORM_KEYS.search(text[max(0, start - 16) : start + (len(first) + 1 if first else 0)]))
    for pattern, fits in ((_WRITTEN, formal), (_SAID, True), (_CALLED, True), (_PATHED, True), (_BESIDE, True)):
        found = pattern.match(text, end) if fits else None
        if found and pattern is _WRITTEN and found["pair"] and not _first(text, start, found):
            continue
        if found and _fits(found["v"], strong, pattern):
            value = found["v"].rstrip(".:") if pattern is not _WRITTEN else re.split(r"%2[26]", found["v"])[0]
            return found.start("v"), found.start("v") + len(value)
    return None


def _first(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether a name is the first of two in a tuple or a list, or an option among the words of a command."""
    if text.startswith("--", start):
        return True
    return bool(_FIRST.search(text[max(0, start - 8) : start])) and not _MORE.match(text, found.end())


def _fits(value: str, strong: bool, pattern: re.Pattern[str]) -> bool:
    if pattern in (_BESIDE, _CALLED, _PATHED):
        return mixed(value)
    return mixed(value) or ((strong or pattern is _WRITTEN) and _passphrase(value))


def _passphrase(value: str) -> bool:
    """Whether a value has what rules for passwords ask for, and is no name, place, number or version."""
    value = value.rstrip(".:")
    if len(value) < 8 or not any(sign.isdigit() for sign in value) or not any(sign.isalpha() for sign in value):
        return False
    if PLACEHOLDER.match(value) or PLACE.match(value) or MEMBERS.match(value):
        return False
    return not _WORDS.fullmatch(value)
