"""The files that hold definitions: found, read, and parsed once for as long as their text stays the same."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from mity.errors import DefinitionError, UsageError
from mity.reading import read_bytes
from mity.text.encoding import decoded
from mity.workflow.bodies import COMMANDS
from mity.workflow.load import Definition, definitions
from mity.workflow.mistakes import InvalidDefinition, Mistake
from mity.workflow.yaml_reader import MOST_BYTES

HOME = ".mity"
FOLDERS = (".mity/workflows", ".mity/workflow-templates")
SUFFIXES = (".yaml", ".yml", ".json")
NOWHERE = Path(os.devnull)
"""A workspace without files."""


_ONE_OF_A_FILE = re.compile(r"(?P<file>.+\.(?:yaml|yml|json)):(?P<name>[^/\\:]+)")


def is_path(name: str) -> bool:
    """Whether a word names a file that holds a workflow, not a workflow: `FILE`, or `FILE:NAME` for one of several."""
    return os.sep in name or name.endswith(SUFFIXES) or _ONE_OF_A_FILE.fullmatch(name) is not None


def file_and_name(path: str) -> tuple[str, str]:
    """The file that a path names and the workflow in it, empty where the path does not say which one."""
    found = _ONE_OF_A_FILE.fullmatch(path)
    return (found["file"], found["name"]) if found else (path, "")


def gates_text(path: Path) -> str:
    """The text of a file of gates. Raises UsageError."""
    try:
        text = decoded(read_bytes(path, MOST_BYTES))
    except OSError as error:
        raise UsageError(f"cannot read the gates {path}: {error.strerror}") from error
    if text is None:
        raise UsageError(f"cannot read the gates {path}: it is not text in UTF-8")
    return text


class Sources:
    """The definitions in the files of one workspace. `texts` holds the text of each file, by its shown name."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self.texts: dict[str, str] = {}
        self._parsed: dict[str, tuple[str, list[Definition]]] = {}

    def paths(self) -> Iterator[Path]:
        """Every file of the workspace that holds definitions."""
        for folder in FOLDERS:
            for path in sorted((self._workspace / folder).rglob("*")):
                if path.suffix in SUFFIXES and path.is_file():
                    yield path

    def read(self, path: Path, shown: str) -> list[Definition]:
        """The definitions in a file. Raises InvalidDefinition, and DefinitionError when it cannot be read."""
        try:
            data = read_bytes(path, MOST_BYTES)
        except OSError as error:
            if error.errno == errno.EFBIG:
                large = Mistake(shown, 1, 1, "too-large", f"the file is larger than {MOST_BYTES:,} bytes")
                raise InvalidDefinition([large], {}) from error
            raise DefinitionError(f"cannot read the workflow {path}: {error.strerror}") from error
        text = decoded(data)
        if text is None:
            raise DefinitionError(f"cannot read the workflow {path}: it is not text in UTF-8")
        return self.parse(text, shown)

    def prompts(self) -> frozenset[str]:
        """The names of the prompts that the workspace keeps in files."""
        return frozenset(path.stem for path in (self._workspace / COMMANDS).glob("*.md") if path.is_file())

    def is_home(self, path: Path) -> bool:
        """Whether a file is in the workspace's own `.mity`."""
        return path.resolve().is_relative_to((self._workspace / HOME).resolve())

    def parse(self, text: str, file: str) -> list[Definition]:
        """The definitions in a text. Raises InvalidDefinition."""
        self.texts[file] = text
        known = self._parsed.get(file)
        if known is None or known[0] != text:
            known = self._parsed[file] = text, definitions(text, file)
        return known[1]


def shipped() -> Iterator[tuple[str, str]]:
    """Name and text of each workflow that mity ships; the name is that of its file."""
    for one in sorted(files("mity.workflow").joinpath("shipped").iterdir(), key=lambda file: file.name):
        if one.name.endswith(".yaml"):
            yield one.name.removesuffix(".yaml"), one.read_text(encoding="utf-8")
