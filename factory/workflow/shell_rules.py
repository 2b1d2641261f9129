"""Which words of a simple command a shell or a program reads as code, so that no value may be in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mity.workflow.shell_programs import PROGRAMS
from mity.workflow.shell_tables import (
    CARRIERS,
    DECLARE,
    DYNAMIC,
    EVALUATE,
    LANGUAGES,
    LONG_CODE,
    SHELLS,
    STDIN_CODE,
    STEER,
    WRAPPERS,
)
from mity.workflow.shell_word import Danger, Word, with_values

_INTERPRETERS = SHELLS | LANGUAGES.keys()
_MOST_LEVELS = 20


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
    start = next((index for index, word in enumerate(words) if not word.assigns), len(words))
    for index in range(start, len(words)):
        name = _name(words[index])
        if name in STDIN_CODE or (name in _INTERPRETERS and _reads_code(name, words[index + 1 :])):
            return True
        if _name(words[start]) not in CARRIERS:
            return False
    return False


def _reads_code(name: str, words: Sequence[Word]) -> bool:
    """True for a shell or interpreter that is given no code by its words."""
    rest = [word.text for word in words]
    if any(_takes_code(name, text) for text in rest):
        return False
    valued = {index + 1 for index, text in enumerate(rest) if re.fullmatch(r"[-+][A-Za-z]*[oO]", text)}
    operands = [t for index, t in enumerate(rest) if index not in valued and (t == "-" or t[:1] not in ("-", "+"))]
    reads = name in SHELLS and any(re.fullmatch(r"-[A-Za-z]*s", text) for text in rest)
    return reads or not operands or operands[0] in ("-", "/dev/stdin")


def _assigned(word: Word, name: str) -> Iterator[Danger]:
    if word.holes and name in STEER:
        yield word, f"in {name}, which decides what is run"


def _name(word: Word) -> str:
    return word.text.rsplit("/", 1)[-1]


def _command(words: Sequence[Word], level: int = 0) -> Iterator[Danger]:
    """The words that are code of a command without assignments, which `level` others start."""
    if level > _MOST_LEVELS:
        yield from with_values(words, "behind so many commands that start others")
        return
    first, rest = words[0], words[1:]
    if first.text.startswith(DYNAMIC) and any(re.match(r"-[A-Za-z]*[ce]", word.text) for word in rest):
        yield from with_values(rest, "in an argument of a program that is not known here")
    if first.fades:  # what stands there may be empty, so that the next word is the command
        behind = next((index for index, word in enumerate(words) if not word.fades), len(words))
        yield from _command(words[behind:], level + 1) if words[behind:] else ()
        return
    name = _name(first)
    yield from with_values([first], "as the command word")
    if name in EVALUATE:
        yield from with_values(rest, f"in an argument of {name}")
    elif name in PROGRAMS:
        yield from PROGRAMS[name](rest)
    elif name in DECLARE:
        yield from _declared(name, rest)
    elif name in LANGUAGES:
        yield from _language(name, rest)
    else:
        yield from _starting(name, rest, level + 1)


def _starting(name: str, rest: Sequence[Word], level: int) -> Iterator[Danger]:
    """The words that are code of a command that may start another one."""
    if name in WRAPPERS:
        yield from _wrapped(name, rest, level)
    elif name in SHELLS:
        yield from _shell(name, rest, level)
    elif name == "find":
        yield from _find(rest, level)
    else:
        yield from _shells_within(name, rest, level)


def _shells_within(name: str, words: Sequence[Word], level: int) -> Iterator[Danger]:
    """A shell that some other program starts: `docker run IMAGE sh -c …`."""
    coded = max((index for index, word in enumerate(words) if _takes_code("sh", word.text)), default=-1)
    for index, word in enumerate(words):
        if _name(word) in SHELLS and (name in CARRIERS or index < coded):
            yield from _command(words[index:], level)
            return


def _takes_code(name: str, option: str) -> bool:
    letters = "c" if name in SHELLS else LANGUAGES.get(name, "")
    if option.split("=", 1)[0] in LONG_CODE:
        return True
    return bool(re.match(r"[-+][A-Za-z]*", option)) and not option.startswith("--") and bool({*option[1:]} & {*letters})


def _shell(name: str, rest: Sequence[Word], level: int) -> Iterator[Danger]:
    options = [word for word in rest if word.text.startswith(("-", "+"))]
    if any(_takes_code(name, word.text) for word in options):
        yield from with_values(rest, f"in an argument of {name} -c")
    elif name == "busybox" and rest:
        yield from _command(rest, level)
    else:
        yield from _script(name, rest)


def _script(name: str, rest: Sequence[Word]) -> Iterator[Danger]:
    """Options and the name of the script; what follows are its arguments."""
    for index, word in enumerate(rest):
        yield from with_values([word], f"in what {name} is to run")
        valued = index and rest[index - 1].text in ("-o", "-O", "+o", "+O", "-W", "-X", "-r", "--require", "-I")
        if not word.text.startswith(("-", "+")) and not valued:
            return


def _language(name: str, rest: Sequence[Word]) -> Iterator[Danger]:
    coded = [index for index, word in enumerate(rest) if _takes_code(name, word.text)]
    if coded:
        yield from with_values(rest[: coded[-1] + 2], f"in the code of {name}")
    else:
        yield from _script(name, rest)


def _wrapped(name: str, rest: Sequence[Word], level: int) -> Iterator[Danger]:
    valued, operands = WRAPPERS[name]
    index = 0
    while index < len(rest):
        word = rest[index]
        if name == "env" and re.match(r"-[A-Za-z]*S|--split", word.text):
            yield from with_values(rest, "in an argument of env -S")
            return
        if assigned := word.assigns:
            yield from _assigned(word, assigned)
        elif word.text.startswith("-") and not word.text.startswith(DYNAMIC):
            yield from with_values([word], f"in an option of {name}")
            if len(word.text) == 2 and word.text[1] in valued and index + 1 < len(rest):
                index += 1
        elif operands:
            operands -= 1
            if word.text.startswith(DYNAMIC):
                yield from with_values([word], f"before the command of {name}")
        else:
            yield from _command(rest[index:], level)
            return
        index += 1


def _declared(name: str, rest: Sequence[Word]) -> Iterator[Danger]:
    options = "".join(word.text for word in rest if word.text.startswith(("-", "+")))
    for word in rest:
        if not word.assigns or {*options} & {*"inaA"}:
            yield from with_values([word], f"in a name or number of {name}")
        else:
            yield from _assigned(word, word.assigns)


def _find(rest: Sequence[Word], level: int) -> Iterator[Danger]:
    for index, word in enumerate(rest):
        if word.text in ("-exec", "-execdir", "-ok", "-okdir") and rest[index + 1 :]:
            yield from _command(rest[index + 1 :], level)
            return
