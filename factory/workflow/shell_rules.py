"""Which words of a simple command a shell or a program reads as code, so that no value may be in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mity.workflow.shell_tables import (
    ARITHMETIC,
    BINARY,
    DECLARE,
    DYNAMIC,
    EVALUATE,
    LANGUAGES,
    LONG_CODE,
    SHELLS,
    STDIN_CODE,
    STEER,
    UNARY,
    WRAPPERS,
)

_ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)\+?=")
Danger = tuple["Word", str]
"""A word that may hold no value, and what it is."""
Check = Callable[[Sequence["Word"]], Iterator[Danger]]


@dataclass(slots=True)
class Word:
    """A word of a command: its text without quotes, and the numbers of the values in it.

    `plain` tells one without quotes; `subscript` one with a value in an array subscript.
    """

    text: str = ""
    holes: list[int] = field(default_factory=list)
    plain: bool = True
    subscript: bool = False

    @property
    def assigns(self) -> str:
        """The variable that the word assigns to, where it is such a word."""
        match = _ASSIGNMENT.match(self.text)
        return match["name"] if match else ""


def dangers(words: Sequence[Word]) -> Iterator[Danger]:
    """The words of a simple command that are code and hold values."""
    for word in words:
        if word.subscript:
            yield word, "in an array subscript"
    start = 0
    while start < len(words) and (name := words[start].assigns):
        yield from _assigned(words[start], name)
        start += 1
    if words[start:]:
        yield from _command(words[start:])


def reads_code(words: Sequence[Word]) -> bool:
    """True for a command that runs what it reads from its standard input."""
    words = [word for index, word in enumerate(words) if not all(one.assigns for one in words[: index + 1])]
    for index, word in enumerate(words):
        name = _name(word)
        if index and name not in SHELLS | LANGUAGES.keys():
            continue
        if name in STDIN_CODE:
            return True
        if name in SHELLS | LANGUAGES.keys():
            operands = [one.text for one in words[index + 1 :] if one.text == "-" or not one.text.startswith("-")]
            flags = [one.text for one in words[index + 1 :] if re.fullmatch(r"-[A-Za-z]*s", one.text)]
            coded = any(_takes_code(name, one.text) for one in words[index + 1 :])
            if (not operands or operands[0] in ("-", "/dev/stdin") or (name in SHELLS and flags)) and not coded:
                return True
    return False


def _assigned(word: Word, name: str) -> Iterator[Danger]:
    if word.holes and name in STEER:
        yield word, f"in {name}, which decides what is run"


def _name(word: Word) -> str:
    return word.text.rsplit("/", 1)[-1]


def _with_values(words: Sequence[Word], what: str) -> Iterator[Danger]:
    for word in words:
        if word.holes:
            yield word, what


def _command(words: Sequence[Word]) -> Iterator[Danger]:
    first, rest = words[0], words[1:]
    name = _name(first)
    yield from _with_values([first], "as the command word")
    if name in EVALUATE:
        yield from _with_values(rest, f"in an argument of {name}")
    elif name in WRAPPERS:
        yield from _wrapped(name, rest)
    elif name in SHELLS:
        yield from _shell(name, rest)
    elif name in LANGUAGES:
        yield from _language(name, rest)
    elif name in DECLARE:
        yield from _declared(name, rest)
    elif name in _SPECIAL:
        yield from _SPECIAL[name](rest)
    else:
        yield from _shells_within(rest)


def _shells_within(words: Sequence[Word]) -> Iterator[Danger]:
    """A shell that some other program starts: `docker run IMAGE sh -c …`."""
    for index, word in enumerate(words):
        if _name(word) in SHELLS or word.text in ("eval", "xargs"):
            yield from _command(words[index:])
            return


def _takes_code(name: str, option: str) -> bool:
    letters = "c" if name in SHELLS else LANGUAGES.get(name, "")
    if option.split("=", 1)[0] in LONG_CODE:
        return True
    return bool(re.match(r"[-+][A-Za-z]*", option)) and not option.startswith("--") and bool({*option[1:]} & {*letters})


def _shell(name: str, rest: Sequence[Word]) -> Iterator[Danger]:
    options = [word for word in rest if word.text.startswith(("-", "+"))]
    if any(_takes_code(name, word.text) for word in options):
        yield from _with_values(rest, f"in an argument of {name} -c")
    elif name == "busybox" and rest:
        yield from _command(rest)
    else:
        yield from _script(name, rest)


def _script(name: str, rest: Sequence[Word]) -> Iterator[Danger]:
    """Options and the name of the script; what follows are its arguments."""
    for index, word in enumerate(rest):
        yield from _with_values([word], f"in what {name} is to run")
        valued = index and rest[index - 1].text in ("-o", "-O", "+o", "+O", "-W", "-X", "-r", "--require", "-I")
        if not word.text.startswith(("-", "+")) and not valued:
            return


def _language(name: str, rest: Sequence[Word]) -> Iterator[Danger]:
    coded = [index for index, word in enumerate(rest) if _takes_code(name, word.text)]
    if coded:
        yield from _with_values(rest[: coded[-1] + 2], f"in the code of {name}")
    else:
        yield from _script(name, rest)


def _wrapped(name: str, rest: Sequence[Word]) -> Iterator[Danger]:
    valued, operands = WRAPPERS[name]
    index = 0
    while index < len(rest):
        word = rest[index]
        if name == "env" and re.match(r"-[A-Za-z]*S|--split", word.text):
            yield from _with_values(rest, "in an argument of env -S")
            return
        if assigned := word.assigns:
            yield from _assigned(word, assigned)
        elif word.text.startswith("-") and not word.text.startswith(DYNAMIC):
            yield from _with_values([word], f"in an option of {name}")
            if len(word.text) == 2 and word.text[1] in valued and index + 1 < len(rest):
                index += 1
        elif operands:
            operands -= 1
            if word.text.startswith(DYNAMIC):
                yield from _with_values([word], f"before the command of {name}")
        else:
            yield from _command(rest[index:])
            return
        index += 1


def _declared(name: str, rest: Sequence[Word]) -> Iterator[Danger]:
    options = "".join(word.text for word in rest if word.text.startswith(("-", "+")))
    for word in rest:
        if not word.assigns or {*options} & {*"inaA"}:
            yield from _with_values([word], f"in a name or number of {name}")
        else:
            yield from _assigned(word, word.assigns)


def _test(rest: Sequence[Word]) -> Iterator[Danger]:
    texts = [word.text for word in rest if word.text not in ("]", "]]")]
    if {"-v", "-R"} & {*texts}:
        yield from _with_values(rest, "in test -v")
    operands = [text for text in texts if text not in ("!", "(", ")", "-a", "-o")]
    for index, word in enumerate(rest):
        before = rest[index - 1].text if index else ""
        after = rest[index + 1].text if index + 1 < len(rest) else ""
        lone = len(operands) == 1
        if not lone and before not in BINARY | UNARY and after not in BINARY and word.text.startswith(DYNAMIC):
            yield from _with_values([word], "where test may take it for an operator")


def _condition(rest: Sequence[Word]) -> Iterator[Danger]:
    texts = {word.text for word in rest}
    if found := texts & (ARITHMETIC | {"-v", "-R"}):
        yield from _with_values(rest, f"in [[ … {min(found)} … ]]")


def _printf(rest: Sequence[Word]) -> Iterator[Danger]:
    if rest and rest[0].text.startswith("-v"):
        yield from _with_values(rest, "in an argument of printf -v")
    else:
        skip = 1 if rest and rest[0].text == "--" else 0
        yield from _with_values(rest[skip : skip + 1], "in the format of printf")


def _program(name: str, options: str, takes: tuple[str, ...]) -> Check:
    """The check of a program whose first operand is code, unless an option of `options` gives the code."""

    def check(rest: Sequence[Word]) -> Iterator[Danger]:
        coded = [i for i, word in enumerate(rest) if re.match(rf"-[A-Za-z]*[{options}]|--expression|--file", word.text)]
        if coded:
            yield from _with_values(rest[: coded[-1] + 2], f"in the program of {name}")
            return
        for index, word in enumerate(rest):
            before = rest[index - 1].text if index else ""
            if before in takes or (takes and word.text.startswith(takes)):
                continue
            yield from _with_values([word], f"in the program of {name}")
            if not word.text.startswith("-"):
                return

    return check


def _find(rest: Sequence[Word]) -> Iterator[Danger]:
    for index, word in enumerate(rest):
        if word.text in ("-exec", "-execdir", "-ok", "-okdir") and rest[index + 1 :]:
            yield from _command(rest[index + 1 :])


def _su(rest: Sequence[Word]) -> Iterator[Danger]:
    if any(re.match(r"-[A-Za-z]*c|--command", word.text) for word in rest):
        yield from _with_values(rest, "in an argument of su -c")


_SPECIAL: Mapping[str, Check] = {
    "test": _test,
    "[": _test,
    "[[": _condition,
    "printf": _printf,
    "find": _find,
    "su": _su,
    "runuser": _su,
    **{name: _program(name, "fe", ("-v", "-F")) for name in ("awk", "gawk", "mawk", "nawk")},
    **{name: _program(name, "ef", ()) for name in ("sed", "gsed")},
}
