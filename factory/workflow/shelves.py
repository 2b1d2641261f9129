"""The definitions in the files of a workspace and in packages, and what of them is broken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.errors import DefinitionError
from mity.text.records import dataclass, field
from mity.workflow.load import Definition
from mity.workflow.mistakes import InvalidDefinition, Mistake


@dataclass(slots=True)
class Installed:
    """Definitions that installed packages bring, by name: those found, what is `broken`, the package of each.

    `stations` are those that the steps of a definition bring, `sources` the texts of the files that hold them.
    """

    found: dict[str, Definition] = field(default_factory=dict)
    broken: dict[str, DefinitionError] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    stations: dict[str, list[Any]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)


class OwnFiles:
    """The definitions in the files of a workspace by name, and the files that cannot be read."""

    def __init__(self) -> None:
        self.found: dict[str, list[Definition]] = {}
        self.broken: dict[str, DefinitionError] = {}

    def check(self, name: str, sources: Mapping[str, str]) -> None:
        """Raises DefinitionError when a file that seems to define `name` is broken, or when two define it.

        Other broken files are passed over: they must not stop a workflow that has nothing to do with them.
        """
        defines = re.compile(
            rf"""^[\s{{]*["']?name["']?\s*:\s*["']?{re.escape(name)}["']?\s*(?:[,#}}]|$)""", re.MULTILINE
        )
        for file, error in self.broken.items():
            if Path(file).stem == name or defines.search(sources.get(file, "")):
                raise error
        first, *others = self.found.get(name, ()) or (None,)
        if first and others:
            text = f"workflow '{name}' is also defined in {first.file}"
            twice = [
                Mistake(one.file, one.node.line, one.node.column, "duplicate-name", text, "rename one of them")
                for one in others
            ]
            raise InvalidDefinition(twice, sources)
