"""A module that is declared and locked but not installed: the environment is out of date."""

from __future__ import annotations

from mity.agents.python.environment import environment, installing, is_install, makes_anew
from mity.agents.python.evidence import missing_module
from mity.agents.python.needs import candidates, known
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule


class SyncEnvironment(Rule):
    """Runs the stack's own install commands; no project file changes."""

    id = "sync-environment"
    title = "bring the environment up to date with the lock"

    def propose(self, failure: FailureContext) -> Proposal | None:
        module = missing_module(failure)
        if not module or failure.stage == "build" or is_install(failure):
            return None
        install = installing(failure)
        names = candidates(module)
        present = environment(failure)
        if not install or not known(failure, names) or (present and names & present.installed().keys()):
            return None
        title = f"{sorted(names)[0]} is declared but not installed: bring the environment up to date"
        return Fix(self.id, title, commands=install, move_aside=makes_anew(install))
