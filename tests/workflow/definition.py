"""A definition in a workspace, read as mity reads it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from mity.workflow.bodies import Known
from mity.workflow.library import Library
from mity.workflow.mistakes import InvalidDefinition, Mistake
from mity.workflow.model import Workflow


@dataclass(frozen=True)
class Station:
    """A station that is installed."""

    name: str
    dependencies: tuple[str, ...] = ()


STATIONS = {name: Station(name) for name in ("build", "test", "launch")}
KNOWN = Known(STATIONS)


def written(folder: Path, text: str, name: str = "flow.yaml") -> Path:
    """The file of a definition; the text may be indented as a whole."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return path


def read(folder: Path, text: str) -> Workflow:
    """The workflow of a text. Raises InvalidDefinition."""
    written(folder, text)
    return Library(folder).find("flow.yaml", STATIONS)


def mistakes(folder: Path, text: str, stations: Mapping[str, Station] = STATIONS) -> list[Mistake]:
    """What is wrong with a text, which must be something."""
    written(folder, text)
    return mistakes_of(folder, "flow.yaml", stations)


def mistakes_of(folder: Path, name: str, stations: Mapping[str, Station] = STATIONS) -> list[Mistake]:
    """What is wrong with a workflow of a name or path, which must be something."""
    with pytest.raises(InvalidDefinition) as raised:
        Library(folder).find(name, stations)
    return raised.value.mistakes
