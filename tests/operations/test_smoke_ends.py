"""How a smoke run of several stacks ends: as the worst of them."""

from __future__ import annotations

from mity.operations.smoke import SmokeResult, exit_code
from rows import each


@each(
    ("codes", "end"), [((0, 0), 0), ((), 0), ((0, 4), 4), ((4,), 4), ((0, 1), 1), ((4, 1), 1), ((4, 3), 1), ((2,), 1)]
)
def test_the_worst_end_counts(codes: tuple[int, ...], end: int) -> None:
    assert exit_code([SmokeResult("stack", "", "", code, 1.0) for code in codes]) == end
