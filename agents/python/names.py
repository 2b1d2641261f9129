"""Import names and the distributions that provide them, from a table, never guessed."""

from __future__ import annotations

import sys
from difflib import get_close_matches

from packaging.utils import canonicalize_name

from mity.agents.tables import table

DISTRIBUTIONS = "python/distributions.toml"
EXPORTS = "python/exports.toml"


def canonical(name: str) -> str:
    """A distribution's name in normalised form."""
    return str(canonicalize_name(name))


def top(module: str) -> str:
    """The first part of a dotted module name."""
    return module.partition(".")[0]


def distribution_of(module: str) -> str:
    """The distribution that provides a module, by the longest prefix in the table; "" if unknown."""
    known = table(DISTRIBUTIONS)
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        prefix = ".".join(parts[:length])
        if prefix in known["differs"]:
            return str(known["differs"][prefix])
    return top(module) if top(module) in known["same"]["names"] else ""


def resembling(module: str) -> str:
    """A well-known module whose name resembles this one enough for a typing error, or ""."""
    known = table(DISTRIBUTIONS)
    names = {*map(top, known["differs"]), *known["same"]["names"], *sys.stdlib_module_names}
    return next(iter(get_close_matches(top(module), names, 1, 0.8)), "")


def is_stdlib(module: str) -> bool:
    """True for modules of the standard library, of this or an earlier version, on this or another system."""
    return top(module) in sys.stdlib_module_names or top(module) in table(EXPORTS)["removed"]


def what_became_of(module: str) -> str:
    """A sentence on a module that Python no longer includes, or only on other systems, or ""."""
    return str(table(EXPORTS)["removed"].get(top(module), ""))
