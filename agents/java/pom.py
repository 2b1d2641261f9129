"""pom.xml with the place of every element, so that an edit changes no other byte of the owner's file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from mity.healing.rules import FailureContext
from mity.text.records import dataclass, field

POM = "pom.xml"
_PLACE = re.compile(r"\$\{([\w.-]+)\}")


@dataclass(slots=True)
class Node:
    """An element: its name without prefix, the bytes from `start` to `end`, its content from `inside` to `close`."""

    name: str
    start: int
    inside: int = 0
    close: int = 0
    end: int = 0
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, name: str) -> list[Node]:
        """The children of a name."""
        return [node for node in self.children if node.name == name]

    def find(self, *names: str) -> Node | None:
        """The first element down a path of names."""
        node: Node | None = self
        for name in names:
            node = next(iter(node.all(name)), None) if node else None
        return node

    def value(self, *names: str) -> str:
        """The text of the first element down a path of names, or an empty string."""
        node = self.find(*names)
        return node.text.strip() if node else ""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A dependency as a pom.xml declares it; `version` as it is written, "" if it is managed elsewhere."""

    node: Node
    group: str
    name: str
    version: str
    scope: str
    kind: str

    @property
    def coordinates(self) -> str:
        """Group and artefact."""
        return f"{self.group}:{self.name}"


@dataclass(frozen=True, slots=True)
class Pom:
    """A pom.xml that could be read."""

    data: bytes
    root: Node

    @property
    def properties(self) -> dict[str, str]:
        """The properties, as they are written."""
        node = self.root.find("properties")
        return {child.name: child.text.strip() for child in node.children} if node else {}

    @property
    def dependencies(self) -> list[Artifact]:
        """The project's own dependencies."""
        return list(self._artifacts("dependencies"))

    @property
    def managed(self) -> list[Artifact]:
        """The managed dependencies: versions only."""
        return list(self._artifacts("dependencyManagement", "dependencies"))

    @property
    def managers(self) -> dict[str, str]:
        """Parent and imported BOMs, each with its version."""
        parent = self.root.find("parent")
        boms = {one.coordinates: self.resolved(one.version) for one in self.managed if one.scope == "import"}
        own = {f"{parent.value('groupId')}:{parent.value('artifactId')}": parent.value("version")} if parent else {}
        return {**own, **boms}

    def declared(self, coordinates: str) -> Artifact | None:
        """The dependency of this group and artefact."""
        return next((one for one in self.dependencies if one.coordinates == coordinates), None)

    def resolved(self, text: str) -> str:
        """A text with the file's own properties filled in."""
        return _PLACE.sub(lambda found: self.properties.get(found[1], found[0]), text)

    def _artifacts(self, *path: str) -> Iterator[Artifact]:
        holder = self.root.find(*path)
        for node in holder.all("dependency") if holder else ():
            words = (node.value("groupId"), node.value("artifactId"), node.value("version"), node.value("scope"))
            yield Artifact(node, *words, node.value("type"))


def read(failure: FailureContext, path: str = POM) -> Pom | None:
    """The pom.xml of the project, or None if it is missing or not XML."""
    data = failure.read_bytes(path)
    return parse(data) if data else None


def parse(data: bytes) -> Pom | None:
    """A pom.xml from its bytes; None if they are not XML, or not in an encoding whose bytes can be counted."""
    top = Node("", 0)
    open_nodes = [top]
    parser = expat.ParserCreate()

    def begin(name: str, attributes: dict[str, str]) -> None:
        start = parser.CurrentByteIndex
        node = Node(name.rpartition(":")[2], start, data.index(b">", start) + 1)
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def finish(name: str) -> None:
        node = open_nodes.pop()
        node.close = max(parser.CurrentByteIndex, node.inside)
        node.end = node.inside if data[node.inside - 2 : node.inside - 1] == b"/" else data.index(b">", node.close) + 1

    def text(characters: str) -> None:
        open_nodes[-1].text += characters

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, finish, text
    try:
        data.decode("utf-8")
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError):
        return None
    return Pom(data, top.children[0])


def complaint(data: bytes) -> str:
    """Why the bytes are not XML, with line and column; "" if they are."""
    parser = expat.ParserCreate()
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        return f"line {error.lineno}, column {error.offset + 1}: {expat.ErrorString(error.code)}"
    return ""
