"""What go refuses and no rule repairs: the place and its words, for a person."""

from __future__ import annotations

import re

from mity.agents.go.messages import messages
from mity.healing.model import Advice, ErrorType, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

_NEWER = re.compile(r"requires go >= (?P<wanted>[\d.]++\w*+) \(running go (?P<here>[\d.]++\w*+)")
_CYCLE = re.compile(
    r"^package (?P<first>\S+)\n(?P<rest>(?:\timports [^\n]+\n)*\timports [^\n]+: import cycle not allowed[^\n]*)", re.M
)
_TYPES = (ErrorType.BUILD, ErrorType.CONFIG, ErrorType.DEPENDENCY)


class GoReport(Rule):
    """Names a toolchain that is too old, a circle of imports, or the first error of the compiler or of vet."""

    id = "go-report"
    title = "report what go rejects"
    rank = Rank.LAST_RESORT

    def propose(self, failure: FailureContext) -> Proposal | None:
        if found := _NEWER.search(failure.output):
            text = f"the project requires Go {found['wanted']}, but this is {found['here']}: install it"
            return Advice(text, "go env GOTOOLCHAIN")
        if found := _CYCLE.search(failure.output):
            chain = [found["first"], *re.findall(r"imports (\S+)", found["rest"])]
            return Advice(f"{' -> '.join(one.rstrip(':') for one in chain)} is a circle of imports: break it")
        if failure.diagnosis.tool != "go" or failure.diagnosis.error_type not in _TYPES:
            return None
        first = next(iter(messages(failure)), None)
        return Advice(f"fix {first.file}:{first.line}: {first.text}") if first else None
