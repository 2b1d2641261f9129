"""A build that counts warnings as errors: the warning is the cause, and the flag stays."""

from __future__ import annotations

import re

from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_WARNING = re.compile(
    r"^\[WARNING\] +(?P<file>\S[^\n]*?\.java):\[(?P<line>\d+),\d+\] (?P<text>[^\n]+)"
    r"|^(?P<plain>\S+\.java):(?P<number>\d+): warning: (?P<said>[^\n]+)",
    re.MULTILINE,
)


class FirstWarning(Rule):
    """Names the place and the text of the first warning."""

    id = "first-warning"
    title = "name the warning that stops the build"

    def applies(self, case: FailureContext) -> bool:
        return "-Werror specified" in case.output

    def plan(self, case: FailureContext) -> Proposal | None:
        found = {
            f"{case.inside(one['file'] or one['plain'])}:{one['line'] or one['number']}": (one["text"] or one["said"])
            for one in _WARNING.finditer(case.output)
            if case.inside(one["file"] or one["plain"])
        }
        if not found:
            return None
        place, text = next(iter(found.items()))
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        return Advice(f"{place}: {text.strip()}{more}: mend it there, -Werror stays")
