"""XML that tools wrote about a project: bounded in size and depth, without entities of its own."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from xml.parsers import expat

from mity.reading import Unfit, read_bytes

MOST_BYTES = 64 << 20
"""A longer report is refused: ten thousand tests with long outputs take less."""
_DEEPEST = 64
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0")
"""How XML begins that is written in two or four bytes a sign."""
_NO_NUMBER = frozenset({"", "-", "null", "none", "undefined", "nan"})
_LONGEST_NUMBER = 19
_MANY = 10**9


def read_xml(path: Path, what: str) -> ElementTree.Element:
    """The root of an XML file, which is to be `what` ("a JUnit report").

    Raises ValueError that names the file and what is wrong with it; OSError for a file that is not there.
    """
    try:
        data = read_bytes(path, MOST_BYTES)
    except Unfit as error:
        raise ValueError(f"{path.name} cannot be read: {error.strerror}") from error
    if b"<!DOCTYPE" in data or data.startswith(_WIDE):
        _check_declarations(data, f"{path.name} is not {what}: it declares")
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise ValueError(f"{path.name} is not XML: {error}") from error
    if _too_deep(root):
        raise ValueError(f"{path.name} is not {what}: it is nested more than {_DEEPEST} deep")
    return root


def _check_declarations(data: bytes, told: str) -> None:
    """Reads what a document declares of itself, in whatever encoding. Raises ValueError that begins with `told`."""

    def refuse(what: str) -> Callable[..., None]:
        def declared(*_: object) -> None:
            raise ValueError(f"{told} {what} of its own")

        return declared

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse("entities")
    parser.AttlistDeclHandler = refuse("attributes")
    with suppress(expat.ExpatError, LookupError):  # told by who reads it
        parser.Parse(data, True)


def tag(element: ElementTree.Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def named(element: ElementTree.Element, *tags: str) -> Iterator[ElementTree.Element]:
    """The element itself and all below it that have one of these names."""
    return (one for one in element.iter() if tag(one) in tags)


def attribute(element: ElementTree.Element, name: str) -> str:
    """An attribute without white space around it, whatever its namespace and case; empty where there is none."""
    if (text := element.get(name)) is not None:
        return text.strip()
    return next((text.strip() for key, text in element.items() if key.rpartition("}")[2].lower() == name), "")


def number(element: ElementTree.Element, name: str) -> int:
    """An attribute that is a count; 0 where it is not there or says that there is none.

    Raises ValueError for one that is no number.
    """
    text = attribute(element, name)
    if text.lower() in _NO_NUMBER:
        return 0
    try:
        count = float(text) if len(text) < _LONGEST_NUMBER else _MANY
    except ValueError:
        count = -1
    if count < 0 or count != int(min(count, _MANY)):
        raise ValueError(f'says {name}="{text[:40]}", which is no number')
    return int(count)


def _too_deep(root: ElementTree.Element) -> bool:
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element]
    return bool(level)
