"""How long each run of a round takes is told from the times of earlier runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from rotation import Turn
from turns import ROUND, Costs, loads

RUN = """<testsuites><testsuite>
<testcase classname="tests.e2e.stacks.test_a" name="test_long[1]@rust-api" time="30"/>
<testcase classname="tests.e2e.stacks.test_a" name="test_long[2]@rust-api" time="50"/>
<testcase classname="tests.e2e.stacks.test_a" name="test_short" time="2"/>
</testsuite></testsuites>"""
LONG = "tests/e2e/stacks/test_a.py::test_long"


@pytest.fixture
def costs(tmp_path: Path) -> Costs:
    (tmp_path / "run.xml").write_text(RUN)
    return Costs([tmp_path / "run.xml"])


def test_what_is_not_known_counts_like_its_like(costs: Costs) -> None:
    found = [costs.of(f"{LONG}[{case}]") for case in "123"]
    assert found == [30, 50, 40]
    assert costs.of("tests/e2e/stacks/test_a.py::test_new") == 30
    assert costs.of("tests/cli/test_other.py::test_it") == 1


def test_each_run_has_what_has_its_turn_in_it(costs: Costs) -> None:
    turns = {f"{LONG}[1]": Turn("letters", 4, 1), f"{LONG}[2]": Turn("letters", 4, 3)}
    runs = loads(costs, [*turns, "tests/e2e/stacks/test_a.py::test_short"], turns)
    assert len(runs) == ROUND
    assert [sum(run.values()) for run in runs[:4]] == [2, 32, 2, 52]
    assert runs[1] == {"always": 2, "letters": 30}
