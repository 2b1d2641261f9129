"""Where in a Python file a definition says something, and its mistakes."""

from __future__ import annotations

import itertools
import linecache
import os
import sys
from pathlib import Path
from types import CodeType, FrameType, TracebackType
from typing import Any

from mity.errors import DefinitionError
from mity.text.records import dataclass
from mity.workflow.mistakes import InvalidDefinition, Mistake

_OURS = "mity.dsl"


@dataclass(frozen=True, slots=True)
class Place:
    """A call in a Python file: line and column count from 1, `width` is how many characters of the line it has."""

    file: str
    line: int
    column: int = 1
    width: int = 1


class BuildError(DefinitionError):
    """What a definition in Python says cannot be built; `place` is the call, None for the one that was under way."""

    def __init__(self, message: str, place: Place | None = None, code: str = "python") -> None:
        super().__init__(message)
        self.place = place or caller()
        self.code = code

    def shown(self) -> InvalidDefinition:
        """The error as it is told: with its place and the line of the file."""
        at = self.place
        mistake = Mistake(at.file, at.line, at.column, self.code, str(self), "", at.width)
        return InvalidDefinition([mistake], {at.file: source(at.file)})


class Caught:
    """Keeps what is raised within it, for somebody to look at; an interrupt goes on, but `whole` keeps it as well."""

    def __init__(self, *, whole: bool = False) -> None:
        self.error: BaseException | None = None
        self._whole = whole

    def __enter__(self) -> Caught:
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: TracebackType | None) -> bool:
        self.error = error
        return self._whole or not isinstance(error, KeyboardInterrupt)


def caller() -> Place:
    """The call of the language that is under way, in the file of whoever writes a definition."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and str(frame.f_globals.get("__name__", "")).split(".")[:2] == _OURS.split("."):
        frame = frame.f_back
    assert frame is not None
    return _place(frame.f_code, frame.f_lasti, frame.f_lineno)


def place_of(code: CodeType) -> Place:
    """The first line of a function."""
    return Place(shown(code.co_filename), code.co_firstlineno)


def raised_in(error: BaseException, code: CodeType) -> Place:
    """Where the file of a function was left for what raised the error; else its first line."""
    found = place_of(code)
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            found = _place(trace.tb_frame.f_code, trace.tb_lasti, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _place(code: CodeType, instruction: int, line: int) -> Place:
    found = next(itertools.islice(code.co_positions(), instruction // 2, None), (None, None, None, None))
    first, last, start, end = found
    if first is None or start is None or end is None:
        return Place(shown(code.co_filename), line)
    return Place(shown(code.co_filename), first, start + 1, end - start if first == last else 1)


def shown(file: str) -> str:
    """A file as messages name it: below the current folder by the way from there."""
    path, here = Path(file), Path(os.path.curdir).absolute()
    return str(path.relative_to(here)) if path.is_relative_to(here) else file


def source(file: str) -> str:
    """The text of a Python file that is loaded, by its name in messages; empty where it cannot be read."""
    return "".join(linecache.getlines(file) or linecache.getlines(str(Path(file).absolute())))
