"""Structured files as flat tables of settings, so that two versions can be compared setting by setting."""

from __future__ import annotations

import configparser
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mity.text.toml_data import parse_toml

Table = Mapping[str, Any]
SEPARATOR = "\x1f"


def toml(data: bytes) -> Any:
    """A TOML document. Raises ValueError."""
    return parse_toml(data.decode("utf-8-sig"))


def ini(data: bytes) -> Any:
    """The sections of an INI document. Raises ValueError."""
    parser = configparser.ConfigParser(interpolation=None, strict=False, allow_no_value=True)
    try:
        parser.read_string(data.decode("utf-8-sig"))
    except configparser.Error as error:
        raise ValueError(str(error)) from error
    return {name: dict(parser.items(name)) for name in parser.sections()}


def xml(data: bytes) -> Any:
    """The elements of an XML document, counted: each with its attributes and text, below the names of its parents.

    Raises ValueError.
    """
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error
    return dict(Counter(_elements(root, "")))


def _elements(element: ElementTree.Element, above: str) -> Iterator[str]:
    path = f"{above}/{str(element.tag).rpartition('}')[2]}".lstrip("/")
    attributes = " ".join(f"{key}={value}" for key, value in sorted(element.attrib.items()))
    yield SEPARATOR.join((path, attributes, (element.text or "").strip()))
    for child in element:
        yield from _elements(child, path)


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """Every leaf of nested tables by its dotted path; a list is one leaf, unless it holds tables."""
    if isinstance(value, dict):
        return {
            key: leaf for name, one in value.items() for key, leaf in flat(one, f"{path}.{name}".lstrip(".")).items()
        }
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return {key: leaf for n, one in enumerate(value) for key, leaf in flat(one, f"{path}[{n}]").items()}
    return {path: value}


def differing(before: Table, after: Table) -> list[str]:
    """The names of the settings that are not the same in both."""
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


def read(parse: Callable[[bytes], Any], data: bytes | None) -> dict[str, Any] | None:
    """What `parse` makes of a file, flat; an empty table for no file, None for one that cannot be read."""
    try:
        found = parse(data) if data and data.strip() else {}
    except (ValueError, RecursionError):
        return None
    return flat(found) if isinstance(found, dict) else None
