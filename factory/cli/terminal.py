"""The one way by which words of projects, tools and people reach the terminal: nothing in them steers it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Any

import click

from mity.cli.annotations import harmless
from mity.text.visible import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_DUMB = frozenset(("dumb", "unknown"))


def _line(text: str) -> str:
    return harmless(visible(text))


def _lines(text: str) -> str:
    return "\n".join(map(_line, text.split("\n")))


def styled() -> bool:
    """Whether a terminal is to show colours and bold: not where NO_COLOR is set, and not where it can do neither."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in _DUMB


def redraws(stream: IO[str]) -> bool:
    """Whether lines that a stream shows can be drawn anew: on a terminal, and not on one without a cursor to move."""
    return stream.isatty() and os.environ.get("TERM") not in _DUMB


def console(**how: Any) -> Console:
    """What rich prints to, with styles as `styled` says; `how` are other words for it."""
    from rich.console import Console

    return Console(**how, color_system="auto" if styled() else None)


def say(line: object = "", *, err: bool = False, bold: bool = False, end: str = "\n") -> None:
    """Prints one line, to stderr with `err`; whatever is in it, it stays one line."""
    text = _line(str(line))
    click.echo((click.style(text, bold=True) if bold and styled() else text) + end, nl=False, err=err)


def say_each(lines: Iterable[str]) -> None:
    """Prints many lines at once; whatever is in one, it stays one line."""
    click.echo("".join(f"{_line(line)}\n" for line in lines), nl=False)


def say_lines(text: str, *, err: bool = False) -> None:
    """Prints text that has several lines, such as a difference or a list of mistakes."""
    click.echo(_lines(text), err=err)


def command_runner(lines: Iterable[str]) -> None:
    """Gives commands to the runner of CI, on stderr: the only lines that it is to take for commands."""
    for line in lines:
        print(line, file=sys.stderr, flush=True)


def say_to(stream: IO[str], line: str) -> None:
    """Prints one line to a stream at once."""
    print(_line(line), file=stream, flush=True)


def warn(text: str, *, lines: bool = False) -> None:
    """Prints to stderr how mity ended; with `lines` it may be several."""
    print(_lines(text) if lines else _line(text), file=sys.stderr)


def shown(text: object, style: str = "") -> Text:
    """One line for rich, without markup."""
    from rich.text import Text

    return Text(harmless(visible(str(text)), wraps=True), style)


def typed(name: str) -> str | None:
    """A line of the person at the terminal, or of whatever is there for one; None at its end."""
    print(_line(name), end="", file=sys.stderr, flush=True)
    try:
        return input()
    except EOFError:
        return None


def confirm(question: str, *, default: bool) -> bool:
    """A yes or no of the person at the terminal."""
    return click.confirm(_line(question), default=default, err=True)


def pick(name: str, words: Iterable[str], *, default: str | None = None) -> str:
    """One of some words, as the person at the terminal types it; another one is answered with what may be meant."""
    known = tuple(words)

    def picked(word: str) -> str:
        if word in known:
            return word
        from mity.suggest import did_you_mean

        near = did_you_mean(word, [one for one in known if not one.isdigit()])
        raise click.UsageError(f"'{_line(word)}' is none of these: {near}")

    return prompt(name, value_proc=picked, default=default)


def prompt(name: str, **how: Any) -> str:
    """A word or a line of the person at the terminal."""
    return str(click.prompt(name, err=True, **how))
