"""A program that is launched before it was built: built by the stack's own commands."""

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
    """Only if none of the artefacts exists: a failed build is another matter."""

    id = "build-first"
    title = "build before launching"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.stage != "launch" or not _SAID.search(failure.output) or _built(failure):
            return None
        commands = tuple(failure.commands("build"))
        if not commands:
            return Advice("nothing has been built yet: build, then launch again")
        return Fix(self.id, "nothing has been built yet: build first", commands=commands)


def _built(failure: FailureContext) -> bool:
    patterns = failure.stack.artefacts if failure.stack else ()
    return not patterns or any(next(failure.root.glob(pattern), None) for pattern in patterns)
