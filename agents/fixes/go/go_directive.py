"""A go.mod that cannot be read: a misspelled directive is corrected, anything else is told with its line."""

from __future__ import annotations

import re

from mity.agents.go.modules import MANIFEST
from mity.agents.near import nearest
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(r"errors parsing go\.mod:\n(?P<file>[^\n:]*go\.mod):(?P<line>\d+)(?::\d+)?: (?P<text>[^\n]+)")
_UNKNOWN = re.compile(r"unknown (?:directive|block type): (?P<word>\S+)")
_WORDS = ("module", "go", "toolchain", "godebug", "require", "exclude", "replace", "retract", "tool", "ignore")
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class GoDirective(Rule):
    """Corrects the one word, and removes a byte order mark."""

    id = "go-directive"
    title = "correct go.mod"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _TRIGGER.search(failure.output)
        text = failure.read(MANIFEST)
        if found is None or text is None or failure.inside(found["file"]) != MANIFEST:
            return None
        data = failure.read_bytes(MANIFEST) or b""
        if data.startswith(_MARK.encode()):
            made = data.removeprefix(_MARK.encode())
            return Fix(self.id, f"remove the byte order mark of {MANIFEST}", (Edit(MANIFEST, made),), scope=(MANIFEST,))
        number, unknown = int(found["line"]), _UNKNOWN.match(found["text"])
        lines = text.splitlines(keepends=True)
        meant = nearest(unknown["word"], _WORDS) if unknown else ""
        if unknown is None or not meant or not 0 < number <= len(lines):
            said = found["text"].strip()
            return Advice(f"{MANIFEST}:{number} cannot be read ({said}): correct it", f"git log -p -- {MANIFEST}")
        lines[number - 1] = lines[number - 1].replace(unknown["word"], meant, 1)
        title = f"{unknown['word']} is {meant} in {MANIFEST}:{number}"
        return Fix(self.id, title, (Edit(MANIFEST, "".join(lines).encode()),), scope=(MANIFEST,))
