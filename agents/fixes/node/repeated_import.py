"""A name that is imported twice from the same module, as a merge leaves it."""

from __future__ import annotations

import re

from mity.agents.node.imports import Statement, changed, statements
from mity.agents.node.messages import messages, said
from mity.agents.node.patch import Patch
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_COMPILER = re.compile(r"Duplicate identifier '([\w$]+)'")
_BUNDLER = re.compile(
    r"(?:The symbol \"(?P<name>[\w$]+)\" has already been declared|Identifier [`'](?P<other>[\w$]+)[`'] has already "
    r"been declared)[^\n]*\n(?:[^\n]*\n){0,3}?[^\n]*?(?P<file>[\w./@-]+\.(?:[cm]?[jt]sx?|vue)):\d+"
)


class RepeatedImport(Rule):
    """Takes the second import away. The same name of two modules is a person's to sort out."""

    id = "repeated-import"
    title = "remove a repeated import"

    def propose(self, failure: FailureContext) -> Proposal | None:
        patch, done = Patch(failure), list[str]()
        for path, name in _wanted(failure):
            text = patch.read(path)
            if text is None:
                return Advice(f"{path} imports '{name}' twice: remove one of the imports; mity does not edit tests")
            twice = [statement for statement in statements(text) if name in statement.bound]
            if len(twice) < 2:
                continue
            if len({statement.module for statement in twice}) > 1:
                modules = " and ".join(dict.fromkeys(statement.module for statement in twice))
                return Advice(f"{path} imports '{name}' from {modules}: keep the one you mean")
            later: list[tuple[Statement, Statement | None]] = [(one, one.without((name,))) for one in twice[1:]]
            patch.write(path, changed(text, later))
            done.append(f"{name} in {path}")
        return patch.fix(self.id, f"remove the second import of {', '.join(done)}")


def _wanted(failure: FailureContext) -> list[tuple[str, str]]:
    """File and name, each once."""
    found = [
        (message.file, name[1])
        for message in messages(failure)
        if message.code == "TS2300" and (name := _COMPILER.search(message.text))
    ]
    for match in _BUNDLER.finditer(said(failure)):
        if file := failure.inside(match["file"]):
            found.append((file, match["name"] or match["other"]))
    return list(dict.fromkeys(found))
