"""What the name of a test has of one run alone: addresses, random identifiers, moments, ports, temporary folders."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_MARK = "~"
_OF_ONE_RUN = re.compile(
    r"0x[0-9a-fA-F]{6,}"
    r"|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"
    r"|(?<=\(line )\d+(?=\))"
    r"|@[0-9a-f]{6,8}\b"
    r"|(?:(?<=localhost:)|(?<=127\.0\.0\.1:)|(?<=\[::1\]:))\d{5}\b"
    r"|(?<=/)pytest-of-[^/\s]+/pytest-\d+|(?<=/)tmp[a-z0-9_]{8}\b"
)
_ZONE = r"(?:Z|[+-]\d\d:?\d\d\b)?"
_DATED = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?{_ZONE})?"
    r"|\b[A-Z][a-z]{2} (?P<script>[A-Z][a-z]{2} \d\d \d{4}) \d\d:\d\d:\d\d GMT[+-]\d{4}(?: \([^()]*\))?"
    r"|\b[A-Z][a-z]{2}, (?P<mail>\d\d [A-Z][a-z]{2} \d{4}) \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})"
    r"|(?<![\w.])(?P<epoch>\d{10})(?:\.\d+|\d{3}|\d{6}|\d{9})?(?![\w.])"
)
_FORMS = {"iso": "%Y-%m-%d", "script": "%b %d %Y", "mail": "%d %b %Y"}
_NEAR = timedelta(days=2)
"""How far from now a date may be to be a moment of the run: a day for its zone, one for the time it took."""


def lasting(name: str) -> str:
    """A name without what differs from run to run, which "~" stands for.

    A date counts as such only when it is that of the run: one that the test itself names stays.
    """
    return _DATED.sub(_without_now, _OF_ONE_RUN.sub(_MARK, name))


def _without_now(match: re.Match[str]) -> str:
    kind = str(match.lastgroup)
    try:
        when = _moment(kind, match[kind])
    except (ValueError, OverflowError):  # digits that are no date
        return match[0]
    return _MARK if abs(datetime.now(UTC) - when) < _NEAR else match[0]


def _moment(kind: str, text: str) -> datetime:
    if kind == "epoch":
        return datetime.fromtimestamp(int(text), UTC)
    return datetime.strptime(text, _FORMS[kind]).replace(tzinfo=UTC)
