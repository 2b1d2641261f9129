"""A path of Rust with a wrong letter: corrected when rustc, the crate or the standard library knows what it means."""

from __future__ import annotations

import re
from itertools import islice

from mity.agents.near import near, nearest
from mity.agents.project_files import editable
from mity.agents.rust.crates import known
from mity.agents.rust.manifest import crate_of, locked, remembered, shared
from mity.agents.rust.messages import Message, errors
from mity.agents.tables import table
from mity.changes.edit import Edit
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

_WRONG = re.compile(
    r"(?:could not find `(?P<part>\w+)` in|no `(?P<name>\w+)` in|unresolved module or unlinked crate `(?P<top>\w+)`)"
    r"(?: `(?P<home>\w+)`| the (?P<root>crate root|root))?"
)
_SIMILAR = re.compile(r"a similar name exists in the module|there is a crate or module with a similar name")
_MOD = re.compile(r"^[ \t]*(?:pub(?:\([\w: ]+\))? )?mod (?P<name>\w+)[ \t]*[;{]", re.MULTILINE)
_NO_FILE = re.compile(r"file not found for module `(?P<name>\w+)`")
_MOST_FILES = 400
_STANDARD = ("std", "core", "alloc")
_ROOTS = ("src/lib.rs", "src/main.rs")


class RustImportPath(Rule):
    """Replaces one part of a path on the lines that rustc names; what it calls otherwise than by a slip is no slip."""

    id = "rust-import-path"
    title = "correct a misspelled path in a Rust file"
    rank = Rank.FACTUAL

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not any(sign in failure.output for sign in ("[E0432]", "[E0433]", "[E0583]")):
            return None
        lines: dict[str, list[str]] = {}
        said: dict[str, str] = {}
        for message in sorted(errors(failure), key=lambda one: not _NO_FILE.search(one.text)):
            wrong, right = _slip(failure, message)
            if not right or said.get(right) == wrong:  # what a declaration is corrected to is right elsewhere
                continue
            if not editable(message.file):
                return Advice(
                    f"{message.file}:{message.line} names {wrong}: did you mean {right}? mity does not edit tests"
                )
            text = lines.setdefault(message.file, (failure.read(message.file) or "").splitlines(keepends=True))
            if 0 < message.line <= len(text):
                old = text[message.line - 1]
                text[message.line - 1] = re.sub(rf"\b{wrong}\b", right, old)
                said |= {wrong: right} if text[message.line - 1] != old else {}
        if not said:
            return None
        edits = tuple(Edit(path, "".join(text).encode()) for path, text in lines.items())
        title = ", ".join(f"{wrong} is {right}" for wrong, right in said.items())
        return Fix(self.id, f"{title} in {', '.join(lines)}", edits, scope=tuple(lines), cause=ErrorType.BUILD)


def _slip(failure: FailureContext, message: Message) -> tuple[str, str]:
    """The wrong part of a path and the one that is meant; two empty texts where none is."""
    if found := _NO_FILE.search(message.text):
        return found["name"], _declared_otherwise(failure, message.file, found["name"])
    found = _WRONG.search(message.body) if message.code in ("E0432", "E0433") else None
    wrong = next(filter(None, (found["part"], found["name"], found["top"])), "") if found else ""
    if found is None or not wrong or (found["top"] and _is_crate(failure, wrong, message.file)):
        return "", ""
    return wrong, _offered(message, wrong) or _known(failure, wrong, found["home"] or "", bool(found["root"]))


def _is_crate(failure: FailureContext, name: str, file: str) -> bool:
    """Whether a name is a crate that somebody knows: then it is not misspelled, but not declared."""
    path = crate_of(failure, file)
    return bool(
        known(name) or locked(failure, name) or remembered(failure, name, path)[0] or shared(failure, name, path)[0]
    )


def _offered(message: Message, wrong: str) -> str:
    """What rustc shows in place of the wrong part, if it is near."""
    for one in message.helps:
        if _SIMILAR.search(one.title) and len(one.changes) == 1:
            old, new = (set(re.findall(r"\w+", text)) for text in (one.changes[0].was, one.changes[0].text))
            meant = [name for name in new - old if name in near(wrong, [name])]
            return meant[0] if len(meant) == 1 else ""
    return ""


def _known(failure: FailureContext, wrong: str, home: str, root: bool) -> str:
    """The module of the crate or of the standard library that is near."""
    if home in _STANDARD:
        return nearest(wrong, table("rust/crates.toml")["standard"])
    texts = [failure.read(path) or "" for path in _ROOTS] if root else []
    return nearest(wrong, {found["name"] for text in texts for found in _MOD.finditer(text)})


def _declared_otherwise(failure: FailureContext, file: str, wrong: str) -> str:
    """The module whose file is there under a near name, which the crate uses and the wrong name is not."""
    folder, text = (failure.root / file).parent, failure.read(file) or ""
    texts = [
        failure.read(str(one.relative_to(failure.root))) or "" for one in islice(folder.rglob("*.rs"), _MOST_FILES)
    ]
    there = {path.stem for path in folder.glob("*.rs")} | {path.parent.name for path in folder.glob("*/mod.rs")}
    meant = nearest(wrong, there - {found["name"] for found in _MOD.finditer(text)})
    uses = re.compile(rf"\b{meant}::|::{meant}\b")
    if not meant or not any(map(uses.search, texts)):
        return ""
    return "" if any(re.search(rf"\b{wrong}::|::{wrong}\b", one) for one in texts) else meant
