"""Values in commands for the shell: each becomes a variable of its own, and stands only where it cannot be code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mity.text.records import dataclass
from mity.workflow.expressions import Hole, holes, whole
from mity.workflow.lexer import ExpressionError
from mity.workflow.parser import parse
from mity.workflow.shell_lexer import ShellLexer
from mity.workflow.shell_rules import dangers
from mity.workflow.shell_tables import DYNAMIC, VARIABLE
from mity.workflow.shell_word import Spot, Word
from mity.workflow.shell_words import BARE, COMMENT, SINGLE

_PROJECT = "project"
_ROUNDS = 5
"""How often variables that were given values are looked for, as each may give its value to others."""
_HINTS: Mapping[str, str] = {
    "in arithmetic": "check it in a condition, or write `expr`",
    "as the command word": "only `project.…` gives whole commands: write the command here",
    "in the format of printf": "write printf '%s' and the value behind it",
    "inside ${ }": "write default(…, …) in the expression",
    "in backticks": "write $( ) instead",
}
_ELSE = "let the command read $MITY_INPUTS, or a file"


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that cannot stand where it does: where, from 0; `warning` where it comes by a variable."""

    at: int
    width: int
    code: str
    message: str
    hint: str
    warning: bool = False


class Values:
    """The variables of one step: one for each different expression in its commands."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, expression: str) -> str:
        """The variable of an expression."""
        return self._names.setdefault(expression.strip(), f"{VARIABLE}{len(self._names) + 1}")

    def given(self) -> dict[str, str]:
        """Each variable with its expression, in braces."""
        return {name: f"${{{{ {expression} }}}}" for expression, name in self._names.items()}


def substituted(text: str, values: Values, tainted: Iterable[str] = ()) -> tuple[str, list[Problem]]:
    """A command text with a variable in place of each `${{ }}`, and what is wrong with their places.

    A text that is one `${{ project.… }}` stays as it is. `tainted` are variables that hold values already. Raises
    ExpressionError for braces that are not closed.
    """
    found = list(holes(text))
    known = frozenset(tainted)
    if (not found and not known) or is_project(text):
        return text, []
    spots = [Spot(hole.start, hole.end) for hole in found]
    read = ShellLexer(text, spots, known).read()
    for _ in range(_ROUNDS):
        if read.assigned <= known:
            break
        known |= read.assigned
        read = ShellLexer(text, spots, known).read()
    problems = [_problem(read.spots[number], why, text) for number, why in sorted(read.problems.items())]
    return _filled(text, found, read.places, values), problems


def is_project(text: str) -> bool:
    """True for a text that is one `${{ project.… }}` and nothing else. Raises ExpressionError as `holes` does."""
    hole = whole(text)
    if hole is None:
        return False
    try:
        tree = parse(hole.expression)
    except ExpressionError:
        return False
    return tree.op == "member" and tree.parts[0].op == "name" and tree.parts[0].value == _PROJECT


def checked_words(words: list[str]) -> list[tuple[int, str]]:
    """The numbers of the words of an argv list whose values would be code, each with the reason.

    Raises ExpressionError for braces that are not closed.
    """
    made, numbers = [], {}
    for number, text in enumerate(words):
        found = list(holes(text))
        pieces, at = [], 0
        for hole in found:
            pieces += [text[at : hole.start], DYNAMIC]
            at = hole.end
        word = Word("".join([*pieces, text[at:]]), [number] if found else [], plain=False)
        made.append(word)
        numbers[id(word)] = number
    if words and is_project(words[0]):
        made[0].holes = []
    return [(numbers[id(word)], why) for word, why in dangers(made)]


def _filled(text: str, found: list[Hole], places: Mapping[int, str], values: Values) -> str:
    pieces, at = [], 0
    for number, hole in enumerate(found):
        pieces.append(text[at : hole.start])
        at = hole.end
        place = places.get(number, "")
        if place == COMMENT:
            pieces.append(" ".join(hole.expression.split()))
            continue
        name = values.name(hole.expression)
        following = text[at : at + 1]
        alone = text[hole.start - 1 : hole.start] == following == '"'  # tells the author's quotes from those put here
        braces = place != BARE and (alone or following.isalnum() or following == "_")
        variable = f"${{{name}}}" if braces else f"${name}"
        pieces.append(f'"{variable}"' if place == BARE else variable)
    return "".join([*pieces, text[at:]])


def _problem(spot: Spot, why: str, text: str) -> Problem:
    width = spot.end - spot.start
    if spot.name:
        message = f"'{spot.name}' holds a value and stands {why}, where it may become code"
        return Problem(spot.start, width, "unsafe-place", message, _hint(why), warning=True)
    if why == SINGLE:
        message = "this value would be inside single quotes, where the shell puts no variable in"
        return Problem(
            spot.start, width, "single-quoted", message, f'use double quotes: "… {text[spot.start : spot.end]} …"'
        )
    return Problem(spot.start, width, "unsafe-place", f"{unsafe(why)}: a value is never code", _hint(why))


def unsafe(why: str) -> str:
    """Where a value cannot stand, as the beginning of a sentence."""
    return f"a value cannot stand {why}"


def _hint(why: str) -> str:
    return _HINTS.get(why, _ELSE)
