"""A property that the application requires and that is not set: its value is taken from .env.example."""

from __future__ import annotations

from mity.agents.java.properties import Missing, missing, stated, with_default, with_property
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGERS = ("Could not resolve placeholder", "SRCFG000", "Failed to load config value")


class MissingProperty(Rule):
    """Writes it with a default into the application's properties. Secrets and unstated values are asked for."""

    id = "missing-property"
    title = "set a missing property to the value from .env.example"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not any(sign in failure.output for sign in _TRIGGERS):
            return None
        wanted = missing(failure)
        texts: dict[str, str] = {}
        for one in wanted:
            value = stated(failure, one)
            if one.secret or not value or not one.file:
                return _ask(one)
            text = texts.get(one.file, failure.read(one.file) or "")
            made = with_default(text, one, value) if one.is_variable else with_property(text, one, value)
            if made is None:
                return _ask(one)
            texts[one.file] = made
        if not texts:
            return None
        names = ", ".join(one.name for one in wanted)
        edits = tuple(Edit(path, text.encode()) for path, text in texts.items())
        commands = tuple(failure.commands("build")) if failure.stage == "launch" else ()
        title = f"set {names} to the value from .env.example in {', '.join(texts)}"
        return Fix(self.id, title, edits, commands, scope=tuple(texts))


def _ask(one: Missing) -> Advice:
    what = f"{one.name} is a secret with no value" if one.secret else f"{one.name} has no value"
    where = f", or give it a default in {one.file}" if one.file and not one.secret else ""
    return Advice(f"{what}: set {one.variable} in the environment of the application{where}")
