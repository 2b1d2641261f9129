"""Row 11 compares what commands took by what they tell themselves: the start of an engine does not count."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.row11 import MANY, between, lines


@pytest.mark.slow
def test_how_long_an_engine_starts_and_ends_does_not_count(tmp_path: Path) -> None:
    script = "".join(f"sh -c '{line}'\n" for line in lines(tmp_path))
    for name, around in {"quick.sh": "", "slow.sh": "sleep 0.5\n"}.items():
        (tmp_path / name).write_text(around + script + around)
    quick, slow = (between(["sh", name], os.environ, tmp_path, tmp_path) for name in ("quick.sh", "slow.sh"))
    least = min(quick() for _ in range(2))
    assert 0 < least < 1
    assert abs(slow() - least) < 1.0 / MANY, "a start and an end of a second would be ten milliseconds a command"


def test_an_engine_that_ran_too_little_is_told(tmp_path: Path) -> None:
    only_first = lines(tmp_path)[0]
    with pytest.raises(RuntimeError, match="never ran its last command"):
        between(["sh", "-c", only_first], os.environ, tmp_path, tmp_path)()
