"""The crates whose names are known for certain; the table is TOML."""

from __future__ import annotations

from functools import cache

from mity.agents.rust.manifest import snake
from mity.agents.tables import table


def known_crates() -> tuple[str, ...]:
    """The names of the table, as registries spell them."""
    return tuple(_by_source_name().values())


def known(name: str) -> str:
    """The crate that source code refers to as `name`, or ""."""
    return _by_source_name().get(snake(name), "")


@cache
def _by_source_name() -> dict[str, str]:
    return {snake(name): name for name in table("rust/crates.toml")["known"]}
