"""What is wrong with a definition: each mistake with its place, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mity.errors import DefinitionError
from mity.redaction import concealed
from mity.workflow.nodes import BREAK

MOST_SHOWN = 50
SECRET_LITERAL = "secret-literal"
"""The code of a secret in a definition, which is not shown."""
_WIDEST = 160


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake: `line` and `column` count from 1; `width` is how many characters it covers.

    Where one word was most likely meant for another, `was` is what stands there and `fix` what was meant.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    width: int = 1
    was: str = ""
    fix: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "message": concealed(self.message),
            "hint": concealed(self.hint),
        }

    def shown(self, source: Sequence[str]) -> str:
        """The mistake for a person, with the line of the `source` that it is about."""
        hint = f": {self.hint}" if self.hint else ""
        text = f"{self.file}:{self.line}:{self.column}: {concealed(f'{self.message}{hint}')}  [{self.code}]"
        if not 0 < self.line <= len(source):
            return text
        line, column = concealed(source[self.line - 1]), self.column
        if len(line) > _WIDEST:  # what is around the mistake
            start = max(column - _WIDEST // 2, 1)
            line, column = line[start - 1 : start - 1 + _WIDEST], column - start + 1
        line = "".join(sign if sign.isprintable() or sign == "\t" else "\N{REPLACEMENT CHARACTER}" for sign in line)
        before = "".join(sign if sign == "\t" else " " for sign in line[: column - 1]).ljust(column - 1)
        mark = "^" + "~" * (min(self.width, max(len(line) - column + 1, 1)) - 1)
        return f"{text}\n{self.line:5} | {line}\n      | {before}{mark}"


class InvalidDefinition(DefinitionError):
    """All mistakes of a definition at once. `mistakes` are sorted by file and line; `sources` are texts of files."""

    def __init__(self, mistakes: Iterable[Mistake], sources: Mapping[str, str]) -> None:
        self.mistakes = sorted(set(mistakes))
        lines = {file: BREAK.split(sources[file]) for file in {one.file for one in self.mistakes} & set(sources)}
        for one in (one for one in self.mistakes if one.code == SECRET_LITERAL and one.file in lines):
            _conceal(lines[one.file], one)
        shown = [one.shown(lines.get(one.file, ())) for one in self.mistakes[:MOST_SHOWN]]
        if len(self.mistakes) > MOST_SHOWN:
            shown.append(f"… and {len(self.mistakes) - MOST_SHOWN} more mistakes")
        self.several_lines = self.has_places = bool(self.mistakes)
        super().__init__("\n".join(shown))

    def details(self) -> dict[str, Any]:
        return {"mistakes": [one.to_json() for one in self.mistakes]} if self.mistakes else {}


def _conceal(lines: list[str], secret: Mistake) -> None:
    """Puts asterisks over a secret, in the line that it begins in."""
    if 0 < secret.line <= len(lines):
        line, start = lines[secret.line - 1], secret.column - 1
        end = start + secret.width
        lines[secret.line - 1] = f"{line[:start]}{'*' * len(line[start:end])}{line[end:]}"
