"""Import names and the distributions that provide them: a table kept as data, never a guess."""

from __future__ import annotations

import sys
import tomllib
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from packaging.utils import canonicalize_name


def canonical(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return str(canonicalize_name(name))


def top(module: str) -> str:
    """The first part of a dotted module name."""
    return module.partition(".")[0]


def distribution_of(module: str) -> str:
    """The distribution that provides a module, by the longest prefix in the table; "" when it is not known."""
    table = knowledge("distributions")
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        prefix = ".".join(parts[:length])
        if prefix in table["differs"]:
            return str(table["differs"][prefix])
    return top(module) if top(module) in table["same"]["names"] else ""


def resembling(module: str) -> str:
    """A well-known module whose name is so like this one that a slip is likely, or ""."""
    table = knowledge("distributions")
    known = {*map(top, table["differs"]), *table["same"]["names"], *sys.stdlib_module_names}
    return next(iter(get_close_matches(top(module), known, 1, 0.8)), "")


def is_stdlib(module: str) -> bool:
    """True for what belongs to Python itself, now or in an earlier version, on this or another system."""
    return top(module) in sys.stdlib_module_names or top(module) in knowledge("exports")["removed"]


def what_became_of(module: str) -> str:
    """A sentence on a module that Python no longer brings or brings elsewhere only, or ""."""
    return str(knowledge("exports")["removed"].get(top(module), ""))


@cache
def knowledge(name: str) -> dict[str, Any]:
    """One of the tables in `fixes/data`."""
    text = files("mity.agents.fixes").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
