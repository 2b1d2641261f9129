"""The virtual environment of a project, examined from outside: nothing in it is run."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from mity.agents.python.names import canonical, top
from mity.command import Command
from mity.healing.rules import FailureContext
from mity.reading import read_text
from mity.text.records import dataclass
from mity.text.toml_data import parse_toml

FOLDERS = (".venv", "venv")


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment: its folder below the project."""

    root: Path
    name: str

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.root / self.name

    @property
    def python(self) -> Path:
        """Its interpreter, whether or not it exists."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def packages(self) -> list[Path]:
        """Its folders of installed packages."""
        return [*self.folder.glob("lib/python*/site-packages"), *self.folder.glob("Lib/site-packages")]

    @property
    def settings(self) -> dict[str, str]:
        """What pyvenv.cfg says."""
        try:
            text = read_text(self.folder / "pyvenv.cfg")
        except (OSError, UnicodeDecodeError):
            return {}
        return {key.strip(): value.strip() for key, _, value in (line.partition("=") for line in text.splitlines())}

    def installed(self) -> dict[str, str]:
        """Version by name of every installed distribution."""
        places = [str(path) for path in self.packages]
        found = ((d.metadata["Name"], d.version) for d in distributions(path=places))
        return {canonical(name): version for name, version in found if name}

    def provider(self, module: str) -> str:
        """The installed distribution that recorded files of a module's top-level package, or ""."""
        first = top(module)
        for one in distributions(path=[str(path) for path in self.packages]):
            if any(file.parts[0] in (first, f"{first}.py") for file in one.files or ()):
                return canonical(one.metadata["Name"])
        return ""

    def modules(self, names: set[str]) -> set[str]:
        """The top-level modules of those installed distributions that have one of the names."""
        found: set[str] = set()
        for one in distributions(path=[str(path) for path in self.packages]):
            if canonical(one.metadata["Name"] or "") in names:
                tops = {file.parts[0].removesuffix(".py") for file in one.files or () if file.suffix == ".py"}
                found |= {name for name in tops if name.isidentifier()}
        return found

    def lacks_files(self, name: str) -> bool:
        """Whether files that a distribution recorded when it was installed are missing."""
        for one in distributions(path=[str(path) for path in self.packages]):
            if canonical(one.metadata["Name"]) == name:
                files = one.files
                return files is None or any(
                    not Path(str(one.locate_file(file))).exists()
                    for file in files
                    if "__pycache__" not in file.parts and ".." not in file.parts
                )
        return False

    def required(self) -> set[str]:
        """The names of all distributions that the installed ones require without an extra."""
        places = [str(path) for path in self.packages]
        texts = (text for one in distributions(path=places) for text in one.requires or ())
        return {canonical(re.split(r"[^\w.-]", text, maxsplit=1)[0]) for text in texts if "extra ==" not in text}

    def fault(self) -> str:
        """What is wrong with the environment itself, in a clause, or ""."""
        settings = self.settings
        if not settings:
            return "pyvenv.cfg is missing or cannot be read"
        home = settings.get("home", "")
        if home and not Path(home).is_dir():
            return f"the Python it was created from, {home}, no longer exists"
        if not self.python.exists():
            return "its Python is a broken link" if self.python.is_symlink() else "it has no Python"
        if os.name != "nt" and not os.access(self.python, os.X_OK):
            return "its Python cannot be executed"
        if not self.packages:
            return "it has no site-packages folder"
        return self._moved() or self._outdated(settings)

    def _moved(self) -> str:
        """What shows that it was created for another folder: an editable install points to a folder that is missing.

        A folder that is missing inside this project is a matter of the project's layout.
        """
        for packages in self.packages:
            for link in packages.glob("*.pth"):
                for line in _text(link).splitlines():
                    place = Path(line.strip())
                    here = place.is_relative_to(self.root)
                    if place.is_absolute() and not here and not place.exists():
                        return f"it was created for another folder: {place} no longer exists"
        return ""

    def _outdated(self, settings: dict[str, str]) -> str:
        """What shows that its Python is outside the range that the project requires, or ""."""
        version = settings.get("version_info") or settings.get("version") or ""
        number = re.match(r"\d+\.\d+(\.\d+)?", version)
        wanted = _wanted_python(self.root)
        if number and wanted is not None and not wanted.contains(number[0], prereleases=True):
            return f"it uses Python {number[0]}, but the project requires {wanted}"
        return ""


def environment(failure: FailureContext) -> Environment | None:
    """The project's environment, if it has one and the stack lists it as generated."""
    for name in FOLDERS:
        if (failure.root / name).is_dir() and name in failure.ignore:
            return Environment(failure.root, name)
    return None


def installing(failure: FailureContext) -> tuple[Command, ...]:
    """The stack's commands that install what the project declares; none if they cannot work here."""
    commands = tuple(failure.commands("install"))
    needed = {word for command in commands for word in command.argv if word.endswith((".lock", ".txt"))}
    return commands if all((failure.root / word).exists() for word in needed) else ()


def makes_anew(commands: Sequence[Command]) -> tuple[str, ...]:
    """The environments that the commands create from scratch, so that the old one is moved aside meanwhile."""
    words = {command.argv[-1] for command in commands if "venv" in command.argv[:-1]}
    return tuple(name for name in FOLDERS if name in words)


def is_install(failure: FailureContext) -> bool:
    """Whether the failed command is itself an install command, so that installing again cannot help."""
    argv = failure.result.outcome.command.argv
    return any(command.argv == argv for command in failure.commands("install"))


def pip_install(failure: FailureContext, requirement: str, *flags: str) -> tuple[Command, ...]:
    """The command that puts one requirement into the project's environment."""
    found = environment(failure)
    if found is None:
        return ()
    python = str(found.python)
    uv = failure.tools.get("uv")
    start = (uv, "pip", "install", "--quiet", "--python", python) if uv else (python, "-m", "pip", "install", "--quiet")
    return (Command((*start, *flags, requirement), failure.root),)


def _wanted_python(root: Path) -> SpecifierSet | None:
    try:
        data = parse_toml(read_text(root / "pyproject.toml"))
        return SpecifierSet(str(data["project"]["requires-python"]))
    except (OSError, ValueError, KeyError, TypeError, InvalidSpecifier):
        return None


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, UnicodeDecodeError):
        return ""
