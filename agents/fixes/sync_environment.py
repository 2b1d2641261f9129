"""A module that is declared and locked but not installed: the environment is older than the project's manifests."""

from __future__ import annotations

from mity.agents.python.environment import environment, installing, is_install, makes_anew
from mity.agents.python.evidence import missing_module
from mity.agents.python.manifest import declared, lock_files, locked
from mity.agents.python.names import canonical, distribution_of, top
from mity.healing.model import Fix, Proposal
from mity.healing.rules import Case, Rule


class SyncEnvironment(Rule):
    """Runs the stack's own install commands; no file of the project changes."""

    id = "sync-environment"
    title = "bring the environment up to date with the lock"

    def applies(self, case: Case) -> bool:
        return case.stage != "build" and not is_install(case) and bool(missing_module(case))

    def plan(self, case: Case) -> Proposal | None:
        install = installing(case)
        names = candidates(missing_module(case))
        present = environment(case)
        if not install or not known(case, names) or (present and names & present.installed().keys()):
            return None
        title = f"{sorted(names)[0]} is declared but not installed: bring the environment up to date"
        return Fix(self.id, title, commands=install, discards=makes_anew(install))


def candidates(module: str) -> set[str]:
    """The names under which a module's distribution may be declared."""
    return {canonical(name) for name in (distribution_of(module), top(module)) if name}


def known(case: Case, names: set[str]) -> bool:
    """Whether one of the names is in the lock that the project is installed from, or declared where it has none."""
    installed_from = {word for command in case.commands("install") for word in command.argv}
    locks = lock_files(case.root)
    locks = [lock for lock in locks if lock in installed_from] or locks
    if not locks:
        return any(one.name in names for one in declared(case))
    return any(names & locked(case, lock) for lock in locks)
