"""Secrets that mity takes out of its own environment, so that no run gets them, and that stay hidden all the same."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

_WITHHELD: dict[str, str] = {}


def withhold(environment: MutableMapping[str, str], name: str) -> str:
    """The value of a variable of the environment, which nothing that is started from now on has; empty for none."""
    value = environment.pop(name, "")
    if value:
        _WITHHELD[name] = value
    return value


def withheld() -> Mapping[str, str]:
    """The values that were taken out of the environment of this process, as if they still were in it."""
    return _WITHHELD
