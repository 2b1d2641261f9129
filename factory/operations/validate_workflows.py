"""mity workflow validate: every mistake of definitions at once, and corrections where only one word can be meant."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mity.dsl.installed import installed
from mity.errors import EXIT_DONE, EXIT_USAGE, DefinitionError, UsageError
from mity.reading import read_bytes
from mity.system.files import write_atomic
from mity.text.records import dataclass, field
from mity.workflow.bodies import Stations
from mity.workflow.corrections import corrected
from mity.workflow.library import Library
from mity.workflow.mistakes import InvalidDefinition, Mistake
from mity.workflow.nodes import BREAK
from mity.workflow.sources import SUFFIXES
from mity.workflow.yaml_reader import MOST_BYTES

_ROUNDS = 5
"""How often corrections may bring new ones to light."""


@dataclass(slots=True)
class Validation:
    """What was found: names and files of the definitions, mistakes and warnings by file and line, what was corrected.

    `sources` has the text of each file.
    """

    checked: list[tuple[str, str]] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[Mistake] = field(default_factory=list)
    fixed: list[Mistake] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)

    def exit_code(self, strict: bool) -> int:
        """2 with mistakes, with `strict` also with warnings; else 0."""
        return EXIT_USAGE if self.mistakes or (strict and self.warnings) else EXIT_DONE

    def shown(self, one: Mistake, warning: bool = False) -> str:
        """A mistake with its line of the file."""
        text = one.shown(BREAK.split(self.sources[one.file])) if one.file in self.sources else one.shown(())
        first, line_break, rest = text.partition("\n")
        return f"{first}{'  (warning)' if warning else ''}{line_break}{rest}"

    def to_json(self, strict: bool) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "valid": self.exit_code(strict) == EXIT_DONE,
            "checked": [{"name": name, "file": file} for name, file in self.checked],
            "mistakes": [one.to_json() for one in self.mistakes],
            "warnings": [one.to_json() for one in self.warnings],
            "fixed": [{**one.to_json(), "was": one.was, "now": one.fix} for one in self.fixed],
            "exit_code": self.exit_code(strict),
        }


def validate(workspace: Path, paths: Sequence[str], stations: Stations, fix: bool = False) -> Validation:
    """Checks the definitions in files and folders, all of the workspace when none are named.

    With `fix` mistakes that can only mean one word are corrected in the files. Raises UsageError for a path that is not
    there, StorageError when a file cannot be written.
    """
    found = _checked(workspace, paths, stations)
    for _ in range(_ROUNDS if fix else 0):
        fixed = _fix(workspace, found)
        if not fixed:
            break
        found, before = _checked(workspace, paths, stations), found
        found.fixed = [*before.fixed, *fixed]
    return found


def _checked(workspace: Path, paths: Sequence[str], stations: Stations) -> Validation:
    library, made = Library(workspace, installed), Validation()
    for file in _files(workspace, library, paths):
        try:
            definitions = library.definitions_in(file)
        except InvalidDefinition as error:
            made.mistakes += error.mistakes
            continue
        except DefinitionError as error:
            made.mistakes.append(Mistake(file, 1, 1, "syntax", str(error)))
            continue
        for one in definitions:
            made.checked.append((one.name, file))
            try:
                made.warnings += library.check(one, stations)
            except InvalidDefinition as error:
                made.mistakes += error.mistakes
            except DefinitionError as error:
                made.mistakes.append(Mistake(file, one.node.line, one.node.column, "syntax", str(error)))
    made.mistakes, made.warnings = sorted(set(made.mistakes)), sorted(set(made.warnings))
    made.sources = {one.file: library.source(one.file) for one in (*made.mistakes, *made.warnings)}
    return made


def _files(workspace: Path, library: Library, paths: Sequence[str]) -> list[str]:
    """The files that are meant, each once, as they are shown."""
    if not paths:
        return library.own_files()
    found: dict[str, None] = {}
    for path in paths:
        target = workspace / path
        if target.is_dir():
            inner = sorted(one for one in target.rglob("*") if one.suffix in SUFFIXES and one.is_file())
            found.update({_shown(workspace, one): None for one in inner})
        elif target.is_file():
            found[_shown(workspace, target)] = None
        else:
            raise UsageError(f"{path}: there is no such file or folder")
    return list(found)


def _shown(workspace: Path, path: Path) -> str:
    return str(path.relative_to(workspace)) if path.is_relative_to(workspace) else str(path)


def _fix(workspace: Path, found: Validation) -> list[Mistake]:
    """Corrects what can be corrected in the files that were checked; returns those mistakes."""
    done: list[Mistake] = []
    for file in sorted({file for _, file in found.checked}):
        mistakes = [one for one in found.mistakes if one.file == file and one.fix]
        if not mistakes:
            continue
        try:
            data = read_bytes(workspace / file, MOST_BYTES)
            mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
            text = data[len(mark) :].decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # gone meanwhile, or in another encoding: it is left as it is
        text, fixed = corrected(text, mistakes)
        if fixed:
            write_atomic(workspace / file, mark + text.encode("utf-8"))
            done += fixed
    return done
