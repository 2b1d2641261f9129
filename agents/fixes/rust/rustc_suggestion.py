"""A slip that rustc itself corrects: `mut`, a semicolon, a borrow, an owned text. The one change it shows is made."""

from __future__ import annotations

import re

from mity.agents.project_files import editable
from mity.agents.rust.messages import Change, Message, changed, errors
from mity.changes.edit import Edit
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

# Titles of changes that alter no meaning; a clone, a name that is like another, a cast are a person's to choose.
_SAFE = re.compile(
    r"consider changing this to be mutable|consider making this binding mutable|consider (?:mutably )?borrowing here"
    r"|remove this semicolon to return this value|consider `await`ing on the `Future`(?: and calling the method .*)?"
)
_OWNED = re.compile(r"(?P<head>.*)\.to_(?:string|owned)\(\)(?P<tail>.*)")
_INLINE = re.compile(  # a change of one sign, shown under the line itself
    r"^ *(?P<number>\d+) \|(?: \|)*+ (?P<line>.*)\n"
    r" *\|[ |]* [-^] help: (?P<title>add `;` here|remove this semicolon.*)$",
    re.MULTILINE,
)


class RustcSuggestion(Rule):
    """Makes the changes that rustc shows under its errors, those that leave no choice, in one go."""

    id = "rustc-suggestion"
    title = "make the change that the compiler suggests"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if "help: " not in failure.output or ".rs:" not in failure.output:
            return None
        wanted: dict[str, list[Change]] = {}
        titles: dict[str, None] = {}
        for message in errors(failure):
            for title, change in _corrections(message):
                if editable(message.file):
                    wanted.setdefault(message.file, []).append(change)
                    titles.setdefault(f"{title} ({message.file}:{change.number})")
        edits = []
        for path, changes in wanted.items():
            made = changed(failure.read(path) or "", changes)
            if made is not None:
                edits.append(Edit(path, made.encode()))
        if not edits:
            return None
        return Fix(self.id, "; ".join(titles), tuple(edits), scope=tuple(edit.path for edit in edits))


def _corrections(message: Message) -> list[tuple[str, Change]]:
    """The one change of an error that leaves no choice."""
    if found := _INLINE.search(message.body):
        line = found["line"].rstrip()
        made = f"{line};" if found["title"].startswith("add") else line.removesuffix(";")
        return [(found["title"], Change(int(found["number"]), made, inserted=False, was=line))]
    safe = [one for one in message.helps if len(one.changes) == 1 and _is_safe(one.title, one.changes[0])]
    return [(safe[0].title, safe[0].changes[0])] if len(safe) == 1 else []


def _is_safe(title: str, change: Change) -> bool:
    if title.startswith("try using a conversion method"):
        found = _OWNED.fullmatch(change.text)
        return found is not None and found["head"] + found["tail"] == change.was
    return _SAFE.fullmatch(title) is not None
