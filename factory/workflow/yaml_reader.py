"""YAML and JSON as nodes that know their place: YAML 1.2 core schema, duplicate keys refused, size bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from mity.workflow.mistakes import InvalidDefinition, Mistake

MOST_BYTES = 1_000_000
MOST_LEVELS = 100
MOST_NODES = 10_000
LONGEST_SCALAR = 64_000
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place. `value` is a text, a list of nodes, or a mapping of texts to (key node, value node).

    `plain` tells a text without quotes, which may be a number or a word of YAML; `raw` is that text as it was written.
    """

    value: Any
    line: int
    column: int
    plain: bool = False
    width: int = 1
    file: str = ""

    @property
    def data(self) -> Any:
        """The value as plain data, by the core schema of YAML 1.2."""
        if isinstance(self.value, list):
            return [one.data for one in self.value]
        if isinstance(self.value, dict):
            return {name: node.data for name, (_, node) in self.value.items()}
        return core_value(self.value) if self.plain else self.value


def core_value(text: str) -> Any:
    """What a plain scalar is in the core schema: `on`, `no`, `24:00` and versions such as 1.2.3 are text."""
    if text.lower() in _WORDS and text in {text.lower(), text.upper(), text.capitalize()}:
        return _WORDS[text.lower()]
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file; `comment` is the line of comment right above it."""

    node: Node
    comment: str = ""


def read_documents(text: str, file: str) -> list[Document]:
    """The documents of a file. Raises InvalidDefinition for what is no YAML or JSON, or larger than is read."""
    if len(text.encode()) > MOST_BYTES:
        raise _refused(file, 1, 1, "too-large", f"the file is larger than {MOST_BYTES:,} bytes", text)
    lines = text.splitlines()
    try:
        composed = [node for node in yaml.compose_all(text, Loader=_Loader) if node is not None]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _refused(file, line, column, "syntax", f"this is no YAML: {error.problem or error}", text) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _refused(file, 1, 1, "syntax", f"this is no YAML: {' '.join(str(error).split())}", text) from error
    reader = _Reader(file, text)
    return [Document(reader.node(one, 0), _above(lines, one.start_mark.line)) for one in composed]


class _Loader(yaml.SafeLoader):
    """Composes nodes; nothing of YAML 1.1 is resolved."""


class _Reader:
    """Turns composed nodes into ours, within the bounds."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._text = text
        self._count = 0

    def node(self, one: yaml.Node, level: int) -> Node:
        """A node with all below it. Raises InvalidDefinition."""
        self._count += 1
        if self._count > MOST_NODES or level > MOST_LEVELS:
            what = f"{MOST_NODES:,} values" if self._count > MOST_NODES else f"{MOST_LEVELS} levels"
            raise self._wrong(one, "too-large", f"the definition has more than {what}")
        line, column = one.start_mark.line + 1, one.start_mark.column + 1
        if isinstance(one, yaml.ScalarNode):
            if len(one.value) > LONGEST_SCALAR:
                raise self._wrong(one, "too-large", f"this text is longer than {LONGEST_SCALAR:,} characters")
            plain = one.style is None
            return Node(one.value, line, column, plain, max(one.end_mark.index - one.start_mark.index, 1), self._file)
        if isinstance(one, yaml.SequenceNode):
            return Node([self.node(item, level + 1) for item in one.value], line, column, file=self._file)
        return Node(dict(self._pairs(one, level)), line, column, file=self._file)

    def _pairs(self, one: yaml.Node, level: int) -> Iterator[tuple[str, tuple[Node, Node]]]:
        seen: dict[str, int] = {}
        for key, value in one.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._wrong(key, "syntax", "a key must be a text")
            if key.value in seen:
                first = seen[key.value]
                raise self._wrong(key, "duplicate-key", f"the key '{key.value}' is given twice: first in line {first}")
            seen[key.value] = key.start_mark.line + 1
            yield key.value, (self.node(key, level + 1), self.node(value, level + 1))

    def _wrong(self, one: yaml.Node, code: str, message: str) -> InvalidDefinition:
        return _refused(self._file, one.start_mark.line + 1, one.start_mark.column + 1, code, message, self._text)


def _refused(file: str, line: int, column: int, code: str, message: str, text: str) -> InvalidDefinition:
    return InvalidDefinition([Mistake(file, line, column, code, message)], {file: text})


def _above(lines: list[str], index: int) -> str:
    """The comment right above a document, without its sign."""
    for line in reversed(lines[: index + 1] if index < len(lines) else lines):
        if line.strip().startswith("#"):
            return line.strip().lstrip("# ")
        if line.strip() not in ("", "---") and line is not lines[index]:
            break
    return ""
