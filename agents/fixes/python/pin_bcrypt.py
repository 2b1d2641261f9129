"""passlib does not support bcrypt 4.1 and later; its error about 72 bytes is a symptom of that."""

from __future__ import annotations

import re

from mity.agents.python.environment import environment
from mity.agents.python.manifest import declared
from mity.agents.python.needs import declaring
from mity.agents.python.sources import importers
from mity.healing.model import Advice, ErrorType, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(
    r"error reading bcrypt version|password cannot be longer than 72 bytes|'bcrypt' has no attribute '__about__'"
)
_KINDS = (ErrorType.DEPENDENCY, ErrorType.RUNTIME, ErrorType.BUILD, ErrorType.UNKNOWN)
REQUIREMENT = "bcrypt<4.1"


class PinBcrypt(Rule):
    """Requires the last bcrypt that passlib supports."""

    id = "pin-bcrypt"
    title = "pin bcrypt to a version that passlib supports"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type not in _KINDS or not _SAID.search(failure.output) or not _uses_passlib(failure):
            return None
        have = next((one for one in declared(failure) if one.name == "bcrypt"), None)
        if have is not None:
            return Advice(
                f"passlib does not support the bcrypt that {have.text!r} in {have.file} installs: require {REQUIREMENT}"
            )
        return declaring(failure, self.id, REQUIREMENT, why="passlib does not support newer releases of bcrypt")


def _uses_passlib(failure: FailureContext) -> bool:
    found = environment(failure)
    installed = found is not None and "passlib" in found.installed()
    return installed or "passlib" in failure.output or bool(importers(failure, "passlib"))
