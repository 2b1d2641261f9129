"""Imports that nothing uses, where the compiler takes them for errors."""

from __future__ import annotations

import re

from mity.agents.node.imports import Statement, changed, statements
from mity.agents.node.messages import Message, messages
from mity.agents.node.patch import Patch
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_NAME = re.compile(r"'([\w$]+)' is declared but (?:its value is )?never (?:read|used)")
_CODES = ("TS6133", "TS6192", "TS6196")


class UnusedImport(Rule):
    """Takes away what is imported for nothing, when that is all that is wrong: else the use may be what is missing."""

    id = "unused-import"
    title = "remove unused imports"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = messages(failure)
        if not found or any(message.code not in _CODES for message in found):
            return None
        patch, done, left = Patch(failure), list[str](), list[str]()
        by_file: dict[str, list[Message]] = {}
        for message in found:
            by_file.setdefault(message.file, []).append(message)
        for path, about in by_file.items():
            text = patch.read(path)
            if text is None:
                left += [f"{path}:{message.line}" for message in about]
                continue
            changes, names, other = _changes(text, about)
            patch.write(path, changed(text, changes))
            done += [f"{', '.join(names)} in {path}"] if names else []
            left += [f"{path}:{message.line}" for message in other]
        if left:
            return Advice(f"what {left[0]} declares is never used: use it or remove it")
        return patch.fix(self.id, f"remove the unused import of {'; '.join(done)}")


def _changes(
    text: str, found: list[Message]
) -> tuple[list[tuple[Statement, Statement | None]], list[str], list[Message]]:
    """The statements to change, the names that go, and the messages that are about something else."""
    gone: dict[Statement, set[str]] = {}
    other = []
    for message in found:
        here = next((s for s in statements(text) if _covers(text, s, message.line)), None)
        name = _NAME.search(message.text)
        names = here.bound if here and not name else (name[1],) if name else ()
        if here is None or not set(names) <= set(here.bound):
            other.append(message)
        else:
            gone.setdefault(here, set()).update(names)
    changes: list[tuple[Statement, Statement | None]] = [(old, old.without(names)) for old, names in gone.items()]
    return changes, sorted(set().union(*gone.values())), other


def _covers(text: str, statement: Statement, line: int) -> bool:
    first = text.count("\n", 0, statement.start) + 1
    return first <= line <= max(first, text.count("\n", 0, statement.end))
