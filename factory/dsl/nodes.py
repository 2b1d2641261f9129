"""What a definition in Python says, as the nodes that a file is read as: each with its place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from mity.dsl.places import BuildError, Place
from mity.dsl.references import Reference, hole
from mity.text.records import dataclass
from mity.workflow.nodes import Node, core_value
from mity.workflow.yaml_reader import LONGEST_SCALAR, MOST_LEVELS, MOST_NODES


@dataclass(frozen=True, slots=True)
class PlacedNode(Node):
    """A value that stands in Python code: every part of a text is where its call is."""

    def place(self, index: int) -> tuple[int, int]:
        return self.line, self.column


def node_of(value: Any, place: Place, level: int = 0) -> Node:
    """The node of a value: JSON data, references, paths, or nodes that were made already. Raises BuildError."""
    if isinstance(value, Node):
        return value
    if level > MOST_LEVELS:
        raise BuildError(f"a value is nested more than {MOST_LEVELS} levels deep", place, "too-large")
    if isinstance(value, Mapping):
        members = {_key(name, place): one for name, one in value.items()}
        return mapping({name: node_of(one, place, level + 1) for name, one in members.items()}, place)
    if isinstance(value, list | tuple):
        return _node([node_of(one, place, level + 1) for one in value], place)
    if isinstance(value, Reference):
        return _node(hole(value), place)
    if isinstance(value, str | os.PathLike):
        return _text(os.fspath(value), place)
    if value is None or isinstance(value, bool | int | float):
        return _plain(value, place)
    raise BuildError(
        f"{type(value).__name__} cannot be part of a definition: it holds texts, numbers, true, false, None, lists, "
        "mappings and references",
        place,
        "wrong-type",
    )


def mapping(members: Mapping[str, Node], place: Place) -> Node:
    """The node of a mapping whose values are nodes."""
    return _node({name: (_node(name, place), one) for name, one in members.items()}, place)


def check_size(root: Node, place: Place) -> None:
    """Keeps the bounds of a file. Raises BuildError."""
    todo, number = [root], 0
    while todo:
        value = todo.pop().value
        number += 1
        if isinstance(value, list):
            todo += value
        elif isinstance(value, dict):
            todo += _flat(value.values())
        if number > MOST_NODES:
            raise BuildError(f"the definition has more than {MOST_NODES:,} values", place, "too-large")


def _flat(pairs: Iterable[tuple[Node, Node]]) -> list[Node]:
    return [one for pair in pairs for one in pair]


def _node(value: Any, place: Place, plain: bool = False) -> Node:
    return PlacedNode(value, place.line, place.column, plain, place.width, place.file)


def _key(name: Any, place: Place) -> str:
    if not isinstance(name, str):
        raise BuildError(f"a key of a definition must be a text, not {name!r}", place, "wrong-type")
    return name


def _text(value: Any, place: Place) -> Node:
    if not isinstance(value, str) or (not value.isascii() and any("\ud800" <= one <= "\udfff" for one in value)):
        raise BuildError("a text of a definition holds what is no character", place, "wrong-type")
    if len(value) > LONGEST_SCALAR:
        raise BuildError(f"a text is longer than {LONGEST_SCALAR:,} characters", place, "too-large")
    return _node(value, place)


def _plain(value: Any, place: Place) -> Node:
    words = {None: "null", True: "true", False: "false"}
    text = words[value] if value is None or isinstance(value, bool) else str(value)
    if core_value(text) != value:
        raise BuildError(f"the number {text} is not written the same in a file: give it as a text", place, "wrong-type")
    return _node(text, place, plain=True)
