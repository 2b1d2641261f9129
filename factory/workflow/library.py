"""Where workflows are found: a file that is named, the workspace's `.mity/workflows`, then those that mity ships."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from mity.errors import DefinitionError, UsageError
from mity.suggest import did_you_mean
from mity.workflow import parameters
from mity.workflow.load import Definition, definitions, is_abstract, load
from mity.workflow.model import Workflow
from mity.workflow.yaml_reader import Node

FOLDER = ".mity/workflows"
SUFFIXES = (".yaml", ".yml", ".json")


class Library:
    """The workflows of one workspace. A workspace's file wins over a shipped one of the same name."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._found: dict[str, Definition] = {}
        self._sources: dict[str, str] = {}

    def find(self, name: str, stations: Iterable[Any] | None = None) -> Workflow:
        """The workflow of a name, or of a file that is named by its path. With `stations` no other may be used.

        Raises UsageError when there is none, InvalidDefinition (a DefinitionError) with every mistake in it.
        """
        definition = self._named(name)
        if is_abstract(definition):
            raise UsageError(f"workflow '{definition.name}' is abstract: others extend it, it cannot be run")
        known = None if stations is None else [one.name for one in stations]
        return load(definition, self._sources, self._node, known)

    def called(self, workflow: Workflow, stations: Iterable[Any] | None = None) -> dict[str, Workflow]:
        """Every workflow that steps of `workflow` call, and those call in turn, by name. Raises as `find` does."""
        stations = None if stations is None else list(stations)
        found: dict[str, Workflow] = {}
        wanted = [step.workflow for step in workflow.steps() if step.workflow]
        while wanted:
            name = wanted.pop()
            if name not in found and name != workflow.id:
                found[name] = self.find(name, stations)
                wanted += [step.workflow for step in found[name].steps() if step.workflow]
        return found

    def checked(self, workflow: Workflow, given: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters of a run. Raises UsageError."""
        return parameters.checked(workflow, given)

    def _named(self, name: str) -> Definition:
        if os.sep in name or name.endswith(SUFFIXES):
            return self._of_file(self._workspace / name)
        found = {**self._shipped(), **self._own()}
        if name not in found:
            raise UsageError(f"there is no workflow '{name}': {did_you_mean(name, found)}")
        return found[name]

    def _of_file(self, path: Path) -> Definition:
        found = self._read(path, path.name if path.parent == self._workspace else str(path))
        runnable = [one for one in found if not is_abstract(one)]
        if len(runnable) != 1:
            raise UsageError(f"{path} holds {len(runnable)} workflows: name a file that holds one")
        self._found |= {one.name: one for one in found}
        return runnable[0]

    def _node(self, name: str) -> Node | None:
        """The document of a definition that another one extends."""
        found = {**self._shipped(), **self._own(), **self._found}.get(name)
        return found.node if found else None

    def _own(self) -> dict[str, Definition]:
        folder = self._workspace / FOLDER
        paths = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
        return {one.name: one for path in paths for one in self._read(path, str(path.relative_to(self._workspace)))}

    def _shipped(self) -> dict[str, Definition]:
        return {one.name: one for name, text in shipped() for one in self._parsed(text, name)}

    def _read(self, path: Path, shown: str) -> list[Definition]:
        try:
            return self._parsed(path.read_text(encoding="utf-8-sig"), shown)
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise DefinitionError(f"cannot read the workflow {path}: {why}") from error

    def _parsed(self, text: str, file: str) -> list[Definition]:
        self._sources[file] = text
        return definitions(text, file)


def shipped() -> Iterator[tuple[str, str]]:
    """Name and text of each file that mity ships."""
    for one in sorted(files("mity.workflow").joinpath("shipped").iterdir(), key=lambda file: file.name):
        if one.name.endswith(SUFFIXES):
            yield one.name, one.read_text(encoding="utf-8")
