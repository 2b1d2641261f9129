"""Keeps secret values out of logs, terminals and reports."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

MASK = "***"
_SHORTEST = 6
_SHORTEST_LINE = 12

_NAME = re.compile(
    r"(?:^|[_\-.])(?:password|passwd|pwd|passphrase|secrets?|tokens?|credentials?|api_?key|private_?key|access_?key"
    r"|auth|pat|dsn)(?:$|[_\-.0-9])|(?:password|secret|token|apikey)$",
    re.IGNORECASE,
)
# the working folder, and settings that say where a secret is or of which kind it is
_HARMLESS = re.compile(r"(?:OLD)?PWD|.*_(?:sock|socket|file|path|dir|type|method)", re.IGNORECASE)

TOKEN_PATTERNS = (
    *(r"gh[pousr]_[A-Za-z0-9]{30,}", r"github_pat_[A-Za-z0-9_]{30,}", r"glpat-[A-Za-z0-9_\-]{18,}"),
    *(r"xox[abprs]-[A-Za-z0-9\-]{10,}", r"AKIA[0-9A-Z]{16}", r"sk-[A-Za-z0-9_\-]{20,}"),
    r"eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}",
)
"""The forms of well-known tokens, each after a word boundary."""
_FORMS = re.compile(r"(?P<url>(?<=://)[^\s/:@\"']+:(?P<pass>[^\s/@\"']+)(?=@))" + rf"|\b(?:{'|'.join(TOKEN_PATTERNS)})")

_HINTS = ("://", "gh", "github_pat_", "glpat-", "xox", "AKIA", "sk-", "eyJ")


def is_secret_name(name: str) -> bool:
    """True when a variable of that name usually holds a secret."""
    return bool(_NAME.search(name)) and not _HARMLESS.fullmatch(name)


def hide(value: Any) -> Any:
    """JSON data with every value masked that stands under a secret-looking name."""
    if isinstance(value, dict):
        return {k: MASK if v and isinstance(v, str) and is_secret_name(k) else hide(v) for k, v in value.items()}
    return [hide(item) for item in value] if isinstance(value, list) else value


def unmask(values: Any, environment: Mapping[str, str]) -> list[str]:
    """Fills masked values of a mapping in from `environment`; returns the names that are not there."""
    masked = [name for name, value in values.items() if value == MASK]
    values.update({name: environment[name] for name in masked if name in environment})
    return [name for name in masked if name not in environment]


def named_texts(value: Any) -> Iterator[dict[str, str]]:
    """Every text in JSON data that stands under a name, as a mapping of one."""
    for item in value if isinstance(value, list) else ():
        yield from named_texts(item)
    for name, inner in value.items() if isinstance(value, Mapping) else ():
        if isinstance(inner, str):
            yield {name: inner}
        yield from named_texts(inner)


class Redactor:
    """Replaces secret values in text.

    What counts: the values of variables with secret-looking names (six characters and more), and the well-known
    forms of tokens and of passwords in URLs.
    """

    def __init__(self, *environments: Mapping[str, str]) -> None:
        self._values: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        for environment in environments:
            self.learn(environment)

    def learn(self, environment: Mapping[str, str]) -> None:
        """Adds the secret values among `environment`."""
        found = {value for name, value in environment.items() if is_secret_name(name)}
        found |= {part.strip() for value in found for part in value.splitlines() if len(part) >= _SHORTEST_LINE}
        found = {value for value in found if len(value) >= _SHORTEST and value != MASK}
        if found <= self._values:
            return
        self._values |= found
        forms = self._values | {json.dumps(value, ensure_ascii=False)[1:-1] for value in self._values}
        ordered = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, ordered)))

    def text(self, text: str) -> str:
        """`text` with every secret replaced by three asterisks."""
        if self._pattern is not None:
            text = self._pattern.sub(MASK, text)
        if any(hint in text for hint in _HINTS):
            text = _FORMS.sub(_masked, text)
        return text

    def data(self, value: Any, spared: Collection[str] = ()) -> Any:
        """JSON data with every secret in its texts replaced; texts under the keys `spared` stay as they are."""
        if isinstance(value, dict):
            return {k: v if k in spared and _flat(v) else self.data(v, spared) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.data(item, spared) for item in value]
        return self.text(value) if isinstance(value, str) else value


def _flat(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def _masked(match: re.Match[str]) -> str:
    if match["url"]:
        user = match["url"].split(":", 1)[0]
        return f"{user}:{MASK}"
    return MASK
