"""A type that is imported like a value where the compiler wants to be told that it is a type."""

from __future__ import annotations

import re
from dataclasses import replace

from mity.agents.node.imports import changed, local, statements
from mity.agents.node.messages import messages
from mity.agents.node.patch import Patch
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(r"'([\w$]+)' is a type and must be imported using a type-only import")


class TypeImport(Rule):
    """Writes `type` before the names that the messages name."""

    id = "type-import"
    title = "import a type as a type"

    def propose(self, failure: FailureContext) -> Proposal | None:
        patch, done = Patch(failure), list[str]()
        for path, names in _wanted(failure).items():
            text = patch.read(path)
            if text is None:
                return Advice(
                    f"{path} imports {', '.join(names)} as a value: use `import type`; mity does not edit tests"
                )
            patch.write(path, _typed(text, names))
            done.append(f"{', '.join(names)} in {path}")
        return patch.fix(self.id, f"import as a type: {'; '.join(done)}")


def _wanted(failure: FailureContext) -> dict[str, list[str]]:
    """The names by file."""
    found: dict[str, list[str]] = {}
    for message in messages(failure):
        if message.code == "TS1484" and (name := _SAID.search(message.text)):
            found.setdefault(message.file, []).append(name[1])
    return found


def _typed(text: str, names: list[str]) -> str:
    """The text in which the names are imported as types: the whole statement when they are all it imports."""
    changes = []
    for old in statements(text):
        here = [name for name in old.names if local(name) in names]
        if old.types or not here:
            continue
        if len(here) == len(old.bound):
            changes.append((old, replace(old, types=True)))
        else:
            marked = tuple(f"type {name}" if name in here else name for name in old.names)
            changes.append((old, replace(old, names=marked)))
    return changed(text, changes)
