"""Edits of several source files, collected into one fix."""

from __future__ import annotations

import re

from mity.agents.project_files import editable
from mity.changes.edit import Edit
from mity.healing.model import ErrorType, Fix
from mity.healing.rules import FailureContext


class Patch:
    """The texts of files as a fix would leave them. Tests and CI configuration are never among them."""

    def __init__(self, failure: FailureContext) -> None:
        self._failure = failure
        self._texts: dict[str, str] = {}

    def read(self, path: str) -> str | None:
        """The text of a file with the edits so far; None for files that no fix may edit or that cannot be read."""
        if not editable(path):
            return None
        if path in self._texts:
            return self._texts[path]
        data = self._failure.read_bytes(path)
        try:
            return data.decode("utf-8") if data is not None else None
        except UnicodeDecodeError:
            return None

    def write(self, path: str, text: str) -> None:
        """Takes the new text of a file."""
        self._texts[path] = text

    def replace_word(self, path: str, line: int, old: str, new: str) -> bool:
        """Replaces a word that occurs once in a line (from 1); returns whether it did."""
        text = self.read(path)
        lines = text.splitlines(keepends=True) if text is not None else []
        word = re.compile(rf"(?<![\w$]){re.escape(old)}(?![\w$])")
        if not 0 < line <= len(lines) or len(word.findall(lines[line - 1])) != 1:
            return False
        lines[line - 1] = word.sub(lambda _: new, lines[line - 1])
        self.write(path, "".join(lines))
        return True

    def fix(self, rule: str, title: str) -> Fix | None:
        """The fix; None if nothing would change. What it mends is code that is wrong, whatever the signature says."""
        old = {path: (self._failure.read_bytes(path) or b"") for path in self._texts}
        edits = tuple(Edit(p, text.encode()) for p, text in self._texts.items() if text.encode() != old[p])
        scope = tuple(edit.path for edit in edits)
        return Fix(rule, title, edits, scope=scope, cause=ErrorType.BUILD) if edits else None
