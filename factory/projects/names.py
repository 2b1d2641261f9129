"""Which names an application can bear, and the names made from it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mity.errors import UsageError
from mity.text.records import dataclass

LONGEST = 50
ALLOWED = f"use 2 to {LONGEST} ASCII letters, digits, '-' or '_', with a letter first and a letter or digit last"
_NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9])")
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))]
)
_COMMON = frozenset(["app", "src", "test", "tests", "dist", "build", "docs", "mity", "node_modules", "target"])


@dataclass(frozen=True, slots=True)
class AppName:
    """A checked name in the forms that templates use."""

    app_name: str

    @property
    def slug(self) -> str:
        """Lower case with hyphens: folder and distribution name."""
        return re.sub(r"[-_]+", "-", self.app_name.lower())

    @property
    def package(self) -> str:
        """Lower case with underscores: import name."""
        return self.slug.replace("-", "_")


def check_name(name: str, reserved: Iterable[str] = ()) -> AppName:
    """The name in its forms. Raises UsageError saying what is wrong and what is allowed."""
    shown = repr(name if len(name) <= LONGEST else name[:LONGEST] + "…")
    if not name.strip():
        raise UsageError(f"the application needs a name: {ALLOWED}")
    if len(name) > LONGEST:
        raise UsageError(f"the name {shown} has {len(name)} characters, {LONGEST} at most: {ALLOWED}")
    if not name.isascii():
        odd = next(letter for letter in name if not letter.isascii())
        raise UsageError(f"the name {shown} has the letter {odd!r}: {ALLOWED}")
    if not _NAME.fullmatch(name):
        raise UsageError(f"the name {shown} cannot name an application: {_reason(name)}{ALLOWED}")
    made = AppName(name)
    taken = _DEVICES | _COMMON | {word.lower().replace("-", "_") for word in reserved}
    if made.package in taken:
        raise UsageError(
            f"the name {shown} is a reserved word of this stack: choose another, such as '{made.slug}-app'"
        )
    return made


def _reason(name: str) -> str:
    if any(sign in name for sign in "/\\"):
        return "it has a path separator (give the folder by --output); "
    if any(sign.isspace() for sign in name):
        return "it has a space; "
    if name[0].isdigit():
        return "it begins with a digit; "
    return ""
