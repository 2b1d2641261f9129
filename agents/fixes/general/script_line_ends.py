"""A script with Windows line endings, which Unix shells cannot run."""

from __future__ import annotations

import re

from mity.agents.project_files import files, named
from mity.changes.edit import Edit
from mity.changes.protected import PROTECTED, matches
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"bad interpreter: .*\^M|\$'\\r'|\\r['’]?: No such file|: not found\r|\^M: |[‘'](?:ba|z)?sh\\r"
    r"|cannot execute: required file not found"
)
_SCRIPTS = (".sh", ".bash", "mvnw", "gradlew")


class ScriptLineEnds(Rule):
    """Writes the script with LF line endings, and configures git to keep them."""

    id = "script-line-ends"
    title = "give the script Unix line endings"

    def propose(self, failure: FailureContext) -> Proposal | None:
        own = self._own(failure)
        if not failure.result.outcome.not_found and not own and not _TRIGGER.search(failure.output):
            return None
        known = (*own, *named(failure, *_SCRIPTS), *files(failure, *_SCRIPTS))
        path = next((p for p in dict.fromkeys(known) if _windows(failure, p) and not matches(p, PROTECTED)), None)
        if path is None:
            return None
        edits = [Edit(path, (failure.read_bytes(path) or b"").replace(b"\r\n", b"\n"))]
        attributes = failure.read(".gitattributes")
        if attributes is not None and "eol=lf" not in attributes:
            line = f"{path} text eol=lf\n"
            edits.append(Edit(".gitattributes", (attributes.rstrip("\n") + "\n" + line).lstrip("\n").encode()))
        paths = tuple(edit.path for edit in edits)
        return Fix(self.id, f"give {path} Unix line endings", tuple(edits), scope=paths)

    def _own(self, failure: FailureContext) -> tuple[str, ...]:
        """The failed command itself, if it is such a script."""
        path = failure.inside(failure.result.outcome.command.argv[0])
        return (path,) if path and _windows(failure, path) else ()


def _windows(failure: FailureContext, path: str) -> bool:
    data = failure.read_bytes(path) or b""
    return data.startswith(b"#!") and b"\r\n" in data
