"""A semicolon that a line of C# lacks at its end, where the compiler points."""

from __future__ import annotations

from mity.agents.dotnet.messages import errors
from mity.agents.project_files import editable
from mity.changes.edit import Edit
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule


class CsharpSemicolon(Rule):
    """Adds it when the only errors are missing semicolons, each at the end of its line."""

    id = "csharp-semicolon"
    title = "add a missing semicolon"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if "CS1002" not in failure.output:
            return None
        texts: dict[str, list[str]] = {}
        for message in errors(failure):
            lines = texts.setdefault(message.file, (failure.read(message.file) or "").split("\n"))
            index = message.line - 1
            if message.code != "CS1002" or not 0 <= index < len(lines) or not editable(message.file):
                return None
            bare = lines[index].rstrip()
            if message.column != len(bare) + 1:
                return None
            lines[index] = bare + ";" + lines[index][len(bare) :]
        edits = tuple(Edit(path, "\n".join(lines).encode()) for path, lines in texts.items())
        return Fix(self.id, f"{self.title}: {', '.join(texts)}", edits, scope=tuple(texts)) if edits else None
