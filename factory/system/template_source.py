"""Templates on this machine: what they are composed of, their code, and what may not be in them."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

from mity.errors import UsageError
from mity.reading import read_bytes
from mity.stacks.catalog import load
from mity.stacks.choices import Choice, chosen_folders
from mity.system.layered import layered_digest, layered_files
from mity.text.data import parse_json
from mity.text.records import dataclass

_HOOKS = ("pre_prompt", "pre_gen_project", "post_gen_project")
_HARMLESS = re.compile(
    r"cookiecutter\.extensions\.\w+|jinja2\.ext\.(?:do|loopcontrols|i18n|\w*(?:Stmt|LoopControl|International)\w*)"
)
_NESTED = ("template", "templates")
MOST_FILES = 20_000


@dataclass(frozen=True)
class Source:
    """A template on this machine: its folder, and where it came from.

    Its files are those of its folder and of the layers that its stack.yaml names.
    """

    path: Path
    origin: str
    commit: str = ""

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """The folders of its layers, and behind them its own, which wins. Raises DefinitionError."""
        own = self.path / "stack.yaml"
        return load(own).folders if own.is_file() else (self.path,)

    @cached_property
    def choices(self) -> Mapping[str, Choice]:
        """What its stack.yaml says of choices. Raises DefinitionError."""
        own = self.path / "stack.yaml"
        return load(own).stack.choices if own.is_file() else {}

    def folders_for(self, answers: Mapping[str, str]) -> tuple[Path, ...]:
        """The folders of an application with these answers: those of its choices win. Raises DefinitionError."""
        return (*self.folders, *chosen_folders(self.path, self.choices, answers))

    @property
    def files(self) -> dict[PurePosixPath, Path]:
        """Every file that it is composed of, by its path in the whole. Raises DefinitionError."""
        return layered_files(self.folders)

    @cached_property
    def declared(self) -> dict[str, Any]:
        """All of cookiecutter.json. Raises UsageError when there is none, or it cannot be used."""
        place = self.path / "cookiecutter.json"
        try:
            data = parse_json(read_bytes(place))
        except OSError as error:
            raise UsageError(f"{self.origin} is not a cookiecutter template: it has no cookiecutter.json") from error
        except ValueError as error:
            raise UsageError(f"{place} is not JSON: {error}") from error
        if not isinstance(data, dict):
            raise UsageError(f"{place} is not a JSON object")
        if nested := [name for name in _NESTED if isinstance(data.get(name), list | dict)]:
            raise UsageError(
                f"{self.origin} is a list of templates ('{nested[0]}' in cookiecutter.json): name the folder of one"
            )
        return data

    def variables(self) -> dict[str, Any]:
        """The variables of cookiecutter.json with their defaults. Raises UsageError when there is none."""
        return {name: value for name, value in self.declared.items() if not name.startswith("_")}

    @property
    def extensions(self) -> tuple[str, ...]:
        """The Jinja extensions that are neither Jinja's own nor cookiecutter's. Raises UsageError."""
        named = self.declared.get("_extensions") or ()
        if not isinstance(named, list | tuple) or not all(isinstance(name, str) for name in named):
            raise UsageError(f"{self.path / 'cookiecutter.json'}: '_extensions' must be a list of texts")
        return tuple(name for name in named if not _HARMLESS.fullmatch(name))

    @property
    def hooks(self) -> tuple[str, ...]:
        """The hooks that cookiecutter would run."""
        found = {path.name for folder in self.folders for path in (folder / "hooks").glob("*") if path.stem in _HOOKS}
        return tuple(f"hooks/{name}" for name in sorted(found))

    @property
    def code(self) -> tuple[str, ...]:
        """What rendering alone would execute of the template. Raises UsageError."""
        return (*self.hooks, *(f"Jinja extension {name}" for name in self.extensions))

    @cached_property
    def digest(self) -> str:
        """One digest of all its files. Raises UsageError for what no template may hold."""
        self.check()
        try:
            return layered_digest(self.folders)
        except OSError as error:
            raise UsageError(f"cannot read the template {self.origin}: {error}") from error

    def check(self) -> None:
        """Raises UsageError for links that lead out of the template, for devices, pipes, and far too many files."""
        everything = ((folder, path) for folder in self.folders for path in _everything(folder))
        for count, (folder, path) in enumerate(everything):
            if count > MOST_FILES:
                raise UsageError(f"the template {self.origin} has more than {MOST_FILES:,} files: name its own folder")
            if problem := _unfit(folder, path):
                shown = path.relative_to(folder)
                raise UsageError(f"{shown} in the template {self.origin} {problem}: mity does not render it")

    def check_extensions(self) -> None:
        """Raises UsageError naming the package that a Jinja extension needs and that is not installed."""
        for name in self.extensions:
            module = name.partition(".")[0]
            here = any((at / module).is_dir() or (at / f"{module}.py").is_file() for at in self.folders)
            if here or _installed(module):
                continue
            package = module.replace("_", "-")
            raise UsageError(
                f"the template {self.origin} loads the Jinja extension {name}, which is not installed here: add the "
                f"package {package} to mity's own Python (`pip install {package}`, or `pipx inject mity {package}`)"
            )


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _everything(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in (".git", "__pycache__"))
        yield from (Path(here, name) for name in (*folders, *names))


def _unfit(root: Path, path: Path) -> str:
    """Why a file may not be in a template, as the end of a sentence; empty for one that may."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        target = Path(os.path.realpath(path))
        leads_out = not target.is_relative_to(os.path.realpath(root))
        return f"is a link to {path.readlink()}, which leads out of it" if leads_out else ""
    return "" if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "is neither a file nor a folder"
