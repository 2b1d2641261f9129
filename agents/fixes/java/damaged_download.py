"""A library in Maven's store that was cut off on its way: the store is not the project's, so a person clears it."""

from __future__ import annotations

import re

from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"error reading (?P<read>[^\n;]{1,300}?\.jar)"
    r"|(?:zip END header not found|invalid LOC header|error in opening zip file)"
    r"[^\n]{0,300}?(?<![^\s:;])(?P<late>[^\s:;]{1,300}\.jar)"
    r"|(?<![^\s:;])(?P<early>[^\s:;]++)(?<=\.jar)[^\n]{0,40}"
    r"(?:zip END header not found|invalid LOC header)"
)
_STORE = re.compile(r"[\\/]repository[\\/](?P<group>.+)[\\/](?P<name>[^\\/]+)[\\/](?P<version>[^\\/]+)[\\/][^\\/]+$")


class DamagedDownload(Rule):
    """Names the artefact and the command that fetches it again."""

    id = "damaged-download"
    title = "report a library that was not downloaded completely"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _TRIGGER.search(failure.output)
        place = _STORE.search(next(filter(None, found.groups()))) if found else None
        if place is None:
            return None
        group = ".".join(re.split(r"[\\/]", place["group"]))
        name = f"{group}:{place['name']}"
        again = f"mvn --batch-mode dependency:purge-local-repository -DmanualInclude={name} -DreResolve=true"
        return Advice(f"{name} {place['version']} was not downloaded completely: download it again", again)
