"""A server of each test's own, since its faults would be everybody's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fragile_postgres import Fragile, fragile

from mity.engines.database import Database
from mity.engines.migrations import migrate


@pytest.fixture
def server_with() -> Iterator[Callable[..., Fragile]]:
    """Makes a server with the tables of an engine; its arguments are those of `fragile`."""
    with ExitStack() as stack:

        def make(options: str = "", disk_mb: int = 0, *, slow: bool = False) -> Fragile:
            made = stack.enter_context(fragile(options, disk_mb, slow=slow))
            database = Database(made.url, 5)
            migrate(database)
            database.close()
            return made

        yield make
