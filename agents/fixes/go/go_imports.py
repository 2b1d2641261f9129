"""Imports that a Go file lacks, does not use, or calls by another name: what goimports would do, and no more."""

from __future__ import annotations

import re

from mity.agents.go.messages import Message, messages
from mity.agents.go.modules import named
from mity.agents.go.sources import imports, uses, with_import, without
from mity.agents.near import nearest
from mity.agents.project_files import editable
from mity.changes.edit import Edit
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.text.records import dataclass, field

_UNUSED = re.compile(r'"(?P<path>[^"]+)" imported(?: as (?P<name>\S+))? and not used')
_UNDEFINED = re.compile(r"undefined: (?P<name>[a-z]\w*)$")


@dataclass(slots=True)
class _Work:
    """What becomes of one file."""

    text: str
    added: dict[str, None] = field(default_factory=dict)
    removed: dict[str, None] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)


class GoImports(Rule):
    """Corrects the imports of all files that the compiler names; what may mean two packages is asked about."""

    id = "go-imports"
    title = "correct the imports of a Go file"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type is not ErrorType.BUILD or ".go:" not in failure.output:
            return None
        said = messages(failure)
        made: dict[str, _Work] = {}
        for file in dict.fromkeys(one.file for one in said):
            text = failure.read(file) or ""
            work = _Work(text)
            asked = _worked(failure, work, [one for one in said if one.file == file])
            if asked and not made:
                return Advice(asked)
            if work.text != text and not editable(file):
                return Advice(f"{_told(file, work)}: correct it; mity does not edit tests")
            if work.text != text:
                made[file] = work
        if not made:
            return None
        edits = tuple(Edit(file, work.text.encode()) for file, work in made.items())
        return Fix(self.id, "; ".join(_told(*one) for one in made.items()), edits, scope=tuple(made))


def _worked(failure: FailureContext, work: _Work, said: list[Message]) -> str:
    """Does to a file what its messages ask for; returns what a person must decide, or ""."""
    idle = {found["path"] for one in said if (found := _UNUSED.match(one.text))}
    wanted = {found["name"]: one for one in said if (found := _UNDEFINED.match(one.text)) and _qualifies(work, one)}
    known = {one.name: one.path for one in imports(work.text) if one.alias not in ("_", ".")}
    for name, message in wanted.items():
        paths = named(failure, name, uses(work.text, name), message.file)
        if not paths and (meant := nearest(name, known)):
            work.text = re.sub(rf"(?<![\w.]){name}(?=\.[A-Z])", meant, work.text)
            work.renamed[name] = meant
            idle.discard(known[meant])
        elif len(paths) > 1:
            return (
                f"{message.file}:{message.line} uses {name}, which may be {' or '.join(paths)}: import the one you mean"
            )
        elif paths and paths[0] not in known.values():
            work.text = with_import(work.text, paths[0])
            work.added.setdefault(paths[0])
    gone = [one for one in imports(work.text) if one.path in idle and one.alias not in ("_", ".")]
    work.text = without(work.text, gone)
    work.removed.update(dict.fromkeys(one.path for one in gone))
    return ""


def _qualifies(work: _Work, message: Message) -> bool:
    """Whether the place is a name that something exported is taken from."""
    lines = work.text.encode().splitlines()
    line = lines[message.line - 1][message.column - 1 :] if 0 < message.line <= len(lines) and message.column else b""
    return re.match(rb"\w+\.[A-Z]", line) is not None


def _told(file: str, work: _Work) -> str:
    parts = [f"import {', '.join(work.added)}"] if work.added else []
    parts += [f"remove the unused import {', '.join(work.removed)}"] if work.removed else []
    parts += [f"{old} is {new}" for old, new in work.renamed.items()]
    return f"{', '.join(parts)} in {file}"
