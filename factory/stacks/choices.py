"""Choices of a template: what a stack says of the variables that a person decides when an application is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import Field

from mity.errors import DefinitionError
from mity.stacks.command_spec import Strict

_PROJECT = re.compile(r"\{\{.*cookiecutter.*\}\}")
"""The folder of an application in a template. What lies beside it is read by cookiecutter, and may be code."""
Part = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][\w.-]*(/[A-Za-z0-9_][\w.-]*)*$")]
"""A folder within the stack's own."""


class ChoiceValue(Strict):
    """One value of a choice: what it means, which folders of files it adds, and which files it does without.

    Files of `layers` win over those of the stack; `without` are globs of paths in the application.
    """

    title: Annotated[str, Field(min_length=1, pattern=r"^[^\r\n]*$")]
    layers: tuple[Part, ...] = ()
    without: tuple[str, ...] = ()


class Choice(Strict):
    """A variable of cookiecutter.json with several values: the question it answers. The first value is the default."""

    question: Annotated[str, Field(min_length=1, pattern=r"^[^\r\n]*$")]
    values: Annotated[dict[str, ChoiceValue], Field(min_length=2)]

    @property
    def default(self) -> str:
        """The value that is taken when nobody says another."""
        return next(iter(self.values))


Choices = Mapping[str, Choice]


def taken(choices: Choices, answers: Mapping[str, str]) -> dict[str, str]:
    """The value of each choice: the answer, or its default."""
    return {name: answers.get(name) or choice.default for name, choice in choices.items()}


def chosen_folders(own: Path, choices: Choices, answers: Mapping[str, str]) -> tuple[Path, ...]:
    """The folders that the answers add to the stack in `own`: files of applications alone, so that no code is hidden.

    Raises DefinitionError for one that is not there, or has anything else.
    """
    found = tuple(own / name for value in _values(choices, answers) for name in value.layers)
    for folder in found:
        if not folder.is_dir():
            raise DefinitionError(f"{own / 'stack.yaml'}: a choice names the layer {folder}, which is no folder")
        if other := [path.name for path in sorted(folder.iterdir()) if not _PROJECT.fullmatch(path.name)]:
            raise DefinitionError(f"{folder / other[0]}: the layer of a choice holds files of the application alone")
    return found


def left_out(paths: Iterable[PurePosixPath], choices: Choices, answers: Mapping[str, str]) -> list[PurePosixPath]:
    """Which of the paths in an application the answers do without."""
    globs = [pattern for value in _values(choices, answers) for pattern in value.without]
    return [path for path in paths if any(fnmatchcase(str(path), pattern) for pattern in globs)]


def _values(choices: Choices, answers: Mapping[str, str]) -> Iterator[ChoiceValue]:
    for name, value in taken(choices, answers).items():
        known = choices[name].values
        if value in known:
            yield known[value]
