"""A dependency without a version: the version is taken from the rest of the project."""

from __future__ import annotations

import difflib
import re

from mity.agents.java.knowledge import managed, manager, renamed
from mity.agents.java.pom import POM, Artifact, Pom, read
from mity.agents.java.pom_edits import replaced
from mity.agents.java.pom_edits import without as cut
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_NONE = re.compile(r"'dependencies\.dependency\.version' for (?P<name>[\w.-]++:[\w.-]++)\S*+ (?:is missing|must be)")


class ManagedVersion(Rule):
    """Today's name of a renamed artefact, or the version that its family has."""

    id = "managed-version"
    title = "give a dependency the version that the project uses"

    sign = _NONE

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = self.sign.search(failure.output)
        if found is None or (pom := read(failure)) is None:
            return None
        coordinates, wrong = found["name"], found.groupdict().get("version") or ""
        one = pom.declared(coordinates)
        if one is None:
            return self._elsewhere(pom, coordinates, wrong)
        if new := renamed(pom, coordinates):
            return self._renamed(pom, one, new)
        if wrong and coordinates in managed(pom):
            node = one.node.find("version")
            title = f"{coordinates} {wrong} does not exist: leave its version to {manager(pom)}"
            return self._fix(title, cut(pom, [node])) if node else None
        if not wrong and (version := _of_family(pom, one)):
            return self._fix(f"give {coordinates} the version {version} of its group", _with(pom, one, version))
        return self._ask(pom, coordinates, wrong)

    def _renamed(self, pom: Pom, one: Artifact, new: str) -> Proposal | None:
        group, _, name = new.partition(":")
        nodes = [(one.node.find("groupId"), group), (one.node.find("artifactId"), name)]
        if pom.declared(new) is not None:
            return self._fix(
                f"{one.coordinates} is now called {new}, which is already declared: remove the old one",
                cut(pom, [one.node]),
            )
        data, made = pom.data, pom
        for node, text in sorted(((n, t) for n, t in nodes if n), key=lambda pair: -pair[0].start):
            data = replaced(made, node, text)
            made = Pom(data, pom.root)
        return self._fix(f"{one.coordinates} is now called {new}", data)

    def _elsewhere(self, pom: Pom, coordinates: str, wrong: str) -> Advice | None:
        """What is wrong with a parent or a BOM, or with what a library itself asks for."""
        if not wrong:
            return None
        if coordinates in pom.managers:
            return Advice(
                f"{coordinates} {wrong} does not exist: choose an existing version in {POM}", "git log -p pom.xml"
            )
        return Advice(
            f"{coordinates} {wrong} does not exist: find out which dependency requires it", "mvn dependency:tree"
        )

    def _ask(self, pom: Pom, coordinates: str, wrong: str) -> Advice:
        near = difflib.get_close_matches(coordinates, sorted(managed(pom)), 1, 0.9)
        if near and not wrong:
            return Advice(f"{coordinates} has no version and is not managed: did you mean {near[0]}? Correct {POM}")
        said = f"{coordinates} {wrong} does not exist" if wrong else f"{coordinates} has no version"
        return Advice(f"{said}: set one in {POM}")

    def _fix(self, title: str, data: bytes) -> Fix:
        return Fix(self.id, title, (Edit(POM, data),), scope=(POM,))


def _of_family(pom: Pom, one: Artifact) -> str:
    """The version that all others of the group have in this file, or the property that is called after them."""
    others = [o for o in (*pom.dependencies, *pom.managed) if o.group == one.group and o.name != one.name]
    versions = {other.version for other in others if other.version}
    if len(versions) == 1 and "${" not in pom.resolved(next(iter(versions))):
        return versions.pop()
    words = (one.name, one.name.split("-")[0], one.group.rpartition(".")[2])
    names = [f"{word}.version" for word in words] + [f"{word}-version" for word in words]
    return next((f"${{{name}}}" for name in names if name in pom.properties), "")


def _with(pom: Pom, one: Artifact, version: str) -> bytes:
    """The file with the version of a dependency written or put in place of the one that says nothing."""
    node = one.node.find("version")
    if node is not None:
        return replaced(pom, node, version)
    name = one.node.find("artifactId")
    assert name is not None
    start = pom.data.rfind(b"\n", 0, name.start) + 1
    line_end = b"\r\n" if b"\r\n" in pom.data else b"\n"
    indent = line_end + pom.data[start : name.start] if not pom.data[start : name.start].strip() else b""
    return pom.data[: name.end] + indent + f"<version>{version}</version>".encode() + pom.data[name.end :]
