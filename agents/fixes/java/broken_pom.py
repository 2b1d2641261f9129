"""A pom.xml that cannot be read: no syntax of XML is guessed, an older version is named."""

from __future__ import annotations

import re

from mity.agents.java.pom import POM, complaint
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"Non-(?:parseable|readable) POM (?>[^\n]{0,300}?pom\.xml: )"
    r"(?P<text>[^\n]{1,300}?)(?: \(position[^\n]{0,60}?)?\s{1,8}@ line (?P<line>\d+)"
    r"|Malformed POM (?>[^\n]{0,300}?pom\.xml: )"
    r"(?P<tag>[^\n]{1,300}?)(?: \(position[^\n]{0,60}?)?\s{1,8}@ [^\n]{0,300}line (?P<row>\d+)"
)


class BrokenPom(Rule):
    """Says where it breaks and how to see what changed."""

    id = "broken-pom"
    title = "report where pom.xml is malformed"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _TRIGGER.search(failure.output)
        data = failure.read_bytes(POM)
        if found is None or data is None or b"<<<<<<<" in data:
            return None
        text = complaint(data) or f"line {found['line'] or found['row']}: {found['text'] or found['tag']}"
        return Advice(
            f"{POM} cannot be read ({text}): correct it, or compare it with an older version", f"git log -p {POM}"
        )
