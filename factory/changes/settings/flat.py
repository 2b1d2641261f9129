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
    name = str(element.tag).rpartition("}")[2]
    path = f"{above}/{name}{_label(element, name)}".lstrip("/")
    attributes = " ".join(f"{key}={value}" for key, value in sorted(element.attrib.items()))
    yield SEPARATOR.join((path, attributes, (element.text or "").strip()))
    for child in element:
        yield from _elements(child, path)


def _label(element: ElementTree.Element, name: str) -> str:
    """The name of a plug-in of Maven in braces, so that its settings are not taken for those of another one."""
    if name != "plugin":
        return ""
    named = (str(one.text or "").strip() for one in element if str(one.tag).rpartition("}")[2] == "artifactId")
    return f"{{{next(named, '').translate(dict.fromkeys(map(ord, '{}/')))}}}"


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


def xml_gate(
    before: bytes | None,
    after: bytes | None,
    allows: Callable[[str, str, str], bool],
    counted: Callable[[str], str] = str,
) -> str:
    """The first element of an XML file that differs and that `allows` (path, attributes, text) does not let differ.

    `counted` gives a row as it counts; empty for one that does not.
    """

    def rows(data: bytes) -> Any:
        return {"all": _rows(data, counted)}

    old, new = read(rows, before), read(rows, after)
    if old is None or new is None:
        return "a file that could not be read before" if old is None else "a file that cannot be read"
    rows_old, rows_new = _table(old), _table(new)
    for row in differing(rows_old, rows_new):
        path, attributes, text = row.split(SEPARATOR)
        if not allows(path, attributes, text):
            return f"<{path.rpartition('/')[2].partition('{')[0]}>"
    return ""


def _rows(data: bytes, counted: Callable[[str], str]) -> list[str]:
    rows: Counter[str] = Counter()
    for row, count in xml(data).items():
        if shown := counted(row):
            rows[shown] += count
    return [f"{count}{SEPARATOR}{row}" for row, count in rows.items()]


def _table(flat_rows: dict[str, Any]) -> dict[str, str]:
    rows = (row.partition(SEPARATOR) for row in flat_rows.get("all") or ())
    return {row: count for count, _, row in rows}
