"""Secrets that a definition holds as texts: a log, a report and the history of a repository would keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.redaction.assigned import assigned
from mity.redaction.shapes import shaped
from mity.workflow.mistakes import SECRET_LITERAL
from mity.workflow.nodes import Node
from mity.workflow.notes import Notes

Span = tuple[int, int]

_HINT = "let the caller's variable in with `env: {NAME: null}` and read ${{ env.NAME }} or $NAME"
_REFERENCE = re.compile(r"\$[A-Za-z_{(]|[<{%*]")
_LOCAL = re.compile(r"@(?:localhost|127\.0\.0\.1|\[::1\])(?![\w.-])")


def check_literals(node: Node, notes: Notes) -> None:
    """Notes each secret in the texts of a document: well-known forms, and values under names that say so.

    A text such as a command that gives a value to a secret-looking name is warned of only, as much of a shell looks
    alike.
    """
    texts = [(name, one) for name, one in _texts(node, "") if isinstance(one.value, str)]
    whole = "\n".join(one.value for _, one in texts)
    if not any(shaped(whole)) and not any(assigned("\n".join(f'{name}="{one.value}"' for name, one in texts))):
        return
    for name, one in texts:
        found = list(_shaped(one.value)) or _named(name, one)
        for start, end in found:
            message = f"{_what(name)} holds a secret, which everyone who reads this file knows"
            notes.wrong(one, SECRET_LITERAL, message, _HINT, ahead=start, width=end - start)
        for start, end in () if found else assigned(one.value):
            message = f"{_what(name)} seems to hold a secret"
            notes.warn(one, SECRET_LITERAL, message, _HINT, ahead=start, width=end - start)


def _texts(node: Node, name: str) -> Iterator[tuple[str, Node]]:
    """Each text of a document with the name that it stands under; a default stands under its parameter's."""
    if isinstance(node.value, str):
        yield name, node
    for one in node.value if isinstance(node.value, list) else ():
        yield from _texts(one, name)
    for key, (written, value) in node.value.items() if isinstance(node.value, dict) else ():
        yield "", written
        yield from _texts(value, name if key == "default" else key)


def _shaped(text: str) -> Iterator[Span]:
    for start, end in shaped(text):
        around = text.rfind("://", 0, start), _LOCAL.match(text, end)
        user = text[around[0] + 3 : start - 1] if around[0] >= 0 else ""
        if not _REFERENCE.match(text, start) and not (around[1] and user == text[start:end]):
            yield start, end


def _named(name: str, node: Node) -> list[Span]:
    ahead = len(f'{name}="')
    spans = list(assigned(f'{name}="{node.value}"')) if name else []
    return [(0, len(node.value))] if spans and spans[0][0] == ahead else []


def _what(name: str) -> str:
    return f"'{name}'" if name else "this key"
