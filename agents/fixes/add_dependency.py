"""A module that nothing declares: its distribution is declared and installed, if the table knows it for certain."""

from __future__ import annotations

from mity.agents.fixes.sync_environment import candidates, known
from mity.agents.python.environment import environment, pip_install
from mity.agents.python.evidence import missing_module
from mity.agents.python.locking import relocked, relocking
from mity.agents.python.manifest import adding, is_declared, lock_files
from mity.agents.python.names import distribution_of, is_stdlib, resembling, top
from mity.agents.python.sources import importers, only_tests_import
from mity.healing.model import Advice, Edit, Proposal
from mity.healing.rules import Case, Rule


class AddDependency(Rule):
    """Only what the project itself imports, only under a name from the table; any other name is a person's to say."""

    id = "add-dependency"
    title = "declare and install a missing distribution"

    def applies(self, case: Case) -> bool:
        module = missing_module(case)
        return bool(module) and not is_stdlib(module)

    def plan(self, case: Case) -> Proposal | None:
        module = missing_module(case)
        names = candidates(module)
        if known(case, names) or any(is_declared(case, name) for name in names) or not importers(case, module):
            return None
        name = distribution_of(module)
        if not name and (meant := resembling(module)):
            return Advice(f"no distribution is known to provide '{module}': is '{meant}' meant? Correct the import")
        if not name:
            text = f"no distribution is known for certain to provide '{module}': check the name, then declare it"
            return Advice(text, f"uv add {top(module).replace('_', '-')}")
        return declaring(case, self.id, name, dev=only_tests_import(case, module), why=f"'{module}' is imported")


def declaring(case: Case, rule: str, requirement: str, *, dev: bool = False, why: str = "") -> Proposal:
    """The fix that declares one requirement, locks and installs it; advice where there is no place to declare it."""
    edit = adding(case, requirement, dev=dev)
    if edit is None:
        return Advice(f"{why}: declare {requirement} in the project's manifest", f"uv pip install '{requirement}'")
    if lock_files(case.root) and not relocking(case):
        return Advice(f"{why}: declare {requirement} and lock again; the tool that locks is not here", "make lock")
    return _fix(case, rule, requirement, edit, f"{why}: add {requirement} to {edit.path}")


def _fix(case: Case, rule: str, requirement: str, edit: Edit, title: str) -> Proposal:
    extra = pip_install(case, requirement) if environment(case) else ()
    return relocked(case, rule, title, (edit,), extra)
