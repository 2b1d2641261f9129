"""A misspelt name for which the compiler itself names the right one."""

from __future__ import annotations

import re

from mity.agents.node.messages import Message, messages
from mity.agents.node.patch import Patch
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(
    r"(?:[Pp]roperty|name|member named|but) '(?P<wrong>[\w$]+)'.*Did you mean (?:to write )?'(?P<right>[\w$]+)'\?"
)
_IMPORTS = ("TS2724",)
_USES = ("TS2551", "TS2552", "TS2561")


class MisspelledName(Rule):
    """Writes the name that is meant at the place that the message names, when the two differ in a letter or two."""

    id = "misspelled-name"
    former_id = "near-name"
    title = "correct the spelling of a name"

    def propose(self, failure: FailureContext) -> Proposal | None:
        patch, done = Patch(failure), dict[str, None]()
        for message, wrong, right in _wanted(failure):
            where = f"{message.file}:{message.line}"
            if patch.read(message.file) is None:
                return Advice(
                    f"{where} uses '{wrong}' instead of '{right}': correct it there; mity does not edit tests"
                )
            if patch.replace_word(message.file, message.line, wrong, right):
                done[f"{wrong} to {right} in {message.file}"] = None
        return patch.fix(self.id, f"correct {', '.join(done)}")


def _wanted(failure: FailureContext) -> list[tuple[Message, str, str]]:
    """Message, wrong and right name. While an import names something wrong, only imports count: uses follow it."""
    all_of_it = messages(failure)
    codes = _IMPORTS if any(message.code in _IMPORTS for message in all_of_it) else _USES
    found = [(message, _SAID.search(message.text)) for message in all_of_it if message.code in codes]
    names = [(message, match["wrong"], match["right"]) for message, match in found if match]
    return [(message, wrong, right) for message, wrong, right in names if near(wrong, right)]


def near(one: str, other: str, shortest: int = 4) -> bool:
    """Whether two names differ in case alone or in a letter or two, and are long enough for that to mean much."""
    if one.lower() == other.lower():
        return True
    length = min(len(one), len(other))
    return length >= shortest and distance(one, other) <= (2 if length > 4 else 1)


def distance(one: str, other: str) -> int:
    """How many letters must be added, dropped or changed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, sign in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (letter != sign))
    return row[-1]
