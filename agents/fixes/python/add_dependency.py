"""A module that is not declared: its distribution is declared and installed if the table contains it."""

from __future__ import annotations

from mity.agents.python.evidence import missing_module
from mity.agents.python.manifest import is_declared
from mity.agents.python.names import distribution_of, is_stdlib, resembling, top
from mity.agents.python.needs import candidates, declaring, known
from mity.agents.python.sources import importers, only_tests_import
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.text.build_words import own_build_failed


class AddDependency(Rule):
    """Only what the project itself imports, and only under a name from the table; others are reported."""

    id = "add-dependency"
    title = "declare and install a missing distribution"

    def propose(self, failure: FailureContext) -> Proposal | None:
        module = missing_module(failure)
        names = candidates(module)
        if not module or is_stdlib(module) or known(failure, names) or own_build_failed(failure.output):
            return None
        if any(is_declared(failure, name) for name in names) or not importers(failure, module):
            return None
        name = distribution_of(module)
        if not name and (meant := resembling(module)):
            return Advice(f"no known distribution provides '{module}': did you mean '{meant}'? Correct the import")
        if not name:
            text = f"no known distribution provides '{module}': check the name, then declare its distribution"
            return Advice(text, f"uv add {top(module).replace('_', '-')}")
        return declaring(failure, self.id, name, dev=only_tests_import(failure, module), why=f"'{module}' is imported")
