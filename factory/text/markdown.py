"""Text that others wrote, made safe within Markdown."""

from __future__ import annotations

import re

from mity.text.visible import visible

_SIGNS = frozenset("\\`*_[]<>#|!&~")
_NOTHING = "\u200b"
_CALLS = re.compile(r"@(?=\w)|(?:#|!|&|~|%|\$)(?=\d)|\bGH-(?=\d)|://|\bwww(?=\.)|^/(?=\w)", re.IGNORECASE)


def text(value: object) -> str:
    """One line of plain text: nothing in it is Markdown or HTML."""
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in visible(str(value)))


def words(value: object) -> str:
    """The same where a forge shows it: it notifies nobody, refers to nothing and is no command or address either.

    Forges look for `@name`, `#12` and addresses in the text that is left when Markdown was read, so a sign that nobody
    sees is put behind what begins them.
    """
    return _CALLS.sub(lambda found: found[0] + _NOTHING, text(value))


def code(value: object) -> str:
    """One line within backticks, also in a cell of a table."""
    inner = visible(str(value)).replace("`", "'").replace("|", "\\|")
    return f"`{inner or ' '}`"
