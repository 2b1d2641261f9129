"""The stacks on disk: every folder with a stack.yaml."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from mity.errors import DefinitionError, UsageError
from mity.reading import read_text
from mity.stacks.command_spec import Marker
from mity.stacks.layers import layer_folders
from mity.stacks.model import Detect, Stack
from mity.suggest import did_you_mean
from mity.text.records import dataclass
from mity.text.yaml_data import parse_yaml

_READ = 256 * 1024
_MARKERS = re.compile(r"^detect:[^\n]*\n(?:(?:[ \t#][^\n]*)?\n)*", re.MULTILINE)
"""The part of a stack.yaml that says how to recognise its projects."""


@dataclass(frozen=True, slots=True)
class StackFolder:
    """A stack and the folder of its template."""

    stack: Stack
    path: Path

    @property
    def has_template(self) -> bool:
        """True when applications can be made of it; others are only recognised and healed."""
        return (self.path / "cookiecutter.json").is_file()

    @property
    def folders(self) -> tuple[Path, ...]:
        """What its template is composed of: its layers, and over them its own folder. Raises DefinitionError."""
        return (*layer_folders(self.path, self.stack.layers), self.path)


class Catalogue:
    """Every stack below the given folders."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = list(folders)

    def all(self) -> list[StackFolder]:
        """Every stack, by id. Raises DefinitionError for a stack.yaml that is wrong."""
        found = [load(path) for folder in self._folders for path in folder.glob("*/stack.yaml")]
        return sorted(found, key=lambda item: item.stack.id)

    def ids(self, needed: str = "stack.yaml") -> list[str]:
        """The id of every stack, which is the name of its folder; only of those that have the file `needed`."""
        return sorted(path.parent.name for folder in self._folders for path in folder.glob(f"*/{needed}"))

    def names_tool(self, tool: str) -> bool:
        """True when a stack requires the tool."""
        return any(one.tool == tool for folder in self._sound() for one in folder.stack.requires)

    def get(self, stack_id: str, meant: str = "stack.yaml") -> StackFolder:
        """The stack of that id. Raises UsageError with the nearest known id, of those that have the file `meant`."""
        for folder in self._folders if stack_id in self.ids() else ():
            path = folder / stack_id / "stack.yaml"
            if path.is_file():
                return load(path)
        raise UsageError(f"unknown stack '{stack_id}': {did_you_mean(stack_id, self.ids(meant))}")

    def detect(self, project: Path) -> StackFolder | None:
        """The stack whose markers a project shows, the one that demands most; None when none fits.

        A stack.yaml that is wrong belongs to no stack: it must not hide the others.
        """
        fits = [item for item in self._sound(project) if shows(project, item.stack.detect)]
        return max(fits, key=lambda item: len(item.stack.detect.all), default=None)

    def _sound(self, project: Path | None = None) -> Iterator[StackFolder]:
        """The stacks that can be read; of those whose markers can be told from the text, only what `project` shows."""
        for folder in self._folders:
            for path in sorted(folder.glob("*/stack.yaml")):
                with contextlib.suppress(DefinitionError):
                    if project is None or _may_show(project, path):
                        yield load(path)


def load(path: Path) -> StackFolder:
    """Reads one stack.yaml. Raises DefinitionError naming the file, the place in it and what is wrong."""
    try:
        return StackFolder(_parsed(read_text(path)), path.parent)
    except OSError as error:
        raise DefinitionError(f"cannot read {path}: {error.strerror or error}") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the document"
        raise DefinitionError(f"{path}: {place}: {first['msg']}") from error
    except ValueError as error:
        raise DefinitionError(f"{path} is not YAML: {error}") from error


@functools.lru_cache(maxsize=64)
def _parsed(text: str) -> Stack:
    """The stack that a text describes; a run asks for each several times. Raises ValueError."""
    return Stack.model_validate(parse_yaml(text))


def _may_show(project: Path, path: Path) -> bool:
    """False where the markers alone, which are read in a tenth of the time of the whole, are not those of `project`."""
    try:
        found = _MARKERS.search(read_text(path))
        return found is None or shows(project, Detect.model_validate(parse_yaml(found[0])["detect"]))
    except (OSError, ValueError, TypeError):  # whoever reads the whole of it says what is wrong
        return True


def shows(project: Path, wanted: Detect) -> bool:
    """True when `project` has every marker of `all`, one of `any` if there are some, and none of `none`."""
    if not (wanted.all or wanted.any) or any(_has(project, m) for m in wanted.none):
        return False
    return all(_has(project, m) for m in wanted.all) and (not wanted.any or any(_has(project, m) for m in wanted.any))


def there(project: Path, marker: Marker, ignore: Iterable[str] = ()) -> bool:
    """True when something of the project matches a marker; what tools made in folders named in `ignore` does not count.

    Without a text that it must contain, a folder matches as well as a file.
    """
    if marker.contains:
        return _has(project, marker)
    skipped = frozenset(ignore)
    return any(skipped.isdisjoint(path.relative_to(project).parts[:-1]) for path in project.glob(marker.file))


def _has(project: Path, marker: Marker) -> bool:
    for path in project.glob(marker.file):
        if not path.is_file():
            continue
        if not marker.contains:
            return True
        with path.open("rb") as handle:
            text = handle.read(_READ).decode("utf-8", "replace")
        if re.search(marker.contains, text, re.MULTILINE):
            return True
    return False
