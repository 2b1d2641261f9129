"""A plug-in of pytest that the tests use and nothing declares: declared where the tests' requirements are."""

from __future__ import annotations

from mity.agents.python.manifest import is_declared
from mity.agents.python.needs import declaring
from mity.agents.python.plugins import missing_plugin
from mity.healing.model import Proposal
from mity.healing.rules import FailureContext, Rule


class MissingPlugin(Rule):
    """Only plug-ins of the table, by an option, fixture, marker or setting that no other one has."""

    id = "missing-plugin"
    title = "declare and install a plug-in of pytest"

    def propose(self, failure: FailureContext) -> Proposal | None:
        name = missing_plugin(failure) if failure.stage == "test" else ""
        if not name or is_declared(failure, name):
            return None
        return declaring(failure, self.id, name, dev=True, why="the tests use what this plug-in brings")
