"""What is wrong with a definition: each mistake with its place, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mity.errors import DefinitionError


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake: `line` and `column` count from 1; `width` is how many characters it covers."""

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    width: int = 1

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
        }

    def shown(self, source: Sequence[str]) -> str:
        """The mistake for a person, with the line of the `source` that it is about."""
        hint = f": {self.hint}" if self.hint else ""
        text = f"{self.file}:{self.line}:{self.column}: {self.message}{hint}  [{self.code}]"
        if not 0 < self.line <= len(source):
            return text
        mark = "^" + "~" * (min(self.width, max(len(source[self.line - 1]) - self.column + 1, 1)) - 1)
        return f"{text}\n{self.line:5} | {source[self.line - 1]}\n      | {' ' * (self.column - 1)}{mark}"


class InvalidDefinition(DefinitionError):
    """All mistakes of a definition at once. `mistakes` are sorted by file and line."""

    def __init__(self, mistakes: Iterable[Mistake], sources: Mapping[str, str]) -> None:
        self.mistakes = sorted(set(mistakes))
        shown = [one.shown(sources.get(one.file, "").splitlines()) for one in self.mistakes]
        super().__init__("\n".join(shown))
