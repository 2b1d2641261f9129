"""Libraries that ask for different versions of a third: the highest is fixed, as the enforcer's rules want it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.agents.java.pom import POM, Pom, parse, read
from mity.agents.java.pom_edits import with_managed
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_BLOCK = re.compile(
    r"(?:Dependency convergence error|Require upper bound dependencies error) for "
    r"(?P<name>[\w-]+(?:\.[\w-]+)*:[\w.-]+?)"
    r"(?::(?:jar|pom|war|bundle))?:(?P<first>[\w.-]+?)\.? [Pp]aths to dependency(?: are)?:(?P<tree>(?:\n[^\n]*\+-[^\n]*"
    r"|\n(?:\[ERROR\] )?and)*)"
)
_NUMBER = re.compile(r"\d+")


class VersionConflict(Rule):
    """Writes the highest version of each into dependencyManagement. What the project pins itself stays."""

    id = "version-conflict"
    title = "pin one version of a library that is required in several"

    def propose(self, failure: FailureContext) -> Proposal | None:
        asked = dict(_asked(failure.output)) if failure.diagnosis.kind == "conflict" else {}
        if not asked:
            return None
        pom: Pom | None = read(failure)
        chosen: dict[str, str] = {}
        for name, versions in asked.items():
            highest = _highest(versions)
            own = pom.declared(name) if pom else None
            managed = next((one for one in pom.managed if one.coordinates == name), None) if pom else None
            if not highest or managed or (own and own.version and pom and pom.resolved(own.version) != highest):
                said = " and ".join(sorted(versions))
                return Advice(f"{name} is required in the versions {said}: choose one in {POM}", "mvn dependency:tree")
            chosen[name] = highest
        for name, version in chosen.items():
            data = with_managed(pom, name, version) if pom else None
            pom = parse(data) if data else None
        if pom is None or not chosen:
            return None
        said = ", ".join(f"{name} {version}" for name, version in chosen.items())
        return Fix(self.id, f"several versions are required: pin {said}", (Edit(POM, pom.data),), scope=(POM,))


def _asked(output: str) -> Iterator[tuple[str, set[str]]]:
    """Each artefact that is in conflict, with the versions that the printed paths show."""
    found: dict[str, set[str]] = {}
    for block in _BLOCK.finditer(output):
        entry = re.compile(rf"\+-{re.escape(block['name'])}:(?:[a-z][\w-]*:)?(?P<version>\d[\w.-]*)")
        versions = {one["version"].rstrip(".") for one in entry.finditer(block["tree"])} | {block["first"]}
        found.setdefault(block["name"], set()).update(versions)
    yield from found.items()


def _highest(versions: set[str]) -> str:
    """The highest of some versions by their numbers; empty when two differ only in words."""
    ordered = sorted(versions, key=_numbers)
    if len(ordered) > 1 and _numbers(ordered[-1]) == _numbers(ordered[-2]):
        return ""
    return ordered[-1]


def _numbers(version: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(version)]
