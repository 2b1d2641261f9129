"""Artefacts of Maven: the version where the project writes it, else one in dependencyManagement."""

from __future__ import annotations

import re

from mity.agents.java.pom import POM, Artifact, Pom, parse
from mity.agents.java.pom_edits import replaced, with_managed
from mity.agents.upgrades.asked import Asked, Way, by_hand
from mity.changes.edit import Edit
from mity.healing.model import Advice
from mity.healing.rules import FailureContext

_PLACE = re.compile(r"^\$\{(?P<name>[\w.-]+)\}$")


def upgrade(failure: FailureContext, asked: Asked) -> Way | Advice:
    """The version, the property that holds it, or a managed version: whichever the poms have, the nearest first."""
    poms = _poms(failure, asked.depth)
    if not poms:
        return by_hand(asked, f"there is no {POM} that can be read")
    title = f"upgrade {asked.name} {asked.version} to {asked.fixed}"
    for path, pom in poms:
        found = [one for one in (*pom.dependencies, *pom.managed) if _is(pom, one, asked.name) and one.version]
        for one in found:
            if made := _written(poms, path, pom, one, asked.fixed):
                return Way(title, (made,), (), (made.path,))
    path, pom = poms[0]
    data = with_managed(pom, asked.name, asked.fixed)
    if data is None:
        return by_hand(asked, "the place for a managed version cannot be told")
    return Way(f"{title}, as a managed version", (Edit(path, data),), (), (path,))


def _poms(failure: FailureContext, depth: int) -> list[tuple[str, Pom]]:
    """The pom of the folder and those of the folders above it, up to the project's own."""
    found = []
    for up in range(depth + 1):
        path = "../" * up + POM
        data = failure.read_bytes(path)
        pom = parse(data) if data else None
        if pom is None:
            break
        found.append((path, pom))
    return found


def _is(pom: Pom, one: Artifact, name: str) -> bool:
    return pom.resolved(one.coordinates) == name


def _written(poms: list[tuple[str, Pom]], path: str, pom: Pom, one: Artifact, fixed: str) -> Edit | None:
    """The edit of a version that is written out, or of the property that it names."""
    place = _PLACE.match(one.version)
    if place is None:
        node = one.node.find("version")
        return Edit(path, replaced(pom, node, fixed)) if node and "${" not in one.version else None
    for file, other in poms:
        holder = other.root.find("properties")
        node = holder.find(place["name"]) if holder else None
        if node is not None:
            return Edit(file, replaced(other, node, fixed))
    return None
