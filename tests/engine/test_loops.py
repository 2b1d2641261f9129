"""Steps and stages that run for each item of a list."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fake_stations import Act, FakeStation, document, fail, registry, resume, run_flow, times, well
from mity import (
    Choice,
    RunState,
    Stage,
    StationResult,
    Step,
    Verdict,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.runs.state import Status
from mity.workflow.core import Handler, Loop, Parameter, Policy

SKIP = Handler(Policy.SKIP)


def each(items: Any, *steps: Step, most: int = 1, **more: Any) -> Workflow:
    return Workflow("flow").add(Stage(steps, most, "all", loop=Loop(items), **more))


def echo(context: WorkflowContext) -> StationResult:
    """Gives its inputs back as outputs."""
    for name, value in dict(context.inputs).items():
        context.set_output(name, value)
    return well(context)


def bad_at(*bad: Any) -> Act:
    return lambda context: fail(context) if context.get_input("n") in bad else echo(context)


TELL = Step("tell", "echo", {"n": "${{ item }}", "at": "${{ index }}"})


@pytest.mark.parametrize("most", [1, 3])
def test_outputs_are_lists_in_the_order_of_the_items(tmp_path: Path, most: int) -> None:
    def act(context: WorkflowContext) -> StationResult:
        time.sleep(0.05 if context.get_input("n") == "a" else 0)
        return echo(context)

    log = run_flow(tmp_path, each(["a", "b", "c"], TELL, most=most), FakeStation("echo", act))
    assert log.verdict is Verdict.PROVEN
    assert log.results["tell"].outputs == {"n": ["a", "b", "c"], "at": [0, 1, 2]}
    assert log.stations == ["tell", "tell[0]", "tell[1]", "tell[2]"]
    assert log.context.get_output("n") == ["a", "b", "c"]


@pytest.mark.parametrize("at_once", [False, True], ids=["stage", "step"])
def test_in_a_list_in_order_no_item_overtakes_one_that_waits_before_its_retry(tmp_path: Path, at_once: bool) -> None:
    seen: list[str] = []
    failures = times(fail, well)

    def act(context: WorkflowContext) -> StationResult:
        seen.append(str(context.get_input("n")))
        return failures(context)

    again = (Handler(Policy.RETRY, initial_s=0.05, jitter=False),)
    step = Step("tell", "echo", {"n": "${{ item }}"}, on_failure=again, loop=Loop(["a", "b"]) if at_once else None)
    flow = Workflow("flow").add(Stage((step,))) if at_once else each(["a", "b"], step)
    log = run_flow(tmp_path, flow, FakeStation("echo", act))
    assert (log.state, seen) == (RunState.COMPLETED, ["a", "a", "b"])


def test_in_a_list_in_order_no_item_overtakes_one_that_waits_for_a_person(tmp_path: Path) -> None:
    steps = (
        Step("tell", "echo", {"n": "${{ item }}"}, on_failure=(Handler(Policy.ASK),)),
        Step("last", "last"),
    )
    tell, last = FakeStation("echo", bad_at("a")), FakeStation("last")
    log = run_flow(tmp_path, each(["a", "b"], *steps), tell, last)
    assert (log.state, tell.calls, last.calls) == (RunState.WAITING_FOR_INPUT, 1, 0)
    log = resume(tmp_path, FakeStation("echo"), last, choice=Choice("retry"))
    assert (log.state, last.calls) == (RunState.COMPLETED, 2)


def test_the_steps_of_an_item_run_in_order_and_see_its_outputs_alone(tmp_path: Path) -> None:
    barrier = threading.Barrier(2, timeout=5)

    def first(context: WorkflowContext) -> StationResult:
        context.set_output("mine", f"of {context.get_input('n')}")
        barrier.wait()
        return well(context)

    steps = (
        Step("first", "first", {"n": "${{ item }}"}),
        Step("second", "echo", {"flat": "${{ outputs.mine }}", "named": "${{ steps.first.outputs.mine }}"}),
    )
    log = run_flow(tmp_path, each([1, 2], *steps, most=2), FakeStation("first", first), FakeStation("echo", echo))
    assert log.results["second"].outputs == {"flat": ["of 1", "of 2"], "named": ["of 1", "of 2"]}
    assert log.results["first"].outputs == {"mine": ["of 1", "of 2"]}


def test_a_step_behind_the_loop_sees_lists_items_and_counts(tmp_path: Path) -> None:
    after = Step(
        "after",
        "echo",
        {"items": "${{ steps.tell.items }}", "total": "${{ steps.tell.total }}", "list": "${{ outputs.n }}"},
    )
    tell = Step("tell", "echo", {"n": "${{ item }}"}, on_failure=(SKIP,))
    workflow = each(["x", "y"], tell).add(Stage((after,), name="then"))
    log = run_flow(tmp_path, workflow, FakeStation("echo", bad_at("y")))
    assert log.state is RunState.COMPLETED
    seen = log.results["after"].outputs
    assert (seen["total"], seen["list"]) == (2, ["x", None])
    assert [(row["item"], row["status"]) for row in seen["items"]] == [("x", "success"), ("y", "skipped")]
    assert log.verdict is Verdict.UNPROVEN


def test_a_step_may_have_a_loop_of_its_own_also_within_a_loop(tmp_path: Path) -> None:
    inner = Step(
        "pair", "echo", {"n": "${{ outer }}-${{ item }}"}, loop=Loop("${{ parameters.letters }}"), max_parallel=2
    )
    workflow = Workflow("flow").add(Stage((inner,), name="all", loop=Loop([1, 2], "outer")))
    (tmp_path / "app").mkdir()
    context = WorkflowContext(tmp_path, "app").with_metadata("parameters", {"letters": ["a", "b"]})
    log = WorkflowExecutor(registry(FakeStation("echo", echo))).execute(workflow, context)
    assert log.state is RunState.COMPLETED, log.error
    assert log.results["pair"].outputs == {"n": [["1-a", "1-b"], ["2-a", "2-b"]]}


def test_an_empty_list_is_a_success_with_nothing_in_it(tmp_path: Path) -> None:
    step = Step("tell", "echo", {"n": "${{ item }}"}, outputs=("n",))
    log = run_flow(tmp_path, each([], step), FakeStation("echo", echo))
    assert (log.state, log.results["tell"].outputs) == (RunState.COMPLETED, {"n": []})


@pytest.mark.parametrize("items", ["${{ outputs.nothing }}", "${{ outputs.text }}"])
def test_what_is_no_list_fails_the_step_with_a_sentence(tmp_path: Path, items: str) -> None:
    give = Stage((Step("give", "echo", {"text": "no list"}),), name="give")
    workflow = Workflow("flow").add(give).add(Stage((TELL,), name="all", loop=Loop(items)))
    log = run_flow(tmp_path, workflow, FakeStation("echo", echo))
    assert log.state is RunState.FAILED
    assert "for_each needs a list" in (log.error or "")


def test_a_list_whose_producer_was_skipped_skips_the_loop(tmp_path: Path) -> None:
    give = Stage((Step("give", "echo", {"rows": [1]}, condition="false", outputs=("rows",)),), name="give")
    flat = Stage((TELL,), name="flat", loop=Loop("${{ outputs.rows }}"))
    named = Stage((Step("named", "echo"),), name="named", loop=Loop("${{ steps.give.outputs.rows }}"))
    last = Stage((Step("last", "echo"),), name="last")
    workflow = Workflow("flow").add(give).add(flat).add(named).add(last)
    log = run_flow(tmp_path, workflow, FakeStation("echo", echo))
    assert log.verdict is Verdict.PROVEN, log.doubts()
    assert [log.results[name].status for name in ("tell", "named", "last")] == [
        Status.SKIPPED,
        Status.SKIPPED,
        Status.DONE,
    ]


def test_the_first_failure_ends_those_that_run_and_starts_no_further_one(tmp_path: Path) -> None:
    slow = Step("slow", command="test $N != 1 || exit 4; sleep 60; touch late", env={"N": "${{ item }}"})
    begun = time.monotonic()
    log = run_flow(tmp_path, each([0, 1, 2, 3], slow, most=2))
    assert time.monotonic() - begun < 20
    assert log.state is RunState.FAILED
    assert log.results["slow[0]"].status is Status.CANCELLED
    assert "exited with 4" in (log.error or "")
    assert "slow[3]" not in log.results
    assert not (tmp_path / "app" / "late").exists()


def test_without_fail_fast_all_finish_and_every_error_is_told_in_order(tmp_path: Path) -> None:
    workflow = each([3, 1, 2], TELL, most=3, fail_fast=False)
    log = run_flow(tmp_path, workflow, FakeStation("echo", bad_at(3, 2)))
    assert log.state is RunState.FAILED
    assert log.error == "station 'tell[0]': it cannot be; station 'tell[2]': it cannot be"
    assert log.results["tell[1]"].success


def test_a_resume_runs_only_the_items_that_are_left_and_keeps_the_list(tmp_path: Path) -> None:
    told: list[Any] = []

    def act(context: WorkflowContext) -> StationResult:
        told.append(context.get_input("n"))
        return well(context) if told.count(2) != 1 or context.get_input("n") != 2 else fail(context)

    give = Stage((Step("give", "give"),), name="give")
    tell = Stage((Step("tell", "tell", {"n": "${{ item }}"}),), name="all", loop=Loop("${{ steps.give.outputs.rows }}"))
    giver = FakeStation("give", lambda context: context.set_output("rows", [1, 2, 3]))
    stations = (giver, FakeStation("tell", act))
    log = run_flow(tmp_path, Workflow("flow").add(give).add(tell), *stations)
    assert (log.state, told) == (RunState.FAILED, [1, 2])
    log = resume(tmp_path, *stations)
    assert (log.state, told, giver.calls) == (RunState.COMPLETED, [1, 2, 2, 3], 1)


def test_going_back_to_one_item_runs_it_and_what_is_behind_the_loop(tmp_path: Path) -> None:
    steps = (Step("a", "echo", {"n": "${{ item }}"}), Step("b", "echo", {"n": "${{ item }}"}))
    workflow = each([1, 2], *steps).add(Stage((Step("last", "echo"),), name="end"))
    echoing = FakeStation("echo", echo)
    run_flow(tmp_path, workflow, echoing)
    calls = echoing.calls
    log = resume(tmp_path, echoing, from_station="a[1]")
    assert log.state is RunState.COMPLETED
    assert echoing.calls - calls == 3, "a[1], b[1] and last"
    log = resume(tmp_path, echoing, from_station="a")
    assert log.state is RunState.COMPLETED
    assert echoing.calls - calls == 8, "all of it: the list is read anew"


def test_a_question_within_an_item_waits_for_its_siblings_and_is_answered_by_its_key(tmp_path: Path) -> None:
    ask = Handler(Policy.ASK)
    step = Step("tell", "echo", {"n": "${{ item }}"}, on_failure=(ask,))
    broken = FakeStation("echo", times(fail, echo))
    log = run_flow(tmp_path, each([1, 2, 3], step, most=3), broken)
    assert log.state is RunState.WAITING_FOR_INPUT
    assert sum(result.success for result in log.results.values()) == 2
    log = resume(tmp_path, broken)
    assert (log.state, log.results["tell"].outputs) == (RunState.COMPLETED, {"n": [1, 2, 3]})


@pytest.mark.slow
@pytest.mark.rotation("scale", of=3)
def test_ten_thousand_items_take_time_and_memory_in_proportion(tmp_path: Path) -> None:
    begun = time.perf_counter()
    log = run_flow(tmp_path, each(list(range(1000)), TELL), FakeStation("echo", echo))
    took = time.perf_counter() - begun
    assert log.results["tell"].outputs["at"] == list(range(1000))
    assert took < 20
    assert document(tmp_path)["lists"] == {"all": list(range(1000))}


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_retries_within_a_group_leave_their_place_to_others(tmp_path: Path) -> None:
    retry = Handler(Policy.RETRY, retries=1, initial_s=0.6, factor=1, jitter=False)
    order: list[Any] = []
    third = threading.Event()

    def act(context: WorkflowContext) -> StationResult:
        number = context.get_input("n")
        order.append(number)
        if number == 3:
            third.set()
        if number == 2:
            third.wait(5)  # it keeps its own place, so the third one gets that of the first one
        return fail(context) if order.count(1) == 1 and number == 1 else well(context)

    step = Step("tell", "tell", {"n": "${{ item }}"}, on_failure=(retry,))
    begun = time.monotonic()
    log = run_flow(tmp_path, each([1, 2, 3], step, most=2), FakeStation("tell", act))
    assert (log.state, sorted(order[:2]), order[2:]) == (RunState.COMPLETED, [1, 2], [3, 1])
    assert time.monotonic() - begun >= 0.6


def test_outputs_of_a_call_are_not_hidden_by_what_happened_within_it(tmp_path: Path) -> None:
    """The steps of a call stand behind it, and what they gave is no later value of the same name."""

    def slow(context: WorkflowContext) -> StationResult:
        time.sleep(0.2 if context.get_input("n") == "left" else 0)
        return echo(context)

    inner = Workflow("inner").add(Stage((Step("deep", "echo", {"n": "${{ parameters.side }}"}),)))
    inner.parameters = (Parameter("side"),)
    calls = tuple(Step(side, workflow="inner", inputs={"side": side}) for side in ("left", "right"))
    workflow = Workflow("flow").add(Stage(calls, 2, "both"))
    log = run_flow(tmp_path, workflow, FakeStation("echo", slow), workflows={"inner": inner})
    assert log.results["left"].outputs == {"n": "left"}
    assert log.context.get_output("n") == "right"
    only = Workflow("flow").add(Stage((calls[0], Step("quick", "well")), 2, "both"))
    log = run_flow(tmp_path / "b", only, FakeStation("echo", slow), FakeStation("well"), workflows={"inner": inner})
    assert log.context.get_output("n") == "left"


@pytest.mark.parametrize("most", [1, 3])
def test_a_condition_that_names_the_item_of_its_own_list_is_judged_for_each(tmp_path: Path, most: int) -> None:
    step = Step("tell", "echo", {"n": "${{ n }}"}, condition="n != 'b' && index < 3", loop=Loop(list("abcd"), "n"))
    flow = Workflow("flow").add(Stage((replace(step, max_parallel=most),), 1, "all"))
    station = FakeStation("echo", echo)
    log = run_flow(tmp_path, flow, station)
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PROVEN)
    assert log.results["tell"].outputs == {"n": ["a", None, "c", None]}
    assert [log.results[f"tell[{n}]"].status.value for n in range(4)] == ["done", "skipped", "done", "skipped"]
    assert station.calls == 2
    assert [log.progress.conditions[f"all/tell[{n}]"]["value"] for n in range(4)] == [True, False, True, False]


def test_a_condition_that_names_no_item_of_its_own_list_is_judged_once(tmp_path: Path) -> None:
    inner = Step("tell", "echo", {"n": "${{ x }}"}, condition="item != 'b'", loop=Loop([1, 2], "x"))
    log = run_flow(tmp_path, each(["a", "b"], inner), FakeStation("echo", echo))
    assert sorted(log.progress.conditions) == ["all[0]/tell", "all[1]/tell"]
    assert log.results["tell"].outputs == {"n": [[1, 2], None]}


def test_a_condition_of_items_that_asks_for_a_failure_is_judged_for_each(tmp_path: Path) -> None:
    step = Step("tell", "echo", {"n": "${{ item }}"}, condition="failure() && item > 1", loop=Loop([1, 2]))
    flow = Workflow("flow").add(Stage((Step("one", "bad"),), 1, "first")).add(Stage((step,), 1, "all"))
    log = run_flow(tmp_path, flow, FakeStation("bad", fail), FakeStation("echo", echo))
    assert log.state is RunState.FAILED
    assert log.results["tell"].outputs == {"n": [None, 2]}


def test_a_list_that_is_shorter_after_going_back_leaves_nothing_undone(tmp_path: Path) -> None:
    def give(context: WorkflowContext) -> StationResult:
        context.set_output("names", ["a", "b", "c"] if lists.calls == 1 else ["a"])
        return well(context)

    lists, echoes = FakeStation("list", give), FakeStation("echo", echo)
    flow = Workflow("flow").station("list")
    flow.add(Stage((TELL,), 1, "all", loop=Loop("${{ outputs.names }}")))
    log = run_flow(tmp_path, flow, lists, echoes)
    assert log.verdict is Verdict.PROVEN
    log = resume(tmp_path, lists, echoes, from_station="list")
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PROVEN), log.doubts()
    assert log.stations == ["list", "tell", "tell[0]"]
