"""Programs that read some of their arguments as code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from mity.workflow.shell_tables import ARITHMETIC, BINARY, DYNAMIC, UNARY
from mity.workflow.shell_word import Check, Danger, Word, with_values


def _test(rest: Sequence[Word]) -> Iterator[Danger]:
    texts = [word.text for word in rest if word.text not in ("]", "]]")]
    if {"-v", "-R"} & {*texts}:
        yield from with_values(rest, "in test -v")
    operands = [text for text in texts if text not in ("!", "(", ")", "-a", "-o")]
    for index, word in enumerate(rest):
        before = rest[index - 1].text if index else ""
        after = rest[index + 1].text if index + 1 < len(rest) else ""
        lone = len(operands) == 1
        if not lone and before not in BINARY | UNARY and after not in BINARY and word.text.startswith(DYNAMIC):
            yield from with_values([word], "where test may take it for an operator")


def _condition(rest: Sequence[Word]) -> Iterator[Danger]:
    texts = {word.text for word in rest}
    if found := texts & (ARITHMETIC | {"-v", "-R"}):
        yield from with_values(rest, f"in [[ … {min(found)} … ]]")


def _printf(rest: Sequence[Word]) -> Iterator[Danger]:
    if rest and rest[0].text.startswith("-v"):
        yield from with_values(rest, "in an argument of printf -v")
    else:
        skip = 1 if rest and rest[0].text == "--" else 0
        yield from with_values(rest[skip : skip + 1], "in the format of printf")


def _program(name: str, options: str, takes: tuple[str, ...]) -> Check:
    """The check of a program whose first operand is code, unless an option of `options` gives the code."""

    def check(rest: Sequence[Word]) -> Iterator[Danger]:
        coded = [i for i, word in enumerate(rest) if re.match(rf"-[A-Za-z]*[{options}]|--expression|--file", word.text)]
        if coded:
            yield from with_values(rest[: coded[-1] + 2], f"in the program of {name}")
            return
        for index, word in enumerate(rest):
            before = rest[index - 1].text if index else ""
            if before in takes or (takes and word.text.startswith(takes)):
                continue
            yield from with_values([word], f"in the program of {name}")
            if not word.text.startswith("-"):
                return

    return check


def _su(rest: Sequence[Word]) -> Iterator[Danger]:
    if any(re.match(r"-[A-Za-z]*c|--command", word.text) for word in rest):
        yield from with_values(rest, "in an argument of su -c")


PROGRAMS: Mapping[str, Check] = {
    "test": _test,
    "[": _test,
    "[[": _condition,
    "printf": _printf,
    "su": _su,
    "runuser": _su,
    **{name: _program(name, "fe", ("-v", "-F")) for name in ("awk", "gawk", "mawk", "nawk")},
    **{name: _program(name, "ef", ()) for name in ("sed", "gsed")},
}
"""The check of the words behind each program."""
