"""Every promise of docs/contract.md, asked of real back ends over HTTP, on each database that they can use."""

from __future__ import annotations

# each of them adds its promises to the table
import promises_composed
import promises_document
import promises_lists
import promises_requests
import promises_restored
import promises_values
import promises_writers
import pytest
from conformance import Backend
from promises import PROMISES

PARTS = (
    *(promises_composed, promises_document, promises_lists, promises_requests, promises_restored),
    *(promises_values, promises_writers),
)
BACKENDS = [
    ("python-fastapi", "sqlite"),
    ("python-fastapi", "postgresql"),
    ("java-springboot", "h2"),
    ("java-springboot", "postgresql"),
    ("java-quarkus", "h2"),
    ("java-quarkus", "postgresql"),
    ("rust-api", "sqlite"),
    ("rust-api", "postgresql"),
]

pytestmark = [pytest.mark.stacks, pytest.mark.timeout(3000)]


def _marked(stack: str, database: str) -> object:
    marks = [pytest.mark.xdist_group(stack), pytest.mark.rotation(f"contract: {stack}", of=2, unit=database)]
    return pytest.param((stack, database), id=f"{stack}-{database}", marks=marks)


@pytest.mark.parametrize("backend", [_marked(*one) for one in BACKENDS], indirect=True)
@pytest.mark.parametrize("promise", sorted(PROMISES))
def test_the_promise_is_kept(backend: Backend, promise: str) -> None:
    PROMISES[promise](backend)


def test_every_promise_belongs_to_a_part() -> None:
    assert {function.__module__ for function in PROMISES.values()} == {part.__name__ for part in PARTS}
