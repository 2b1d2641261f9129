"""A virtual environment that cannot work (no interpreter, incomplete, moved) is recreated, before anything else."""

from __future__ import annotations

import re
from pathlib import Path

from mity.agents.python.environment import Environment, environment, installing, is_install
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

_NO_PIP = re.compile(r"No module named '?(?:pip|ensurepip)'?(?!\w)")
_INTERPRETER = re.compile(
    r"bad interpreter|(?:no|No) such file or directory|not found|Exec format error|cannot execute"
)


class BrokenEnvironment(Rule):
    """Acts on the state of the environment itself, whatever the failure was classified as."""

    id = "broken-environment"
    title = "recreate a broken virtual environment"
    rank = Rank.FACTUAL

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type in (ErrorType.TEST, ErrorType.PORT) or is_install(failure):
            return None
        found = environment(failure)
        fault = _fault(failure, found)
        if not fault:
            return None
        install = installing(failure)
        if not install:
            return Advice(f"recreate the virtual environment: {fault}", "python -m venv --clear .venv")
        name = found.name if found else ".venv"
        discards = (name,) if found else ()
        return Fix(self.id, f"recreate {name}: {fault}", commands=install, move_aside=discards)


def _fault(failure: FailureContext, found: Environment | None) -> str:
    """What is wrong with the environment, or with its absence; empty if nothing is."""
    outcome = failure.result.outcome
    program = Path(outcome.command.argv[0])
    if found is None:
        lost = outcome.not_found and program.parts[:1] in ((".venv",), ("venv",))
        return f"{program.parts[0]} does not exist" if lost else ""
    if fault := found.fault():
        return fault
    if outcome.not_found and _INTERPRETER.search(failure.output) and found.name in failure.output:
        return f"its program {program.name} cannot be started"
    if _NO_PIP.search(failure.output) and "pip" not in found.installed():
        return "it has no pip"
    return ""
