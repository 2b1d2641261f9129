"""What evidence measured in called workflows, in loops and by stations: gates and expressions see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from own_flow import OwnFlow, lines

from fake_stations import FakeStation, run_flow
from harness import Mity
from mity import StationResult, Verdict, Workflow
from mity.workflow.parts import Gate

SUITE = "<testsuite tests='{0}'>{1}</testsuite>"


def report(count: int) -> str:
    cases = "".join(f"<testcase classname='c' name='n{number}'/>" for number in range(count))
    return SUITE.format(count, cases)


def suite_of(count: int, name: str) -> dict[str, object]:
    return {
        "name": name,
        "command": f'cat > {name}.xml <<"E"\n{report(count)}\nE\n',
        "evidence": {"junit": f"{name}.xml"},
    }


def called(mity: Mity, count: int) -> None:
    OwnFlow(mity, suite_of(count, "t"))
    folder = mity.workspace / ".mity" / "workflows"
    (folder / "flow.yaml").rename(folder / "kid.yaml")
    (folder / "kid.yaml").write_text((folder / "kid.yaml").read_text().replace("name: flow", "name: kid", 1))


READS = {"name": "read", "command": "echo ${{ metrics.tests.passed }} > read"}


def test_a_gate_judges_what_a_called_workflow_measured(mity: Mity) -> None:
    called(mity, 2)
    flow = OwnFlow(mity, {"name": "call", "workflow": "kid"}, READS, gates=[{"metric": "tests.passed", "min": 3}])
    assert flow.run(1)["error"] == "gate tests.passed: 2 is below 3"
    assert lines(flow.folder / "read") == ["2"]


@pytest.mark.slow
def test_and_what_was_measured_for_items_which_see_nothing_of_each_other(mity: Mity) -> None:
    loop = suite_of(2, "each") | {
        "for_each": [1, 2],
        "env": {"SEEN": "${{ default(metrics.tests.passed, 'none') }}"},
    }
    loop["command"] = f"{loop['command']}\necho $SEEN >> seen"
    flow = OwnFlow(mity, loop, READS, gates=[{"metric": "tests.collected", "max": 2}])
    flow.run()
    assert lines(flow.folder / "read") == ["2"]
    assert lines(flow.folder / "seen") == ["none", "none"]


def test_a_station_that_counts_its_tests_is_measured_too(tmp_path: Path) -> None:
    counted = StationResult.done("tested", {"tests": 5, "passed": 4, "failed": 0, "skipped": 1})
    workflow = Workflow("flow").station("one")
    workflow.gates = (Gate("tests.passed", least=4), Gate("tests.collected", most=5))
    assert run_flow(tmp_path, workflow, FakeStation("one", lambda context: counted)).verdict is Verdict.PROVEN


def test_what_a_step_ensures_may_read_what_the_step_itself_measured(mity: Mity) -> None:
    step = {**suite_of(2, "own"), "ensure": ["metrics.tests.passed == 2", "metrics.tests.passed == 3"]}
    assert "`metrics.tests.passed == 3` does not hold" in OwnFlow(mity, step).run(1)["error"]
