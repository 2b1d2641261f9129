"""Where workflows are found: a file that is named, the workspace's own, then those that mity ships, then packages'."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mity.errors import DefinitionError, UsageError
from mity.suggest import did_you_mean
from mity.workflow import parameters
from mity.workflow.bodies import Known
from mity.workflow.ends import gates_of
from mity.workflow.inherit import extended
from mity.workflow.load import Definition, is_abstract, load
from mity.workflow.mistakes import InvalidDefinition, Mistake
from mity.workflow.model import Workflow
from mity.workflow.nodes import Node
from mity.workflow.parts import Gate
from mity.workflow.reading import Reading
from mity.workflow.shelves import Installed, OwnFiles
from mity.workflow.sources import NOWHERE, Sources, file_and_name, gates_text, is_path, shipped
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
        self._opened: dict[str, Definition] = {}
        self._own: OwnFiles | None = None
        self.warnings: list[Mistake] = []
        """What is allowed and yet hardly meant in the workflow that was found last, and in those that it calls."""
        self.from_project: set[str] = set()
        """The files of the workspace's own `.mity` that the workflow found last is made of, as far as it is known."""
        self._sources = Sources(workspace)

    def find(self, name: str, stations: Iterable[Any] | None = None) -> Workflow:
        """The workflow of a name, or of a file that is named by its path. With `stations` no other may be used.

        Raises UsageError when there is none, InvalidDefinition (a DefinitionError) with every mistake in it.
        """
        self._own = None  # files may have changed
        self.warnings = []
        self.from_project = set()
        return self._loaded(self._definition(name), stations)

    def _definition(self, name: str) -> Definition:
        if is_path(name):
            return self._of_file(name)
        return self._named(name)

    def document(self, name: str) -> Node:
        """The document of a workflow of a name or path, with all that it extends. Raises as `find` does."""
        self._own = None
        definition = self._definition(name)
        reading = Reading(definition.file)
        node = extended(definition.node, self._node, reading, (definition.name,))
        if reading.mistakes:
            raise InvalidDefinition(reading.mistakes, self._sources.texts)
        return node

    def entries(self) -> list[Entry]:
        """Every workflow in sight, those of the workspace first. What cannot be read is not among them."""
        self._own = None
        own = self._own_files().found
        found = [Entry(name, one, shipped=False) for name, ways in sorted(own.items()) for one in ways]
        for name, text in shipped():
            found.append(Entry(name, self._sources.parse(text, f"{name}.yaml")[0], shipped=True, shadowed=name in own))
        brought, ours = self._installed(), {one.name for one in found}
        for name, one in sorted(brought.found.items()):
            found.append(Entry(name, one, False, name in ours, brought.owners[name]))
        return found

    def made(self, definition: Definition, source: str, stations: Iterable[Any] | None = None) -> Workflow:
        """The workflow of a definition that is in no file of the workspace. Raises UsageError, InvalidDefinition."""
        self._sources.texts[definition.file] = source
        return self._loaded(definition, stations)

    def own_files(self) -> list[str]:
        """The files of the workspace that hold definitions, as they are shown."""
        return [str(path.relative_to(self._workspace)) for path in self._sources.paths()]

    def definitions_in(self, file: str) -> list[Definition]:
        """The definitions in a file. Raises InvalidDefinition, DefinitionError."""
        found = self._sources.read(self._workspace / file, file)
        self._opened |= {one.name: one for one in found}
        return found

    def check(self, definition: Definition, stations: Iterable[Any] | None) -> list[Mistake]:
        """What is allowed and yet hardly meant in a definition, an abstract one too. Raises InvalidDefinition."""
        warnings: list[Mistake] = []
        load(definition, self._sources.texts, self._node, self._known(stations), warnings)
        self._own_files().check(definition.name, self._sources.texts)
        return warnings

    def source(self, file: str) -> str:
        """The text of a file that was read, as it is shown."""
        return self._sources.texts.get(file, "")

    def own_names(self) -> list[str]:
        """The names of the workflows in the workspace's own files that can be run, sorted."""
        found = self._own_files().found
        return sorted(name for name, ways in found.items() if not is_abstract(ways[0]))

    def is_own(self, name: str) -> bool:
        """Whether a workflow comes from a file of the user's or the workspace's, or from a package, not from mity."""
        return is_path(name) or name in self._own_files().found or bool(self.package_of(name))

    def package_of(self, name: str) -> str:
        """The package that a workflow comes from; empty where a file or mity itself has that name."""
        if is_path(name) or name in self._own_files().found or name in dict(shipped()):
            return ""
        packages = self._installed()
        return packages.owners.get(name, "") if name in packages.found else ""

    def called(self, workflow: Workflow, stations: Iterable[Any] | None = None) -> dict[str, Workflow]:
        """Every workflow that steps of `workflow` call, and those call in turn, by name. Raises as `find` does."""
        stations = None if stations is None else list(stations)
        found: dict[str, Workflow] = {}
        wanted = workflow.calls()
        while wanted:
            name = wanted.pop()
            if name not in found and name != workflow.id:
                found[name] = self._loaded(self._named(name), stations)
                wanted += found[name].calls()
        return found

    def generated(self, value: Any, name: str, stations: Iterable[Any]) -> tuple[Workflow, dict[str, Workflow]]:
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
        known = list(stations)
        workflow = self._loaded(found[0], known)
        return workflow, self.called(workflow, known)

    def triggered(self, workflows: Iterable[Workflow], stations: Iterable[Any] | None = None) -> dict[str, Workflow]:
        """Every workflow that these trigger or call from what they trigger, by name, as far as they are there."""
        found: dict[str, Workflow] = {}
        todo = list(workflows)
        while todo:
            one = todo.pop()
            hooks = (*one.on_success, *one.on_failure, *one.finally_, *(rule.then for rule in one.rules))
            steps = (action for step in one.steps() for action in step.on_success)
            for action in (*hooks, *steps):
                name = action.workflow if action is not None else ""
                if name and name not in found and self._search(name) is not None:
                    found[name] = self._loaded(self._named(name), stations)
                    inner = self.called(found[name], stations)
                    todo += [found[name], *inner.values()]
                    found |= {id: one for id, one in inner.items() if id not in found}
        return found

    def gates(self, path: Path, workflow: Workflow) -> tuple[Gate, ...]:
        """The gates of a file that holds a list of them, for a workflow. Raises UsageError, InvalidDefinition."""
        return gates_of(gates_text(path), str(path), workflow.stages)

    def checked(self, workflow: Workflow, given: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters of a run. Raises UsageError."""
        return parameters.checked(workflow, given)

    def _loaded(self, definition: Definition, stations: Iterable[Any] | None) -> Workflow:
        if is_abstract(definition):
            raise UsageError(f"workflow '{definition.name}' is abstract: others extend it, it cannot be run")
        return load(definition, self._sources.texts, self._node, self._known(stations), self.warnings)

    def _known(self, stations: Iterable[Any] | None) -> Known:
        """What `@name` can be, and what stations declare."""
        outputs = None if stations is None else {one.name: _declared(one) for one in stations}
        return Known(outputs, self._sources.prompts())

    def _of_file(self, named: str) -> Definition:
        file, name = file_and_name(named)
        path = self._workspace / file
        found = self._sources.read(path, path.name if path.parent == self._workspace else str(path))
        runnable = {one.name: one for one in found if not is_abstract(one)}
        if name not in runnable and (name or len(runnable) != 1):
            raise UsageError(_which(path, file, name, sorted(runnable)))
        self._opened |= {one.name: one for one in found}
        if self._sources.is_home(path):
            self.from_project.add(str(path))
        return runnable[name] if name else next(iter(runnable.values()))

    def _named(self, name: str) -> Definition:
        if found := self._search(name):
            return found
        own = self._own_files()
        packages = self._installed()
        if name in packages.broken:
            raise packages.broken[name]
        broken = [*sorted(own.broken), *(f"workflow '{one}' of a package" for one in sorted(packages.broken))]
        known = {*own.found, *(stem for stem, _ in shipped()), *packages.found}
        unread = f"; not readable: {', '.join(broken)}" if broken else ""
        raise UsageError(f"there is no workflow '{name}': {did_you_mean(name, known)}{unread}")

    def _node(self, name: str) -> Node | None:
        """The document of a definition that another one extends or calls."""
        found = self._search(name)
        return found.node if found else None

    def _search(self, name: str) -> Definition | None:
        """The definition of a name. Raises InvalidDefinition when the file that would hold it cannot be read."""
        if name in self._opened:
            return self._opened[name]
        own = self._own_files()
        own.check(name, self._sources.texts)
        if name in own.found:
            self.from_project.add(own.found[name][0].file)
            return own.found[name][0]
        if text := dict(shipped()).get(name):
            return self._sources.parse(text, f"{name}.yaml")[0]
        packages = self._installed()
        self._sources.texts |= packages.sources
        return packages.found.get(name)

    def _own_files(self) -> OwnFiles:
        if self._own is None:
            self._own = OwnFiles()
            for path in self._sources.paths():
                shown = str(path.relative_to(self._workspace))
                try:
                    for one in self._sources.read(path, shown):
                        self._own.found.setdefault(one.name, []).append(one)
                except DefinitionError as error:
                    self._own.broken[shown] = error
        return self._own


def _which(path: Path, file: str, name: str, runnable: list[str]) -> str:
    if not runnable:
        return f"{path} holds no workflow that can be run: those in it are abstract, others extend them"
    if name:
        return f"{path} holds no workflow '{name}' that can be run: {did_you_mean(name, runnable)}"
    return f"{path} holds {len(runnable)} workflows that can be run: name one of them, such as {file}:{runnable[0]}"


def _declared(station: Any) -> Collection[str]:
    outputs = getattr(station, "outputs", None)
    return tuple(outputs.keys) if outputs is not None else ()


@cache
def shipped_workflow(name: str) -> Workflow | None:
    """The workflow that mity ships under a name; None when it ships none. Its own bases are shipped ones too."""
    text = dict(shipped()).get(name)
    if text is None:
        return None
    return Library(NOWHERE).find(name)
