"""performance: measured before and after by one benchmark, and committed only when it is better."""

from __future__ import annotations

from typing import Any

import pytest

from harness import Mity
from told_work import CALC, ToldWork, results, test_file

pytestmark = pytest.mark.rotation("workflows", of=3)

SLOW = CALC + "\n\nWORK = 12\n"
MEASURE = "sed -n 's/^WORK = //p' calc.py\n"
SCENARIO: dict[str, list[dict[str, Any]]] = {
    "repair": [{}],
    "Write benchmarks/measure.sh": [{"write": {"benchmarks/measure.sh": MEASURE}}],
    "Find out by measuring": [{"print": {"bottlenecks": ["the work"], "plan": ["less work"]}}],
    "Carry out the plan given below; leave": [
        {"replace": {"calc.py": ["WORK = 12", "WORK = 100"]}},
        {"replace": {"calc.py": ["WORK = 100", "WORK = 9.5"]}},
    ],
    "Add a new test file that fails when": [
        {"write": {"tests/features/test_work.py": test_file('assert calc["WORK"] < 10')}}
    ],
    "Document what was improved": [{"write": {"docs/work.md": "# Work\n"}}],
}


@pytest.fixture
def work(mity: Mity) -> ToldWork:
    return ToldWork(mity, SLOW)


def test_what_measures_better_is_committed_with_both_values(work: ToldWork) -> None:
    first = work.run("performance", SCENARIO, target="calc", metric="work")
    assert "work of calc is 12. The plan: less work." in first.json["needs_input"]["question"]
    second = work.approve(first)
    assert "work of calc went from 12 to 9.5." in second.json["needs_input"]["question"], second.text
    done = work.approve(second)
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    measured = [inputs["measured"] for part, inputs in work.asked() if "measured" in inputs]
    assert measured == ["", "100"], "100 is worse than 12, although it is less as a text"
    assert {"measure", "measure#2"} <= results(done).keys()
    assert work.git("log", "-1", "--format=%B") == "Improve work of calc\n\n12 before, 9.5 after"


def test_higher_can_be_better_and_what_never_is_ends_the_run(work: ToldWork) -> None:
    scenario = {
        **SCENARIO,
        "Carry out the plan given below; leave": [{"write": {"note.py": f"N = {n}\n"}} for n in range(9)],
    }
    done = work.run("performance", scenario, target="calc", metric="work", better="higher", confirm="false")
    assert (done.code, done.json["state"]) == (1, "failed"), done.text
    assert len([part for part, inputs in work.asked() if "measured" in inputs]) == 4
    assert work.subjects() == []


def test_an_agent_that_changes_the_benchmark_is_not_believed(work: ToldWork) -> None:
    cheat = [{"write": {"benchmarks/measure.sh": f"echo {n}\n"}} for n in range(9)]
    scenario = {**SCENARIO, "Carry out the plan given below; leave": cheat}
    done = work.run("performance", scenario, target="calc", metric="work", confirm="false")
    assert (done.code, done.json["state"]) == (1, "failed"), done.text
    assert work.subjects() == []


def test_a_benchmark_that_prints_no_number_is_written_again(work: ToldWork) -> None:
    scenario = {
        **SCENARIO,
        "Write benchmarks/measure.sh": [
            {"write": {"benchmarks/measure.sh": "echo fast\n"}},
            {"write": {"benchmarks/measure.sh": MEASURE}},
        ],
    }
    done = work.run("performance", scenario, target="calc", metric="work", confirm="false")
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert "benchmark#2" in results(done)
