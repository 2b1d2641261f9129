"""The workflows of a workspace: found, loaded with all that they extend and call, and checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.text.records import dataclass
from mity.workflow import parameters
from mity.workflow.bodies import Known, Stations
from mity.workflow.definitions import Definitions
from mity.workflow.ends import gates_of
from mity.workflow.inherit import extended
from mity.workflow.load import Definition, is_abstract, load
from mity.workflow.mistakes import InvalidDefinition, Mistake
from mity.workflow.model import Workflow
from mity.workflow.nodes import Node
from mity.workflow.parts import Gate
from mity.workflow.reading import Reading
from mity.workflow.shelves import Installed
from mity.workflow.sources import NOWHERE, gates_text, is_path, shipped
from mity.workflow.yaml_reader import MOST_BYTES


@dataclass(frozen=True, slots=True)
class Entry:
    """A workflow in sight: its definition, whether mity ships it, and whether another one of its name wins.

    `package` is the one that brings it, empty for those of files.
    """

    name: str
    definition: Definition
    shipped: bool
    shadowed: bool = False
    package: str = ""


class Library:
    """The workflows of one workspace. A workspace's file wins over a shipped one of the same name, that over one of
    an `installed` package.

    A definition names others by their names only; paths come from the user alone.
    """

    def __init__(self, workspace: Path, installed: Callable[[], Installed] = Installed) -> None:
        self._workspace = workspace
        self._installed = installed
        self.definitions = Definitions(workspace, installed)
        self._sources = self.definitions.sources
        self.warnings: list[Mistake] = []
        """What is allowed and yet hardly meant in the workflow that was found last, and in those that it calls."""

    def find(self, name: str, stations: Stations | None = None) -> Workflow:
        """The workflow of a name, or of a file that is named by its path. With `stations` no other may be used.

        Raises UsageError when there is none, InvalidDefinition (a DefinitionError) with every mistake in it.
        """
        self.definitions.look_again()  # files may have changed
        self.warnings = []
        self.definitions.from_project = set()
        return self._loaded(self.definitions.of(name), stations)

    def refuse_warnings(self) -> None:
        """Takes what is hardly meant in the workflow that was found last for mistakes. Raises InvalidDefinition."""
        if self.warnings:
            raise InvalidDefinition(self.warnings, self._sources.texts)

    def document(self, name: str) -> Node:
        """The document of a workflow of a name or path, with all that it extends. Raises as `find` does."""
        self.definitions.look_again()
        definition = self.definitions.of(name)
        reading = Reading(definition.file)
        node = extended(definition.node, self.definitions.node, reading, (definition.name,))
        if reading.mistakes:
            raise InvalidDefinition(reading.mistakes, self._sources.texts)
        return node

    def entries(self) -> list[Entry]:
        """Every workflow in sight, those of the workspace first. What cannot be read is not among them."""
        self.definitions.look_again()
        own = self.definitions.own().found
        found = [Entry(name, one, shipped=False) for name, ways in sorted(own.items()) for one in ways]
        for name, text in shipped():
            found.append(Entry(name, self._sources.parse(text, f"{name}.yaml")[0], shipped=True, shadowed=name in own))
        brought, ours = self._installed(), {one.name for one in found}
        for name, one in sorted(brought.found.items()):
            found.append(Entry(name, one, False, name in ours, brought.owners[name]))
        return found

    def made(self, definition: Definition, source: str, stations: Stations | None = None) -> Workflow:
        """The workflow of a definition that is in no file of the workspace. Raises UsageError, InvalidDefinition."""
        self._sources.texts[definition.file] = source
        return self._loaded(definition, stations)

    def own_files(self) -> list[str]:
        """The files of the workspace that hold definitions, as they are shown."""
        return [str(path.relative_to(self._workspace)) for path in self._sources.paths()]

    def definitions_in(self, file: str) -> list[Definition]:
        """The definitions in a file. Raises InvalidDefinition, DefinitionError."""
        return self.definitions.opened(self._workspace / file, file)

    def check(self, definition: Definition, stations: Stations | None) -> list[Mistake]:
        """What is allowed and yet hardly meant in a definition, an abstract one too. Raises InvalidDefinition."""
        warnings: list[Mistake] = []
        load(definition, self._sources.texts, self.definitions.node, self._known(stations), warnings)
        self.definitions.own().check(definition.name, self._sources.texts)
        return warnings

    def source(self, file: str) -> str:
        """The text of a file that was read, as it is shown."""
        return self._sources.texts.get(file, "")

    def own_names(self) -> list[str]:
        """The names of the workflows in the workspace's own files that can be run, sorted."""
        found = self.definitions.own().found
        return sorted(name for name, ways in found.items() if not is_abstract(ways[0]))

    def is_own(self, name: str) -> bool:
        """Whether a workflow comes from a file of the user's or the workspace's, or from a package, not from mity."""
        return is_path(name) or name in self.definitions.own().found or bool(self.package_of(name))

    def package_of(self, name: str) -> str:
        """The package that a workflow comes from; empty where a file or mity itself has that name."""
        if is_path(name) or name in self.definitions.own().found or name in dict(shipped()):
            return ""
        packages = self._installed()
        return packages.owners.get(name, "") if name in packages.found else ""

    def called(self, workflow: Workflow, stations: Stations | None = None) -> dict[str, Workflow]:
        """Every workflow that steps of `workflow` call, and those call in turn, by name. Raises as `find` does."""
        found: dict[str, Workflow] = {}
        wanted = workflow.calls()
        while wanted:
            name = wanted.pop()
            if name not in found and name != workflow.id:
                found[name] = self._loaded(self.definitions.named(name), stations)
                wanted += found[name].calls()
        return found

    def generated(self, value: Any, name: str, stations: Stations) -> tuple[Workflow, dict[str, Workflow]]:
        """The workflow of a definition that is no file, text or a mapping, and those that it calls, by name.

        `name` is what it is called unless it names itself. Raises UsageError, InvalidDefinition.
        """
        if not isinstance(value, str | Mapping):
            raise UsageError("a definition is a text or a mapping")
        text = value if isinstance(value, str) else json.dumps(value)
        if len(text.encode(errors="replace")) > MOST_BYTES:
            raise UsageError(f"a definition has at most {MOST_BYTES:,} bytes")
        file = f"{name}.yaml"
        found = self._sources.parse(text, file)
        if len(found) != 1:
            raise UsageError(f"it holds {len(found)} definitions: give one")
        workflow = self._loaded(found[0], stations)
        return workflow, self.called(workflow, stations)

    def triggered(
        self, workflows: Iterable[Workflow], stations: Stations | None = None, also: Iterable[str] = ()
    ) -> dict[str, Workflow]:
        """Every workflow that these trigger or call from what they trigger, by name, as far as they are there.

        `also` are names of further ones. Raises as `find` does.
        """
        found: dict[str, Workflow] = {}
        names = [*also]
        todo = [*workflows]
        while todo or names:
            names += [action.workflow for action in todo.pop().actions() if action.workflow] if todo else []
            while names:
                name = names.pop()
                if name not in found and self.definitions.search(name) is not None:
                    found[name] = self._loaded(self.definitions.named(name), stations)
                    inner = self.called(found[name], stations)
                    todo += [found[name], *inner.values()]
                    found |= {id: one for id, one in inner.items() if id not in found}
        return found

    def gates(self, path: Path, workflow: Workflow) -> tuple[Gate, ...]:
        """The gates of a file that holds a list of them, for a workflow. Raises UsageError, InvalidDefinition."""
        return gates_of(gates_text(path), str(path), workflow.stages)

    def check_run(self, name: str, given: Mapping[str, Any] | None, stations: Stations) -> None:
        """Raises UsageError, InvalidDefinition where a workflow cannot be run, or not with these parameters."""
        found = self.find(name, stations)
        self.called(found, stations)
        if given is not None:
            self.checked(found, given)

    def checked(self, workflow: Workflow, given: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters of a run. Raises UsageError."""
        return parameters.checked(workflow, given)

    def _loaded(self, definition: Definition, stations: Stations | None) -> Workflow:
        if is_abstract(definition):
            raise UsageError(f"workflow '{definition.name}' is abstract: others extend it, it cannot be run")
        return load(definition, self._sources.texts, self.definitions.node, self._known(stations), self.warnings)

    def _known(self, stations: Stations | None) -> Known:
        return Known(stations, self._sources.prompts(), self.definitions.names)


@cache
def shipped_workflow(name: str) -> Workflow | None:
    """The workflow that mity ships under a name; None when it ships none. Its own bases are shipped ones too."""
    text = dict(shipped()).get(name)
    if text is None:
        return None
    return Library(NOWHERE).find(name)
