"""Text that others wrote, made safe within Markdown."""

from __future__ import annotations

from mity.text.visible import visible

_SIGNS = frozenset("\\`*_[]<>#|!&~")


def text(value: object) -> str:
    """One line of plain text: nothing in it is Markdown or HTML."""
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in visible(str(value)))


def code(value: object) -> str:
    """One line within backticks, also in a cell of a table."""
    inner = visible(str(value)).replace("`", "'").replace("|", "\\|")
    return f"`{inner or ' '}`"
