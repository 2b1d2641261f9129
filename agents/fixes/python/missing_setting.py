"""A setting that is not set: its value is taken from the project's own example, never invented; secrets never."""

from __future__ import annotations

import re

from mity.agents.settings import Setting, assigned, missing
from mity.changes.edit import Edit
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(r"validation errors? for \w+|Field required|KeyError: '[A-Z]|nvironment variable|env var")
_EXAMPLE = ".env.example"


class MissingSetting(Rule):
    """Adds the variables to the .env file that the application reads, and to .env.example."""

    id = "missing-setting"
    title = "set a missing setting to the value from .env.example"

    def propose(self, failure: FailureContext) -> Proposal | None:
        wanted = lacking(failure)
        if not wanted or any(not (s.value and s.env_file) for s in wanted):
            return None
        texts: dict[str, str] = {}
        for setting in wanted:
            for path in (setting.env_file, _EXAMPLE):
                texts[path] = _with(texts.get(path, failure.read(path) or ""), setting)
        edits = tuple(Edit(p, text.encode()) for p, text in texts.items() if text != (failure.read(p) or ""))
        if not any(edit.path != _EXAMPLE for edit in edits):
            return None
        said = ", ".join(f"{s.name}={s.value}" for s in wanted)
        places = ", ".join(edit.path for edit in edits)
        return Fix(self.id, f"write {said} to {places}", edits, scope=tuple(edit.path for edit in edits))


def lacking(failure: FailureContext) -> list[Setting]:
    """The settings that the output says are missing."""
    return missing(failure) if _TRIGGER.search(failure.output) else []


def _with(text: str, setting: Setting) -> str:
    """The .env text with the setting; one that has a value stays."""
    known = assigned(text)
    if known.get(setting.name):
        return text
    line = f"{setting.name}={setting.value}"
    if setting.name in known:
        return re.sub(rf"^\s*(?:export\s+)?{setting.name}\s*=.*$", lambda found: line, text, flags=re.MULTILINE)
    return f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{line}\n"
