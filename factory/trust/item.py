"""One thing that would run: what it is, its commands as they are shown, and the digest by which consent is kept."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from mity.errors import EXIT_WAITING, MityError
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """Something foreign that would run. `lines` are its commands, safe to print; `digest` changes when it does."""

    title: str
    lines: tuple[str, ...]
    digest: str

    def to_json(self) -> dict[str, Any]:
        """The item as data."""
        return {"what": self.title, "would_run": list(self.lines), "digest": self.digest}


class UntrustedError(MityError):
    """Something would run that nobody consented to: a question to a person. `items` are what it is."""

    def __init__(self, message: str, items: Iterable[Item], exit_code: int = EXIT_WAITING) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.items = tuple(items)

    def details(self) -> dict[str, Any]:
        return {"untrusted": [one.to_json() for one in self.items]} if self.items else {}


def item(kind: str, title: str, lines: Iterable[str], content: Any) -> Item:
    """The item whose consent holds as long as `content`, plain JSON data, stays the same."""
    text = json.dumps([kind, content], sort_keys=True, ensure_ascii=True)
    return Item(printable(title), tuple(printable(line) for line in lines), hashlib.sha256(text.encode()).hexdigest())


def command_line(argv: Iterable[str], env: Mapping[str, str] | None = None, cwd: str = ".") -> str:
    """A command as it is shown: each word such that its borders are seen, with its variables and folder."""
    words = [f"{name}={_word(value)}" for name, value in (env or {}).items()] + [_word(word) for word in argv]
    return " ".join(words) + (f"  (in {cwd})" if cwd != "." else "")


def printable(text: str) -> str:
    """The text with every character that a terminal obeys or hides written as an escape."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)


def _word(word: str) -> str:
    """The word in quotes if it would read as several or as none; places such as `${port}` stay as they are."""
    return shlex.quote(word) if not word or any(sign.isspace() or sign in "'\"\\" for sign in word) else word
