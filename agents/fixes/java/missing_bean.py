"""A class that the container shall hand over and does not know: where it is and what makes it known."""

from __future__ import annotations

import re

from mity.agents.java.knowledge import artifact_of
from mity.agents.java.pom import read
from mity.agents.java.sources import homes, java_files
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_WANTED = re.compile(
    r"required a (?:single )?bean of type '(?P<spring>[\w.$]+)'|No qualifying bean of type '(?P<type>[\w.$]+)'"
    r"|Unsatisfied dependency for type (?P<cdi>[\w.$]+)"
)


class MissingBean(Rule):
    """Says what is missing; which bean is meant only a person knows."""

    id = "missing-bean"
    former_id = "no-bean"
    title = "report the class that is not a bean"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _WANTED.search(failure.output)
        if found is None:
            return None
        name = next(filter(None, found.groups()))
        package, _, simple = name.rpartition(".")
        if package in homes(java_files(failure), simple):
            mark = (
                "a scope such as @ApplicationScoped"
                if found["cdi"]
                else "@Component, or a @Bean method that creates one"
            )
            return Advice(f"{simple} is injected but is not a bean: give it {mark}")
        pom = read(failure)
        artifact = artifact_of(pom, package) if pom else ""
        if pom and artifact and pom.declared(artifact) is None:
            return Advice(f"{simple} is injected, but nothing provides it: declare {artifact}, which does, in pom.xml")
        return Advice(
            f"{simple} is injected, but nothing provides it: write the bean, or add the library that provides it"
        )
