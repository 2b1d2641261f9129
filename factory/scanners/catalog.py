"""The table of scanners: the rows that mity ships, and those of a project's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from mity.errors import DefinitionError
from mity.reading import read_text
from mity.scanners.model import Scanner
from mity.text.yaml_data import parse_yaml

FOLDER = ".mity/scanners"
"""Where a project keeps rows of its own; one with the id of a shipped row takes its place."""


def scanners(project: Path) -> list[Scanner]:
    """Every scanner for a project, by id. Raises DefinitionError naming the file and what is wrong in it."""
    rows = {one.id: one for one in (*shipped(), *own(project))}
    return [rows[name] for name in sorted(rows)]


def shipped() -> list[Scanner]:
    """The rows that mity ships."""
    found = (one for one in files("mity.scanners").joinpath("shipped").iterdir() if one.name.endswith(".yaml"))
    return [_read(one.read_text(encoding="utf-8"), one.name) for one in sorted(found, key=lambda one: one.name)]


def own(project: Path) -> list[Scanner]:
    """The rows of the project. Raises DefinitionError."""
    return list(_own(project / FOLDER))


def _own(folder: Path) -> Iterator[Scanner]:
    for path in sorted(folder.glob("*.yaml")):
        try:
            text = read_text(path)
        except (OSError, UnicodeDecodeError) as error:
            raise DefinitionError(f"cannot read {path}: {error}") from error
        row = _read(text, str(path))
        if row.id != path.stem:
            raise DefinitionError(f"{path}: its id is {row.id}: name the file {row.id}.yaml")
        yield row


def _read(text: str, place: str) -> Scanner:
    try:
        return Scanner.model_validate(parse_yaml(text))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the document"
        raise DefinitionError(f"{place}: {where}: {first['msg']}") from error
    except ValueError as error:
        raise DefinitionError(f"{place} is not YAML: {error}") from error
