"""Words of an expression, each with its place in the text."""

from __future__ import annotations

from collections.abc import Iterator

from mity.errors import DefinitionError
from mity.text.patterns import regex
from mity.text.records import dataclass

LONGEST = 4096
_WORD = regex(
    r"(?P<space>\s+)|(?P<number>-?[0-9]+(?:\.[0-9]+)?%?)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_-]*)|(?P<sign>\|\||&&|==|!=|<=|>=|[<>!?:.,()\[\]])"
)


class ExpressionError(DefinitionError):
    """An expression cannot be read or evaluated. `at` is the index of the character, from 0."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its kind (number, text, name, sign, end), as it was written, and its index."""

    kind: str
    text: str
    at: int


_HINTS = {
    "=": "write '==' to compare",
    "&": "write '&&'",
    "|": "write '||'",
    **dict.fromkeys("+-*/", "there is no arithmetic: let a step give the value as an output"),
    "$": "inside of ${{ }} names stand alone",
    "{": "inside of ${{ }} names stand alone",
}


def words(expression: str) -> Iterator[Word]:
    """The words of an expression, and an end. Raises ExpressionError for what is none."""
    if len(expression) > LONGEST:
        raise ExpressionError(f"the expression is longer than {LONGEST} characters")
    at = 0
    while at < len(expression):
        match = _WORD.match(expression, at)
        if match is None:
            sign = expression[at]
            hint = _HINTS.get(sign, "")
            what = "the text has no end" if sign in "'\"" else f"'{sign}' is not part of the language"
            raise ExpressionError(f"{what}{': ' + hint if hint else ''}", at)
        if match.lastgroup != "space":
            yield Word(str(match.lastgroup), match[0], at)
        at = match.end()
    yield Word("end", "", at)
