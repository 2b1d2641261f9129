"""What a command hands on: the file `$MITY_OUTPUT`, read strictly."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.engine.kinds.exact_json import read_object
from mity.errors import MityError
from mity.reading import Unfit, read_bytes
from mity.runs.artifacts import REFERENCE
from mity.text.patterns import regex
from mity.workflow.core import Step
from mity.workflow.parameters import article, fits, typed
from mity.workflow.values import written

NAME = regex(r"[A-Za-z_][A-Za-z0-9_-]*")
MOST_BYTES = 10_000_000
_OPENING = regex(rf"({NAME.pattern})<<(\S+)")
_LONGEST_SHOWN = 80
_DEEPEST = 50
_FORMS = "write NAME=VALUE, NAME<<END with the value up to a line END, or one JSON object"


class OutputError(MityError):
    """Outputs that cannot be taken; the message shows the line."""


def read_outputs(path: Path) -> dict[str, Any]:
    """The outputs that a step wrote to a file: one JSON object, or lines `name=value` and `name<<END` … `END`.

    Raises OutputError.
    """
    try:
        if path.is_symlink():
            raise OutputError("the outputs cannot be read: $MITY_OUTPUT is a link now; write to the file itself")
        text = read_bytes(path, MOST_BYTES).decode("utf-8")
    except FileNotFoundError:
        return {}
    except Unfit as error:
        raise OutputError(f"the outputs cannot be read: $MITY_OUTPUT: {error.strerror}") from error
    except OSError as error:
        raise OutputError(f"the outputs cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise OutputError(f"the outputs are not UTF-8: byte {error.start} of $MITY_OUTPUT cannot be read") from error
    found = _of_json(text) if text.lstrip().startswith("{") else _of_lines(text.replace("\r\n", "\n").split("\n"))
    if REFERENCE in found:
        raise OutputError(f"the outputs cannot be taken: '{REFERENCE}' is a name of mity's own")
    return found


def checked_outputs(values: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a JSON object as outputs. Raises OutputError for names and values that cannot be handed on."""
    for name, value in values.items():
        if not NAME.fullmatch(name):
            raise OutputError(f"the output {_shown(name)} has no name of letters, digits, '-' and '_'")
        if why := _unfit(value):
            raise OutputError(f"the output '{name}' cannot be handed on: {why}")
    return dict(values)


def of_type(step: Step, name: str, value: Any) -> Any:
    """An output as a value of the type that its step declares for it. Raises OutputError where it is none."""
    kind = step.output_types.get(name)
    if kind is None or value is None:
        return value
    if not fits(kind, value):
        text = written(value)
        brief = text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
        raise OutputError(f"its output '{name}' must be {article(kind)}, not {brief}")
    return typed(kind, value)


def _of_json(text: str) -> dict[str, Any]:
    try:
        found = read_object(text, _once, _no_number)
    except RecursionError as error:
        raise OutputError("the outputs are not JSON: they are nested too deeply") from error
    except json.JSONDecodeError as error:
        line = text.split("\n")[error.lineno - 1] if error.lineno <= text.count("\n") + 1 else ""
        raise OutputError(
            f"the outputs are not JSON: {error.msg} in line {error.lineno} of $MITY_OUTPUT: {_shown(line)}"
        ) from error
    except ValueError as error:
        raise OutputError(f"the outputs are not JSON: {error}") from error
    return checked_outputs(found)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{_shown(twice)} is given twice")
    return found


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


def _of_lines(lines: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    at = 0
    while at < len(lines):
        line, number = lines[at], at + 1
        at += 1
        if not line.strip():
            continue
        name, sign, value = line.partition("=")
        if opening := _OPENING.fullmatch(line):
            name, end = opening.groups()
            if end not in lines[at:]:
                raise OutputError(
                    f"line {number} of $MITY_OUTPUT opens a value that no line '{end}' ends: {_shown(line)}"
                )
            stop = lines.index(end, at)
            value, at = "\n".join(lines[at:stop]), stop + 1
        elif not sign or not NAME.fullmatch(name):
            raise OutputError(f"line {number} of $MITY_OUTPUT is no output: {_shown(line)}; {_FORMS}")
        if name in found:
            raise OutputError(f"line {number} of $MITY_OUTPUT gives '{name}' a second time: {_shown(line)}")
        found[name] = value
    return checked_outputs(found)


def _unfit(value: Any, level: int = 0) -> str:
    """Why a value cannot be kept in the log, or an empty string."""
    if level > _DEEPEST:
        return "it is nested too deeply"
    if isinstance(value, str):
        return "it holds half a character (a surrogate)" if any("\ud800" <= one <= "\udfff" for one in value) else ""
    if isinstance(value, float) and not math.isfinite(value):
        return "a number in it is too large"
    if isinstance(value, dict):
        if REFERENCE in value:
            return f"'{REFERENCE}' is a name of mity's own"
        return next(filter(None, (_unfit(one, level + 1) for pair in value.items() for one in pair)), "")
    if isinstance(value, list):
        return next(filter(None, (_unfit(one, level + 1) for one in value)), "")
    return ""


def _shown(line: str) -> str:
    cut = line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"
    return f"`{cut}`"
