"""Tabs mixed with spaces: replaced by spaces if only one reading of the indentation is valid Python."""

from __future__ import annotations

import ast
import io
import re
import tokenize

from mity.agents.project_files import editable, named
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(r"TabError|unindent does not match|unexpected indent|inconsistent use of tabs")
_WIDTHS = (4, 8, 2)
_INDENT = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)


class MixedTabs(Rule):
    """Replaces tabs in the indentation of a file that does not compile with them."""

    id = "mixed-tabs"
    title = "indent with spaces only"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _TRIGGER.search(failure.output):
            return None
        for path in reversed(named(failure, ".py")):
            text = failure.read(path)
            if text is None or not _INDENT.search(text) or _tree(text):
                continue
            readings = {tree: made for width in _WIDTHS if (tree := _tree(made := _spaces(text, width)))}
            if not readings:
                continue
            if len(readings) > 1 or not editable(path):
                return Advice(f"{path} mixes tabs and spaces and can be read in two ways: indent it with spaces only")
            data = next(iter(readings.values())).encode()
            return Fix(self.id, f"indent {path} with spaces only", (Edit(path, data),), scope=(path,))
        return None


def _spaces(text: str, width: int) -> str:
    """`text` with the tabs of its indentation as spaces; lines inside a string keep theirs."""
    lines = text.splitlines(keepends=True)
    made = [_INDENT.sub(lambda found: found.group().expandtabs(width), line) for line in lines]
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO("".join(made)).readline))
    except (tokenize.TokenError, SyntaxError):
        return "".join(made)
    for token in tokens:
        if token.type == tokenize.STRING:
            inner = slice(token.start[0], token.end[0])
            made[inner] = lines[inner]
    return "".join(made)


def _tree(text: str) -> str:
    """The structure of a program as text; empty when it is none."""
    try:
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError):
        return ""
