"""Row 11 compares what commands took, and shows nothing where the start of a peer varied more than that."""

from __future__ import annotations

import math

from benchmarks.row11 import AHEAD_OF, compared
from benchmarks.table import Line


def test_a_peer_whose_commands_took_no_time_is_not_said_to_be_beaten() -> None:
    assert compared([0.005, 0.006, 0.004], [0.010, 0.009, 0.020]) == 0.5
    noisy = compared([0.005, 0.005], [-0.007, 0.001])
    assert noisy == math.inf
    assert not Line(11, f"a command step against {AHEAD_OF[0]}", "", "", noisy, 1.0).met
