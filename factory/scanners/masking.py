"""Evidence without the secrets that it is about."""

from __future__ import annotations

import re

from mity.redaction.redactor import concealed

HIDDEN = "********"
_NAME = re.compile(
    r"""^\s*(?:[-+]\s+)?(?:export\s+|const\s+|let\s+|var\s+)?["']?(?P<name>[A-Za-z_][\w.-]{0,39})["']?\s*[:=]"""
)
_QUOTED = re.compile(r"""(?P<sign>["'`]).*(?P=sign)""", re.DOTALL)
_WORD = re.compile(r"^[A-Za-z]{1,12}(?:[._-][A-Za-z]{1,12}){0,4}$")
_LONGEST = 200


def given_to(text: str) -> str:
    """The name that a line gives a value to; empty where it gives one to none."""
    match = _NAME.match(text)
    return match["name"] if match else ""


def secret_line(text: str) -> str:
    """A line with a secret in it, of which the name is shown that the secret is given to, and nothing else."""
    match = _NAME.match(text)
    return f"{match['name']} = {HIDDEN}" if match and _WORD.match(match["name"]) else HIDDEN


def without_quoted(message: str) -> str:
    """A message about a secret without whatever it quotes."""
    return _QUOTED.sub(lambda match: f"{match['sign']}{HIDDEN}{match['sign']}", message)


def shown_line(text: str) -> str:
    """A line of source as evidence: short, and without what has the form of a secret."""
    line = concealed(text).strip()
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"
