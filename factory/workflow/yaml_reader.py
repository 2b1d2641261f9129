"""YAML and JSON as nodes that know their place: nothing of YAML 1.1 is resolved, duplicate keys are refused."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Protocol

import yaml

from mity.text.records import dataclass, field
from mity.workflow.mistakes import InvalidDefinition, Mistake
from mity.workflow.nodes import BREAK, Node

MOST_BYTES = 1_000_000
MOST_LEVELS = 100
MOST_NODES = 10_000
LONGEST_SCALAR = 64_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # only its parser is used, no resolver and no constructor
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_JSON_ESCAPE = re.compile(r"\\(?:u(?P<high>[dD][89abAB]..)\\u(?P<low>[dD][c-fC-F]..)|.)", re.DOTALL)
_EXPRESSION = re.compile(r"\$\{\{|\b(?:if|condition):")
_KEY = re.compile(r" *[\w'\"-]+ *:")
_QUOTE = "put the expression in quotes if it is within { } or has ': ' in it"
_TAG = "tag:yaml.org,2002:"
_SHORTER = 2
"""How many characters the escape of one character is shorter in YAML than as the two halves that JSON writes."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file; `comment` is the line of comment right above it."""

    node: Node
    comment: str = ""


def read_documents(text: str, file: str) -> list[Document]:
    """The documents of a file. Raises InvalidDefinition for what is not YAML or JSON, or larger than is read."""
    text = text.removeprefix("\ufeff")
    source = _Source(file, text)
    if len(text.encode(errors="surrogatepass")) > MOST_BYTES:
        raise source.refused(1, 1, "too-large", f"the file is larger than {MOST_BYTES:,} bytes")
    if found := _UNREADABLE.search(text):
        line, column = _place(text, found.start())
        raise source.refused(line, column, "syntax", f"the character U+{ord(found[0]):04X} is not allowed in YAML")
    if file.endswith(".json"):
        source.join_surrogates()
    try:
        roots = [root for root in _Builder(source).roots() if root.value != "" or not root.plain]
    except yaml.MarkedYAMLError as error:
        line, column = source.place(error.problem_mark or error.context_mark)
        code = "too-large" if "nesting depth" in str(error.problem) else "syntax"
        written = BREAK.split(text)[line - 1]
        problem, hint = str(error.problem or error), _QUOTE if _EXPRESSION.search(written) else ""
        if "\t" in written[:column] and not written[:column].strip():
            problem, hint = "a tab in the indentation", "indent with spaces"
        elif "'-' indicator" in problem and _KEY.match(written):
            hint = (
                "it is less indented than the item of the list before it: a key stands below the first one of its item"
            )
        raise source.refused(line, column, code, f"not valid YAML: {problem}", hint) from error
    lines = BREAK.split(text)
    return [Document(root, _above(lines, root.line - 1)) for root in roots]


def _place(text: str, index: int) -> tuple[int, int]:
    breaks = list(BREAK.finditer(text, 0, index))
    return len(breaks) + 1, index - (breaks[-1].end() if breaks else 0) + 1


def _above(lines: list[str], index: int) -> str:
    """The comment right above the line `index`, without its sign; markers of documents may be between."""
    for line in reversed(lines[:index]):
        if line.lstrip().startswith("#"):
            return line.strip().lstrip("#").strip()
        if line.strip() and not line.startswith(("---", "%")):
            break
    return ""


class Mark(Protocol):
    """A place in the text that is parsed; all its numbers count from 0."""

    index: int
    line: int
    column: int


class _Source:
    """The text of a file, and the places of marks in it."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = self.parsed = text
        self._end = len(text.rstrip())
        self._joined: list[int] = []

    def join_surrogates(self) -> None:
        """Writes a character that JSON escapes in two halves as YAML escapes it, in the text that is parsed."""
        pieces, at, length = [], 0, 0
        for one in _JSON_ESCAPE.finditer(self.text):
            if one["high"]:
                pieces.append(self.text[at : one.start()])
                high, low = int(one["high"], 16), int(one["low"], 16)
                length += len(pieces[-1])
                self._joined.append(length)
                pieces.append(f"\\U{0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF):08X}")
                length += len(pieces[-1])
                at = one.end()
        self.parsed = "".join([*pieces, self.text[at:]])
        self._end -= _SHORTER * len(self._joined)

    def index(self, parsed: int) -> int:
        """The index in the file of an index in the text that is parsed."""
        return parsed + _SHORTER * bisect_left(self._joined, parsed)

    def place(self, mark: Mark | None) -> tuple[int, int]:
        """Line and column of a mark, from 1; the end of the text is behind its last character that is no space."""
        if mark is None:
            return 1, 1
        if mark.index >= self._end:
            return _place(self.text, self.index(self._end))
        return mark.line + 1, self.index(mark.index) - self.index(mark.index - mark.column) + 1

    def raw(self, start: Mark | None, end: Mark | None) -> str:
        """The text of the file between two marks."""
        return self.text[self.index(start.index) : self.index(end.index)] if start and end else ""

    def refused(self, line: int, column: int, code: str, message: str, hint: str = "") -> InvalidDefinition:
        """The error for one mistake."""
        return InvalidDefinition([Mistake(self.file, line, column, code, message, hint)], {self.file: self.text})


@dataclass(slots=True)
class _Open:
    """A list or mapping under way: how many nodes are in it, how many levels, and the key that waits for its value."""

    node: Node
    anchor: str | None
    nodes: int = 1
    height: int = 0
    key: Node | None = None
    lines: dict[str, int] = field(default_factory=dict)


class _Builder:
    """Makes nodes of events, within the bounds; no recursion, so no text is too deep for it."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._open: list[_Open] = []
        self._anchors: dict[str, _Open] = {}
        self._mistakes: list[Mistake] = []
        self._nodes = 0

    def roots(self) -> Iterator[Node]:
        """The root of each document. Raises InvalidDefinition and yaml.MarkedYAMLError."""
        for event in yaml.parse(self._source.parsed, Loader=_LOADER):
            root = None
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors = {}
            elif isinstance(event, yaml.NodeEvent):
                self._check_tag(event)
                root = self._begun(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                root = self._ended(self._open.pop())
            if root is not None:
                yield root
        if self._mistakes:
            raise InvalidDefinition(self._mistakes, {self._source.file: self._source.text})

    def _begun(self, event: yaml.NodeEvent) -> Node | None:
        line, column = self._source.place(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            target = self._anchors.get(str(event.anchor))
            if target is None:
                problem = f"the alias '*{event.anchor}' has no anchor '&{event.anchor}' before it"
                raise self._source.refused(line, column, "syntax", problem)
            self._count(event, target.nodes, target.height)
            return self._ended(target)
        self._count(event, 1, 0)
        if isinstance(event, yaml.ScalarEvent):
            return self._ended(_Open(self._scalar(event, line, column), event.anchor))
        value: list[Node] | dict[str, tuple[Node, Node]] = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        self._open.append(_Open(Node(value, line, column, file=self._source.file), event.anchor))
        return None

    def _count(self, event: yaml.NodeEvent, nodes: int, height: int) -> None:
        """Keeps the bounds; an alias counts as often as it is used."""
        self._nodes += nodes
        what = ""
        if self._nodes > MOST_NODES:
            what = f"the file has more than {MOST_NODES:,} values"
        elif len(self._open) + height > MOST_LEVELS:
            what = f"the definition is nested more than {MOST_LEVELS} levels deep"
        elif isinstance(event, yaml.ScalarEvent) and len(event.value) > LONGEST_SCALAR:
            what = f"this text is longer than {LONGEST_SCALAR:,} characters"
        if what:
            raise self._source.refused(*self._source.place(event.start_mark), "too-large", what)

    def _scalar(self, event: yaml.ScalarEvent, line: int, column: int) -> Node:
        raw = self._source.raw(event.start_mark, event.end_mark)
        plain = not event.style and event.tag != f"{_TAG}str"
        width = len(BREAK.split(raw, 1)[0].rstrip())
        return Node(event.value, line, column, plain, max(width, 1), self._source.file, raw)

    def _ended(self, one: _Open) -> Node | None:
        """Puts a finished node where it belongs; returns it when it is the root of its document."""
        if one.anchor:
            self._anchors[one.anchor] = one
        if not self._open:
            return one.node
        holder = self._open[-1]
        holder.nodes += one.nodes
        holder.height = max(holder.height, one.height + 1)
        if isinstance(holder.node.value, list):
            holder.node.value.append(one.node)
        elif holder.key is None:
            holder.key = self._key(holder, one.node)
        else:
            holder.node.value.setdefault(holder.key.value, (holder.key, one.node))
            holder.key = None
        return None

    def _key(self, holder: _Open, key: Node) -> Node:
        """The key of a mapping, which must be a text that it does not have yet."""
        if not isinstance(key.value, str):
            self._wrong(key, "syntax", "a key must be a text")
            return Node("x-", key.line, key.column, file=key.file)
        if first := holder.lines.get(key.value):
            self._wrong(key, "duplicate-key", f"the key '{key.value}' is given twice: first in line {first}")
        holder.lines.setdefault(key.value, key.line)
        return key

    def _check_tag(self, event: yaml.NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if tag and tag != "!" and not tag.startswith(_TAG):
            line, column = self._source.place(event.start_mark)
            self._mistakes.append(Mistake(self._source.file, line, column, "syntax", f"the tag '{tag}' is not known"))

    def _wrong(self, node: Node, code: str, message: str) -> None:
        self._mistakes.append(Mistake(node.file, node.line, node.column, code, message, "", node.width))
