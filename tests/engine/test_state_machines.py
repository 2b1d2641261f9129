"""State machines: edges, visits, failures that lead elsewhere, and going on after a stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_stations import FakeStation, fail, registry, resume, run_flow, times, well
from mity import ExecutionLog, RunState, Stage, StationResult, Step, Verdict, Workflow, WorkflowContext
from mity.runs.state import Status
from mity.workflow.core import Handler, Loop, Policy
from mity.workflow.parts import Edge


def machine(*states: Step) -> Workflow:
    made = Workflow("flow").add(Stage(states, name="main"))
    made.machine = True
    return made


def to(name: str, condition: str = "", visits: int = 0) -> Edge:
    return Edge(name, condition, visits)


TEST = Step("test", "test", next=(to("end"),), failed=to("fix", visits=3))
FIX = Step("fix", "fix", next=(to("test"),))
END = Step("end", final="success")


def test_a_failure_leads_to_another_state_and_back(tmp_path: Path) -> None:
    tests = FakeStation("test", times(fail, fail, well))
    fixes = FakeStation("fix")
    log = run_flow(tmp_path, machine(TEST, FIX, END), tests, fixes)
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PROVEN), log.doubts()
    assert log.stations == ["test", "fix", "test#2", "fix#2", "test#3", "end"]
    assert (tests.calls, fixes.calls) == (3, 2)
    assert log.results["test"].reason == "redirected"


def test_an_edge_is_taken_as_often_as_it_says(tmp_path: Path) -> None:
    log = run_flow(tmp_path, machine(TEST, FIX, END), FakeStation("test", fail), FakeStation("fix"))
    assert (log.state, log.error) == (RunState.FAILED, "station 'test#4': it cannot be")
    assert log.stations[-1] == "test#4"


def test_a_state_is_visited_ten_times_at_most(tmp_path: Path) -> None:
    again = Step("again", "again", next=(to("again"),))
    log = run_flow(tmp_path, machine(again, END), FakeStation("again"))
    assert log.state is RunState.FAILED
    assert log.error == "state 'again': 'again' was visited too often"
    assert len(log.stations) == 10


def test_edges_are_tried_in_order_and_read_what_states_left(tmp_path: Path) -> None:
    def count(context: WorkflowContext) -> StationResult:
        context.set_output("n", context.get_output("n", 0) + 1)
        return well(context)

    step = Step("count", "count", next=(to("end", "steps.count.outputs.n >= 3"), to("count")))
    log = run_flow(tmp_path, machine(step, END), FakeStation("count", count))
    assert log.state is RunState.COMPLETED
    assert log.context.get_output("n") == 3


def test_a_machine_that_runs_for_items_is_judged_by_the_states_that_were_visited(tmp_path: Path) -> None:
    outer = Workflow("outer").add(Stage((Step("each", workflow="flow", loop=Loop(["a", "b"])),)))
    tests = FakeStation("test", times(fail, well))
    log = run_flow(tmp_path, outer, tests, FakeStation("fix"), workflows={"flow": machine(TEST, FIX, END)})
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PROVEN), log.doubts()
    visited = [f"each[0]>{name}" for name in ("test", "fix", "test#2", "end")] + ["each[1]>test", "each[1]>end"]
    assert sorted(set(log.stations) - {"each", "each[0]", "each[1]"}) == sorted(visited)


def test_a_state_without_an_edge_that_is_due_fails_the_run_as_does_a_final_state_of_failure(tmp_path: Path) -> None:
    step = Step("one", "one", next=(to("end", "false"),))
    log = run_flow(tmp_path, machine(step, END), FakeStation("one"))
    assert (log.state, log.error) == (RunState.FAILED, "state 'one': none of its edges is due")
    wrong = Step("wrong", final="failure")
    log = run_flow(tmp_path / "b", machine(Step("one", "one", next=(to("wrong"),)), wrong), FakeStation("one"))
    assert (log.state, log.error) == (RunState.FAILED, "the run ended in the state 'wrong'")


def test_a_resume_goes_on_in_the_state_that_stopped_it(tmp_path: Path) -> None:
    one = FakeStation("one")
    two = FakeStation("two", times(fail, well))
    states = (Step("one", "one", next=(to("two"),)), Step("two", "two", next=(to("end"),)), END)
    log: ExecutionLog = run_flow(tmp_path, machine(*states), one, two)
    assert log.state is RunState.FAILED
    log = resume(tmp_path, one, two)
    assert (log.state, one.calls, two.calls) == (RunState.COMPLETED, 1, 2)
    assert log.results["end"].status is Status.DONE
    assert registry(one)


@pytest.mark.parametrize(
    ("start", "visited"), [("test", ["test", "end"]), ("test#2", ["test", "fix", "test#2", "end"])]
)
def test_going_back_decides_anew_where_a_state_leads(tmp_path: Path, start: str, visited: list[str]) -> None:
    tests, fixes = FakeStation("test", times(fail, well)), FakeStation("fix")
    run_flow(tmp_path, machine(TEST, FIX, END), tests, fixes)
    log = resume(tmp_path, tests, fixes, from_station=start)
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PROVEN), log.doubts()
    assert log.stations == visited


def test_going_back_to_a_state_that_fails_leads_on_as_its_failure_does(tmp_path: Path) -> None:
    tests, fixes = FakeStation("test", times(well, fail, well)), FakeStation("fix")
    log = run_flow(tmp_path, machine(TEST, FIX, END), tests, fixes)
    assert log.stations == ["test", "end"]
    log = resume(tmp_path, tests, fixes, from_station="test")
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PROVEN), log.doubts()
    assert log.stations == ["test", "fix", "test#2", "end"]


def test_going_back_judges_the_conditions_of_edges_anew(tmp_path: Path) -> None:
    def count(context: WorkflowContext) -> StationResult:
        context.set_output("n", counts.calls)
        return well(context)

    counts, others = FakeStation("count", count), FakeStation("other")
    first = Step("count", "count", next=(to("other", "steps.count.outputs.n == 1"), to("end")))
    flow = machine(first, Step("other", "other", next=(to("end"),)), END)
    assert run_flow(tmp_path, flow, counts, others).stations == ["count", "other", "end"]
    log = resume(tmp_path, counts, others, from_station="count")
    assert (log.stations, log.verdict) == (["count", "end"], Verdict.PROVEN), log.doubts()


def test_a_called_machine_that_is_tried_again_begins_anew(tmp_path: Path) -> None:
    again = (Handler(Policy.RETRY, initial_s=0, jitter=False),)
    outer = Workflow("outer").add(Stage((Step("call", workflow="flow", on_failure=again),)))
    states = (Step("test", "test", next=(to("last"),)), Step("last", "last", next=(to("end"),)), END)
    tests, lasts = FakeStation("test"), FakeStation("last", times(fail, well))
    log = run_flow(tmp_path, outer, tests, lasts, workflows={"flow": machine(*states)})
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PROVEN), log.doubts()
    assert (tests.calls, lasts.calls) == (2, 2)


CALLED = Workflow("kid").add(Stage((Step("x", "x"), Step("y", "y")), name="main"))
INNER = machine(Step("x", "x", next=(to("y"),)), Step("y", "y", next=(to("end"),)), END)


@pytest.mark.parametrize("called", [CALLED, INNER], ids=["steps", "states"])
def test_what_a_state_calls_stands_behind_it_and_the_log_is_read_again(tmp_path: Path, called: Workflow) -> None:
    states = (Step("call", workflow="kid", next=(to("b"),)), Step("b", "b", next=(to("end"),)), END)
    x, y, b = FakeStation("x"), FakeStation("y"), FakeStation("b", times(fail, well, well))
    log = run_flow(tmp_path, machine(*states), x, y, b, workflows={"kid": called})
    inner = [f"call>{name}" for name in ("x", "y", *(["end"] if called is INNER else []))]
    assert log.stations == ["call", *inner, "b"]
    log = resume(tmp_path, x, y, b)
    assert (log.state, x.calls, y.calls, b.calls) == (RunState.COMPLETED, 1, 1, 2)
    log = resume(tmp_path, x, y, b, from_station="call>y")
    assert (log.state, x.calls, y.calls, b.calls) == (RunState.COMPLETED, 1, 2, 3)
