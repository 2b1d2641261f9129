"""The import statements of a JavaScript or TypeScript file, read from its text, and edits of single ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mity.text.records import dataclass

_STATEMENT = re.compile(
    r"^(?P<indent>[ \t]*)import[ \t]+(?P<type>type[ \t]+(?!from\b|,))?(?:(?P<default>[\w$]+)[ \t]*(?:,[ \t]*)?)?"
    r"(?:\*[ \t]*as[ \t]+(?P<star>[\w$]+)[ \t]*|\{(?P<names>[^{}]*)\}[ \t]*)?"
    r"from[ \t]*(?P<sign>[\"'])(?P<module>[^\"'\n]+)(?P=sign)(?P<end>;?)[ \t]*(?:\r?\n|\Z)",
    re.MULTILINE,
)
_SIDE_EFFECT = re.compile(r"^[ \t]*import[ \t]*[\"'][^\"'\n]+[\"'];?[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_SCRIPT = re.compile(r"^<script\b[^>]*>[ \t]*\r?\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Statement:
    """`import … from`: its place in the text, its parts, and how it is written."""

    start: int
    end: int
    module: str
    names: tuple[str, ...] = ()
    default: str = ""
    star: str = ""
    types: bool = False
    sign: str = '"'
    stop: str = ";"
    wide: bool = False
    newline: str = "\n"

    @property
    def bound(self) -> tuple[str, ...]:
        """The names that it binds in the file."""
        return tuple(filter(None, (self.default, self.star, *map(local, self.names))))

    @property
    def text(self) -> str:
        """The statement as source text, in several lines if it was written so."""
        listed = ", ".join(self.names)
        if self.wide and len(self.names) > 1:
            rows = "".join(f"  {name},{self.newline}" for name in self.names)
            braces = f"{{{self.newline}{rows}}}"
        else:
            braces = f"{{ {listed} }}" if listed else ""
        what = ", ".join(filter(None, (self.default, f"* as {self.star}" if self.star else "", braces)))
        word = "import type" if self.types else "import"
        return f"{word} {what} from {self.sign}{self.module}{self.sign}{self.stop}{self.newline}"

    def without(self, names: Iterable[str]) -> Statement:
        """The statement without some of its names."""
        gone = set(names)
        left = tuple(name for name in self.names if local(name) not in gone)
        default = "" if self.default in gone else self.default
        return replace(self, names=left, default=default, star="" if self.star in gone else self.star)


def local(name: str) -> str:
    """The name that `type A as B` binds in the file."""
    return name.split()[-1] if name.split() else ""


def statements(text: str) -> list[Statement]:
    """Every `import … from` of a file; in a Vue component those of its scripts."""
    return list(_statements(text))


_SPECIFIER = re.compile(
    r"(?:\bfrom[ \t]*|\bimport[ \t]*\(?[ \t]*|\brequire(?:\.resolve)?[ \t]*\([ \t]*)"
    r"(?P<sign>[\"'`])(?P<name>[^\"'`\n]+)(?P=sign)"
)


def specifiers(text: str) -> list[str]:
    """What a file imports or requires, in whatever way, in order; comments and texts may be among it."""
    return [found["name"] for found in _SPECIFIER.finditer(text)]


def _statements(text: str) -> Iterator[Statement]:
    for found in _STATEMENT.finditer(text):
        inner = found["names"] or ""
        if "//" in inner or "/*" in inner or found["indent"]:
            continue  # comments would be lost
        yield Statement(
            found.start(),
            found.end(),
            found["module"],
            tuple(" ".join(part.split()) for part in inner.split(",") if part.strip()),
            found["default"] or "",
            found["star"] or "",
            bool(found["type"]),
            found["sign"],
            found["end"],
            "\n" in inner,
            "\r\n" if found.group().endswith("\r\n") else "\n",
        )


def changed(text: str, changes: Iterable[tuple[Statement, Statement | None]]) -> str:
    """The text with statements replaced or removed."""
    for old, new in sorted(changes, key=lambda pair: pair[0].start, reverse=True):
        made = new.text if new is not None and new.bound else ""
        text = text[: old.start] + made + text[old.end :]
    return text


def with_name(text: str, module: str, name: str, *, types: bool, default: bool = False) -> str:
    """The text with an import added, to the statement that already imports from the module, or as a new one."""
    there = statements(text)
    for old in there:
        if old.module == module and not old.star and not default and old.names and (types or not old.types):
            new = replace(old, names=(*old.names, f"type {name}" if types and not old.types else name))
            return changed(text, [(old, new)])
    like = there[-1] if there else Statement(0, 0, "", newline="\r\n" if "\r\n" in text else "\n")
    made = Statement(0, 0, module, () if default else (name,), name if default else "", "", types, like.sign, like.stop)
    place = _end_of_imports(text, there)
    return text[:place] + replace(made, newline=like.newline).text + text[place:]


def _end_of_imports(text: str, there: list[Statement]) -> int:
    if there:
        return there[-1].end
    for pattern in (_SIDE_EFFECT, _SCRIPT):
        if found := list(pattern.finditer(text))[-1:]:
            return found[0].end()
    return 0
