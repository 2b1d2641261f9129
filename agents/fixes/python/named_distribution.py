"""A library reports which distribution it needs (`please install python-multipart`): that one is declared."""

from __future__ import annotations

import re

from packaging.requirements import Requirement

from mity.agents.python.environment import is_install
from mity.agents.python.manifest import declared, parsed
from mity.agents.python.names import DISTRIBUTIONS, canonical, distribution_of, is_stdlib
from mity.agents.python.needs import declaring
from mity.agents.python.sources import is_local
from mity.agents.tables import table
from mity.healing.model import Advice, ErrorType, Proposal
from mity.healing.rules import FailureContext, Rule

_NAME = r"(?<![\w.-])[`'\"]?(?P<name>[A-Za-z][\w.-]*+(?:\[[\w,. -]++\])?)[`'\"]?"
_SAID = (
    re.compile(rf"Form data requires {_NAME} to be installed"),
    re.compile(rf"{_NAME} is not installed, run [`'\"]"),
    re.compile(rf"[Tt]he {_NAME} (?:library|package|module) (?:is required|must be installed|is not installed)"),
    re.compile(rf"(?<![\w.]){_NAME} (?:library|package) is required"),
    re.compile(rf"(?<![\w.]){_NAME} must be installed to use"),
    re.compile(rf"Missing optional dependency {_NAME}"),
    re.compile(
        r"(?:install (?:it )?(?:with|using)|[Pp]lease run|try|run):? [`'\"]?(?:python -m )?(?:pip|uv) (?:install|add) "
        + _NAME
    ),
)
_KINDS = (ErrorType.DEPENDENCY, ErrorType.RUNTIME, ErrorType.BUILD, ErrorType.UNKNOWN)


class NamedDistribution(Rule):
    """The name must be in the table or already required by the project; others are reported."""

    id = "named-distribution"
    title = "declare and install the distribution that a message names"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type not in _KINDS or is_install(failure):
            return None
        name = self._name(failure)
        if not name:
            return None
        wanted = Requirement(name)
        have = [one for one in declared(failure) if one.name == canonical(wanted.name)]
        if have and not wanted.extras:
            return None
        why = "a library asks for it by name"
        if not (have or vouched(wanted.name)):
            return Advice(
                f"a message asks for '{name}': check that this is the distribution you want", f"uv add '{name}'"
            )
        return declaring(failure, self.id, name, why=why)

    def _name(self, failure: FailureContext) -> str:
        for pattern in _SAID:
            found = [match["name"].rstrip(".") for match in pattern.finditer(failure.output)]
            fit = [name for name in found if parsed(name) and not is_stdlib(name) and not is_local(failure, name)]
            if fit:
                return self._as_distribution(fit[-1])
        return ""

    def _as_distribution(self, name: str) -> str:
        """The distribution's name: messages sometimes give the module's name."""
        wanted = Requirement(name)
        if vouched(wanted.name) or wanted.extras:
            return name
        return distribution_of(wanted.name) or name


def vouched(name: str) -> bool:
    """Whether the table contains a distribution of this name."""
    known = table(DISTRIBUTIONS)
    return canonical(name) in {canonical(one) for one in (*known["differs"].values(), *known["same"]["names"])}
