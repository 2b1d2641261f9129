"""A C# type or extension method whose namespace no using names: the one namespace that has it is added."""

from __future__ import annotations

import re

from mity.agents.dotnet.messages import Message, errors
from mity.agents.dotnet.namespaces import declaring, extending, known, with_using
from mity.agents.project_files import editable
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TYPES = ("CS0246", "CS0103")
_METHODS = ("CS1061",)


class MissingUsing(Rule):
    """Only a namespace of the project or of the table, and only when it is the only one."""

    id = "missing-using"
    title = "add a missing using directive"

    def propose(self, failure: FailureContext) -> Proposal | None:
        texts: dict[str, str] = {}
        added: list[str] = []
        unclear = ""
        for message in errors(failure, *_TYPES, *_METHODS):
            spaces = _namespaces(failure, message)
            if len(spaces) > 1:
                unclear = unclear or f"{message.file}:{message.line} may mean {' or '.join(sorted(spaces))}"
            if len(spaces) != 1 or not message.file.endswith(".cs") or not editable(message.file):
                continue
            space = next(iter(spaces))
            made = with_using(texts.get(message.file) or failure.read(message.file) or "", space)
            if made is not None:
                texts[message.file] = made
                added.append(f"{space} in {message.file}")
        if not texts:
            return Advice(f"{unclear}: add the using directive you mean") if unclear else None
        edits = tuple(Edit(path, text.encode()) for path, text in texts.items())
        return Fix(self.id, f"add using {', '.join(added)}", edits, scope=tuple(texts))


def _namespaces(failure: FailureContext, message: Message) -> set[str]:
    """The namespaces that may be meant."""
    if not message.quoted:
        return set()
    if message.code in _METHODS:
        name = message.quoted[1] if len(message.quoted) > 1 else ""
        tables, own = known()["methods"], extending(failure, name) if name.isidentifier() else set()
    else:
        name = re.sub(r"<.*", "", message.quoted[0])
        tables, own = known()["types"], declaring(failure, name) if name.isidentifier() else set()
    return own or {space for space, names in tables.items() if name in names}
