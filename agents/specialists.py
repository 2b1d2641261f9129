"""The five specialists. Their rules are in the tables of `fixes/`: a new rule is one file and one entry there."""

from __future__ import annotations

from mity.agents.fixes import dotnet, general, go, java, node, python, rust
from mity.healing.rules import Rule, Specialist

_LANGUAGES = (general.RULES, python.RULES, java.RULES, node.RULES, rust.RULES, dotnet.RULES, go.RULES)
_GENERAL_LAST = (*_LANGUAGES[1:], general.RULES)


def _rules(name: str, general_last: bool = False) -> tuple[Rule, ...]:
    """The rules of a specialist out of every table; a second try and other general means may come last."""
    tables = _GENERAL_LAST if general_last else _LANGUAGES
    return tuple(rule for table in tables for rule in table.get(name, ()))


SPECIALISTS = (
    Specialist("implementer", "fixes code that does not compile or import", _rules("implementer")),
    Specialist("tester", "tells flaky tests from broken ones; never edits a test", _rules("tester")),
    Specialist("devops", "fixes dependencies, environments, ports and failures at run time", _rules("devops")),
    Specialist("architect", "fixes configuration, manifests and project layout", _rules("architect")),
    Specialist(
        "factory",
        "coordinates: retries, stale build results, and the other specialists when the route was wrong",
        _rules("factory", general_last=True),
    ),
)
