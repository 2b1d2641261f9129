"""What a forge answered, and what it asks for in its heads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from mity.text.data import parse_json
from mity.text.records import dataclass

_SECONDARY_S = 60.0  # what GitHub asks for where it names no time
_SECONDARY = re.compile(r"secondary rate limit|abuse detection", re.IGNORECASE)
_LINK = re.compile(r"<(?P<url>[^>]*)>(?P<rest>[^<]*)")
_REL = re.compile(r'[;\s]rel\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s;,"]+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a forge answered; `data` is its JSON, or the text where it is none. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    data: Any


def limited(answer: Answer, now: float) -> tuple[bool, float]:
    """Whether a forge sent a request away undone, and in how many seconds it wants to be asked again."""
    after = answer.headers.get("retry-after", "").strip()
    left = answer.headers.get("x-ratelimit-remaining", answer.headers.get("ratelimit-remaining", ""))
    secondary = answer.status in (403, 429) and _SECONDARY.search(said(answer)) is not None
    if answer.status != 429 and not (answer.status == 403 and (after or left == "0")) and not secondary:
        return False, _seconds(after, now) if answer.status >= 500 else 0.0
    if after:
        return True, _seconds(after, now)
    reset = answer.headers.get("x-ratelimit-reset", answer.headers.get("ratelimit-reset", ""))
    if reset.isdigit() and (left == "0" or not left):
        return True, max(float(reset) - (now if float(reset) > now / 2 else 0.0), 1.0)  # a moment, or seconds from now
    return True, _SECONDARY_S if secondary else 0.0


def _seconds(after: str, now: float) -> float:
    """The time that `Retry-After` names, as a number or as a date."""
    if after.isdigit():
        return float(after)
    try:
        return max(parsedate_to_datetime(after).timestamp() - now, 0.0)
    except ValueError:
        return 0.0


def next_page(answer: Answer) -> str | None:
    """The address of the page that follows; empty where one does and has none, None where none does."""
    for link in _LINK.finditer(answer.headers.get("link", "")):
        words = ((found["quoted"] or found["plain"] or "").lower().split() for found in _REL.finditer(link["rest"]))
        if any("next" in named for named in words):
            return link["url"].strip()
    return "" if answer.headers.get("x-next-page", "").strip() else None


def data_of(content: bytes) -> Any:
    """The JSON of an answer, or its text; None for an empty one."""
    try:
        return parse_json(content) if content else None
    except ValueError:
        return content.decode("utf-8", "replace")


def said(answer: Answer) -> str:
    """What the forge says of a refusal, in one line."""
    data = answer.data
    words = ""
    if isinstance(data, dict):
        words = str(data.get("message") or data.get("error") or "")
        details = data.get("errors")
        for one in details if isinstance(details, list) else ():
            words_of = (
                one.get("message") or " ".join(str(one.get(key, "")) for key in ("field", "code"))
                if (isinstance(one, dict))
                else str(one)
            )
            words += f"; {words_of}"
    line = " ".join(words.split())[:300]
    return f" ({line})" if line else ""
