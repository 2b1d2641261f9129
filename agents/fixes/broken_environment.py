"""A virtual environment that cannot work as it is (interpreter gone, half made, moved) is made anew, first of all."""

from __future__ import annotations

import re
from pathlib import Path

from mity.agents.python.environment import Environment, environment, installing, is_install
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_NO_PIP = re.compile(r"No module named '?(?:pip|ensurepip)'?(?!\w)")
_INTERPRETER = re.compile(
    r"bad interpreter|(?:no|No) such file or directory|not found|Exec format error|cannot execute"
)


class BrokenEnvironment(Rule):
    """Acts on facts about the environment itself, whatever the failure was called."""

    id = "broken-environment"
    title = "make a broken virtual environment anew"
    factual = True

    def applies(self, case: FailureContext) -> bool:
        wrong_kind = case.diagnosis.error_type in (ErrorType.TEST, ErrorType.PORT)
        return not wrong_kind and not is_install(case) and bool(self._fault(case))

    def plan(self, case: FailureContext) -> Proposal | None:
        fault = self._fault(case)
        install = installing(case)
        found = environment(case)
        if not install:
            return Advice(f"make the virtual environment anew: {fault}", "python -m venv --clear .venv")
        name = found.name if found else ".venv"
        discards = (name,) if found else ()
        return Fix(self.id, f"make {name} anew: {fault}", commands=install, move_aside=discards)

    def _fault(self, case: FailureContext) -> str:
        found = environment(case)
        program = Path(case.trial.outcome.command.argv[0])
        if found is None:
            lost = case.trial.outcome.not_found and program.parts[:1] in ((".venv",), ("venv",))
            return f"{program.parts[0]} is not there" if lost else ""
        return found.fault() or self._unusable(case, found)

    def _unusable(self, case: FailureContext, found: Environment) -> str:
        if case.trial.outcome.not_found and _INTERPRETER.search(case.output) and found.name in case.output:
            return f"{Path(case.trial.outcome.command.argv[0]).name} in it cannot be started"
        if _NO_PIP.search(case.output) and "pip" not in found.installed():
            return "it has no pip"
        return ""
