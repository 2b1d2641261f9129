"""Where definitions are found: a file that is named, the workspace's own, those that mity ships, then packages'."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mity.errors import DefinitionError, UsageError
from mity.suggest import did_you_mean
from mity.workflow.load import Definition, is_abstract
from mity.workflow.nodes import Node
from mity.workflow.shelves import Installed, OwnFiles
from mity.workflow.sources import Sources, file_and_name, is_path, shipped


class Definitions:
    """The definitions in sight of one workspace; what was read is read again after `look_again` alone.

    `from_project` are the files of the workspace's own `.mity` that were asked for, by name or by path.
    """

    def __init__(self, workspace: Path, installed: Callable[[], Installed]) -> None:
        self._workspace = workspace
        self._installed = installed
        self._opened: dict[str, Definition] = {}
        self._own: OwnFiles | None = None
        self.sources = Sources(workspace)
        self.from_project: set[str] = set()

    def look_again(self) -> None:
        """Looks for the workspace's own files anew when they are next asked for."""
        self._own = None

    def of(self, name: str) -> Definition:
        """The definition of a name, or of a file that is named by its path.

        Raises UsageError when there is none, DefinitionError when it cannot be read.
        """
        if is_path(name):
            return self._of_file(name)
        return self.named(name)

    def opened(self, path: Path, shown: str) -> list[Definition]:
        """The definitions in a file, which are found by their names from now on. Raises InvalidDefinition."""
        found = self.sources.read(path, shown)
        self._opened |= {one.name: one for one in found}
        return found

    def _of_file(self, named: str) -> Definition:
        file, name = file_and_name(named)
        path = self._workspace / file
        found = self.sources.read(path, path.name if path.parent == self._workspace else str(path))
        runnable = {one.name: one for one in found if not is_abstract(one)}
        if name not in runnable and (name or len(runnable) != 1):
            raise UsageError(_which(path, file, name, sorted(runnable)))
        self._opened |= {one.name: one for one in found}
        if self.sources.is_home(path):
            self.from_project.add(str(path))
        return runnable[name] if name else next(iter(runnable.values()))

    def named(self, name: str) -> Definition:
        """The definition of a name. Raises as `of` does."""
        if found := self.search(name):
            return found
        own = self.own()
        packages = self._installed()
        if name in packages.broken:
            raise packages.broken[name]
        broken = [*sorted(own.broken), *(str(one).partition("\n")[0] for _, one in sorted(packages.broken.items()))]
        unread = f"; not readable: {', '.join(broken)}" if broken else ""
        raise UsageError(f"there is no workflow '{name}': {did_you_mean(name, self.names())}{unread}")

    def names(self) -> set[str]:
        """The name of every workflow in sight."""
        return {*self._opened, *self.own().found, *(stem for stem, _ in shipped()), *self._installed().found}

    def node(self, name: str) -> Node | None:
        """The document of a definition that another one extends or calls."""
        found = self.search(name)
        return found.node if found else None

    def search(self, name: str) -> Definition | None:
        """The definition of a name. Raises InvalidDefinition when the file that would hold it cannot be read."""
        if name in self._opened:
            return self._opened[name]
        own = self.own()
        own.check(name, self.sources.texts)
        if name in own.found:
            self.from_project.add(own.found[name][0].file)
            return own.found[name][0]
        if text := dict(shipped()).get(name):
            return self.sources.parse(text, f"{name}.yaml")[0]
        packages = self._installed()
        self.sources.texts |= packages.sources
        return packages.found.get(name)

    def own(self) -> OwnFiles:
        """Those in the files of the workspace itself."""
        if self._own is None:
            self._own = OwnFiles()
            for path in self.sources.paths():
                shown = str(path.relative_to(self._workspace))
                try:
                    for one in self.sources.read(path, shown):
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
