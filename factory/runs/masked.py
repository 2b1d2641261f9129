"""The texts that a run holds by name: found wherever they are nested, and filled in again where a log masked them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mity.redaction import MASK

Json = dict[str, Any]
Text = tuple[str, Json, str]
"""The key that a text stands under, the mapping that holds it, and its name there."""


def texts_of(holders: Iterable[Json]) -> Iterator[Text]:
    """Every named text of mappings of JSON data."""
    for holder in holders:
        for key, value in holder.items():
            if isinstance(value, str):
                yield key, holder, key
            yield from ((key, place, name) for place, name in _within(value))


def _within(value: Any) -> Iterator[tuple[Json, str]]:
    for item in value if isinstance(value, list) else ():
        yield from _within(item)
    for name, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, str):
            yield value, name
        yield from _within(inner)


def fill_in(texts: Iterable[Text], environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """Puts values of the environment in the place of masked texts; key and name of those that it does not have."""
    missing: list[tuple[str, str]] = []
    for key, place, name in texts:
        if place[name] == MASK and name in environment:
            place[name] = environment[name]
        elif place[name] == MASK:
            missing.append((key, name))
    return missing
