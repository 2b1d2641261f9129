"""A dependency that pom.xml declares twice, as merges leave it: the second goes when it says the same."""

from __future__ import annotations

import re

from mity.agents.java.pom import POM, Node, read
from mity.agents.java.pom_edits import without
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TWICE = re.compile(r"dependencies\.dependency\[(?P<name>[\w.-]+:[\w.-]+):[^\]]*\] \(\d+ times\)")


class DuplicateDependency(Rule):
    """Takes repetitions away. Two that differ are a person's to choose between."""

    id = "duplicate-dependency"
    title = "remove a duplicate dependency"

    def propose(self, failure: FailureContext) -> Proposal | None:
        names = list(dict.fromkeys(found["name"] for found in _TWICE.finditer(failure.output)))
        pom = read(failure) if names else None
        if pom is None:
            return None
        surplus: list[Node] = []
        for name in names:
            there = [one.node for one in pom.dependencies if one.coordinates == name]
            if len({_content(node) for node in there}) > 1:
                return Advice(f"{POM} declares {name} twice with different settings: keep the one you need")
            surplus += there[1:]
        if not surplus:
            return None
        title = f"{', '.join(names)} is declared twice in {POM}: keep the first"
        return Fix(self.id, title, (Edit(POM, without(pom, surplus)),), scope=(POM,))


def _content(node: Node) -> str:
    """What an element says, without its layout."""
    inner = "".join(sorted(map(_content, node.children))) or node.text.strip()
    return f"<{node.name}>{inner}</{node.name}>"
