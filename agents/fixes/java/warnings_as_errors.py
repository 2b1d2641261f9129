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


class WarningsAsErrors(Rule):
    """Names the place and the text of the first warning."""

    id = "warnings-as-errors"
    former_id = "first-warning"
    title = "report the warning that stops the build"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if "-Werror specified" not in failure.output:
            return None
        warnings = [
            (f"{file}:{one['line'] or one['number']}", one["text"] or one["said"])
            for one in _WARNING.finditer(failure.output)
            if (file := failure.inside(one["file"] or one["plain"]))
        ]
        if not warnings:
            return None
        found = dict.fromkeys(warnings)  # Maven prints some of them again
        place, text = warnings[0]
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        return Advice(f"{place}: {text.strip()}{more}: fix the cause; mity keeps -Werror")
