"""YAML that somebody else wrote: every way in which it cannot be read is a ValueError in one line."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import yaml

from mity.text.data import TOO_DEEP

MOST_BYTES = 1_000_000
MOST_NODES = 20_000
MOST_LEVELS = 100
LONGEST_NUMBER = 400
"""Digits: more than any number has that a program can use, and few enough to be shown."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: str) -> Any:
    """The value of a YAML text of one document, made of plain data alone. Raises ValueError.

    Mappings have texts as keys, no number is huge or endless, no tag names anything, and aliases count as often as
    they are used: neither its size nor the time to look at it grows beyond what its author wrote.
    """
    if len(text) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES:,} characters")
    try:
        _check_events(text)
        value = yaml.load(text, Loader=_LOADER)
        _check_plain(value)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"{place}{_one_line(error.problem or error)}") from error
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    except (yaml.YAMLError, _Unfit) as error:
        raise ValueError(_one_line(error)) from error
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError) as error:
        # PyYAML's constructors, for scalars such as `0x_`, `2001-99-99`, `!!int x`
        raise ValueError(f"a value in it cannot be read: {_one_line(error)}") from error
    return value


class _Unfit(ValueError):
    """A document that is YAML and yet is not taken."""


def _check_events(text: str) -> None:
    """Counts what the document would become, without making it, and looks for keys that are given twice."""
    keys = _Keys()
    size: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(text, Loader=_LOADER):
        keys.see(event)
        if isinstance(event, yaml.AliasEvent):
            if any(anchor == event.anchor for anchor, _ in open_):
                raise _Unfit(f"the alias *{event.anchor} is within what it stands for")
            total += size.get(str(event.anchor), 1)
        elif isinstance(event, yaml.NodeEvent):
            total += 1
            if isinstance(event, yaml.CollectionStartEvent):
                open_.append((event.anchor, total - 1))
            elif event.anchor:
                size[event.anchor] = 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_.pop()
            size |= {anchor: total - before} if anchor else {}
        if total > MOST_NODES:
            raise _Unfit(f"it has more than {MOST_NODES:,} values")
        if len(open_) > MOST_LEVELS:
            raise _Unfit(TOO_DEEP)


class _Keys:
    """The keys of the mappings that are open: a person may see the first of two alike, and PyYAML takes the last."""

    def __init__(self) -> None:
        self._open: list[set[str] | None] = []
        self._at_key: list[bool] = []

    def see(self, event: Any) -> None:
        """Takes note of the next event. Raises _Unfit for a key that its mapping has already."""
        if isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._at_key.pop()
            return
        if not isinstance(event, yaml.NodeEvent):
            return
        known = self._open[-1] if self._open else None
        if known is not None:
            if self._at_key[-1] and isinstance(event, yaml.ScalarEvent):
                if event.value in known:
                    line = event.start_mark.line + 1 if event.start_mark else 0
                    raise _Unfit(f"line {line}: the key '{event.value[:80]}' is given twice")
                known.add(event.value)
            self._at_key[-1] = not self._at_key[-1]
        if isinstance(event, yaml.CollectionStartEvent):
            self._open.append(set() if isinstance(event, yaml.MappingStartEvent) else None)
            self._at_key.append(True)


def _check_plain(value: Any) -> None:
    """Raises ValueError for what JSON could not hold, but for dates, which a reader may take as text."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise _Unfit(f"the key {_shown(key)} is not a text: put it in quotes")
            _check_text(key)
            _check_plain(item)
    elif isinstance(value, list):
        for item in value:
            _check_plain(item)
    elif isinstance(value, str):
        _check_text(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise _Unfit(f"the number {value} is endless or none: put it in quotes if it is a text")
    elif isinstance(value, int) and abs(value) >= 10**LONGEST_NUMBER:
        raise _Unfit(f"a number in it has more than {LONGEST_NUMBER} digits: put it in quotes if it is a text")
    elif value is not None and not isinstance(value, str | int | float | date):
        raise _Unfit(f"it holds a {type(value).__name__}, which is no plain value")


def _check_text(text: str) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _Unfit("it holds half a character (a surrogate), which no file can")


def _shown(key: object) -> str:
    return str(key) if isinstance(key, int | float | date) and not isinstance(key, bool) else type(key).__name__


def _one_line(error: object) -> str:
    return " ".join(str(error).split())
