"""A name that a Rust file does not import: the `use` is added when there is one path it can mean."""

from __future__ import annotations

import re

from mity.agents.project_files import editable
from mity.agents.rust.manifest import crate_of, declared, package, snake
from mity.agents.rust.messages import Message, errors
from mity.agents.rust.uses import brought_by, with_use
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_WANTED = re.compile(
    r"cannot find (?:type|trait|value|function|tuple struct/variant|struct, variant or union type|macro|derive macro"
    r"|attribute)[^`]* `(?P<name>\w+)` in this scope"
)
_IMPORT = re.compile(r"consider importing|perhaps you want to import|you might want to (?:import|use)|to import it")
_USE = re.compile(r"use (?P<path>[\w:]+);")
_STANDARD = ("std::", "core::", "alloc::")


class RustImport(Rule):
    """Takes the compiler's one candidate, or the one path by which the other files of the project import the name."""

    id = "rust-import"
    title = "import a name that a Rust file lacks"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not (" --> " in failure.output and ".rs:" in failure.output):
            return None
        texts: dict[str, str] = {}
        added: dict[str, str] = {}
        unclear: list[str] = []
        for message in errors(failure):
            paths = _paths(failure, message)
            if len(paths) > 1 and editable(message.file):
                unclear.append(f"{message.file}:{message.line} may mean {' or '.join(paths)}")
            if len(paths) != 1 or not editable(message.file):
                continue
            made = with_use(texts.get(message.file) or failure.read(message.file) or "", paths[0])
            if made is not None:
                texts[message.file] = made
                added[paths[0]] = message.file
        if not texts:
            return Advice(f"{unclear[0]}: import the one you mean") if unclear else None
        said = ", ".join(f"{path} in {file}" for path, file in added.items())
        edits = tuple(Edit(path, text.encode()) for path, text in texts.items())
        return Fix(self.id, f"import {said}", edits, scope=tuple(texts))


def _paths(failure: FailureContext, message: Message) -> list[str]:
    """What the name of an error can be imported from, best known: one path when it is certain."""
    wanted = _WANTED.search(message.text)
    if (wanted is None and message.code != "E0599") or (wanted is None and len(message.helps) != 1):
        return []
    offered = [
        found["path"]
        for one in message.helps
        if _IMPORT.search(one.title)
        for change in one.changes
        if change.inserted and (found := _USE.fullmatch(change.text.strip()))
    ]
    offered = _without_copies([path for path in dict.fromkeys(offered) if _at_hand(failure, path, message.file)])
    if len(offered) == 1 or wanted is None:
        return offered
    used = [path for path in brought_by(failure, wanted["name"], message.file) if not offered or path in offered]
    return used if len(used) == 1 else offered


def _at_hand(failure: FailureContext, path: str, file: str) -> bool:
    """Whether a path starts in the project, in the standard library or in a crate that the project declares."""
    top, manifest = path.split("::")[0], crate_of(failure, file)
    own = ("crate", "self", "super", "std", "core", "alloc", snake(package(failure, manifest)))
    return top in own or bool(declared(failure, top, manifest))


def _without_copies(paths: list[str]) -> list[str]:
    """The paths without those of core and alloc that the standard library has too."""
    tails = {path.partition("::")[2] for path in paths if path.startswith("std::")}
    return [
        p for p in paths if p.startswith("std::") or not (p.startswith(_STANDARD) and p.partition("::")[2] in tails)
    ]
