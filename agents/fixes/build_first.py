"""A program that is launched before anything was built: built by the stack's own commands."""

from __future__ import annotations

import re

from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(
    r"has the application been built\?|Unable to find Electron app at|No electron app entry file found"
    r"|Cannot find module '[^'\n]*[\\/](?:out|dist|build)[\\/][^'\n]+'|ERR_FILE_NOT_FOUND"
    r"|Unable to access jarfile|Could not find or load main class"
)


class BuildFirst(Rule):
    """Only where not one of the artefacts is there: a build that went wrong is another matter."""

    id = "build-first"
    title = "build before the launch"

    def applies(self, case: FailureContext) -> bool:
        return case.stage == "launch" and _SAID.search(case.output) is not None and not _built(case)

    def plan(self, case: FailureContext) -> Proposal | None:
        commands = tuple(case.commands("build"))
        if not commands:
            return Advice("nothing was built yet: build, then launch again")
        return Fix(self.id, "nothing was built yet: build first", commands=commands)


def _built(case: FailureContext) -> bool:
    patterns = case.stack.artefacts if case.stack else ()
    return not patterns or any(next(case.root.glob(pattern), None) for pattern in patterns)
