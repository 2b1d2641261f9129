"""The promises of the contract by name, each a function that asks a back end; docs/contract.md says them in words."""

from __future__ import annotations

from collections.abc import Callable

from conformance import Backend

Promise = Callable[[Backend], None]
PROMISES: dict[str, Promise] = {}


def promise(function: Promise) -> Promise:
    """Adds a function to the table, under its name with dashes."""
    PROMISES[function.__name__.replace("_", "-")] = function
    return function
