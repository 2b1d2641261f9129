"""A step that runs a workflow: its steps in the log, its outputs, its failures, its questions, going on inside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fake_stations import Act, FakeStation, ask, document, fail, registry, resume, run_flow, times, well
from mity import (
    Choice,
    DefinitionError,
    ExecutionLog,
    RunState,
    Stage,
    Station,
    StationResult,
    Step,
    Verdict,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.runs import events
from mity.runs.events import Event
from mity.workflow.core import Handler, Parameter, Policy
from rows import each


def inner(*names: str) -> Workflow:
    """The workflow that is called."""
    workflow = Workflow("inner")
    for name in names or ("one", "two"):
        workflow.station(name)
    workflow.parameters = (Parameter("given", "integer", 0, required=False),)
    return workflow


def outer(**more: Any) -> Workflow:
    """A first step, the call, a last step."""
    workflow = Workflow("outer").station("first").add(Stage((Step("call", workflow="inner", **more),), name="middle"))
    return workflow.station("last")


def call(
    workspace: Path, *stations: Station, flow: Workflow | None = None, called: Workflow | None = None, **wiring: Any
) -> ExecutionLog:
    """Runs the outer workflow."""
    wiring.setdefault("workflows", {"inner": called or inner()})
    return run_flow(workspace, flow or outer(), FakeStation("first"), FakeStation("last"), *stations, **wiring)


def go_on(workspace: Path, *stations: Station, **how: Any) -> ExecutionLog:
    """Resumes as another process does, which knows the workflows from the log alone."""
    return resume(workspace, FakeStation("first"), FakeStation("last"), *stations, **how)


def test_its_steps_have_names_and_addresses_of_their_own(tmp_path: Path) -> None:
    heard: list[Event] = []
    log = call(tmp_path, FakeStation("one"), FakeStation("two"), listeners=[heard.append])
    assert log.stations == ["first", "call", "call>one", "call>two", "last"]
    assert log.verdict is Verdict.PROVEN
    ended = [(event.key, event.address) for event in heard if event.kind == events.STEP_FINISHED]
    assert ended == [
        ("first", "first"),
        ("call>one", "middle/call>one"),
        ("call>two", "middle/call>two"),
        ("call", "middle/call"),
        ("last", "last"),
    ]
    assert log.results["call"].evidence == {"steps": 2, "proven": 2}
    assert document(tmp_path)["workflows"]["inner"]["id"] == "inner"


def test_a_call_proves_nothing_by_itself(tmp_path: Path) -> None:
    """The steps inside are what is claimed: where they are commands the run passed, and no more."""
    called = Workflow("inner").add(Stage((Step("one", command=("true",)),)))
    flow = Workflow("outer").add(Stage((Step("call", workflow="inner"),)))
    log = run_flow(tmp_path, flow, workflows={"inner": called})
    assert log.results["call"].evidence == {"steps": 1, "proven": 1}
    assert log.verdict is Verdict.PASSED


def test_outputs_stay_inside_but_for_those_of_the_call(tmp_path: Path) -> None:
    seen: list[Any] = []

    def make(context: WorkflowContext) -> None:
        seen.append((context.get_input("given"), context.get_input("outside")))
        context.set_output("made", "inside")

    def look(context: WorkflowContext) -> None:
        seen.append(context.get_input("made"))

    def before(context: WorkflowContext) -> None:
        context.set_output("outside", 1)

    flow = Workflow("outer").station("before").add(Stage((Step("call", workflow="inner", inputs={"given": 5}),)))
    flow.station("after")
    log = run_flow(
        tmp_path,
        flow,
        FakeStation("before", before),
        FakeStation("one", make),
        FakeStation("two", look),
        FakeStation("after", look),
        workflows={"inner": inner()},
    )
    assert log.state is RunState.COMPLETED
    assert seen == [(5, None), "inside", "inside"]
    assert log.results["call"].outputs == {"made": "inside"}


def test_a_failure_inside_fails_the_call_and_the_run(tmp_path: Path) -> None:
    log = call(tmp_path, FakeStation("one", fail), FakeStation("two"))
    assert (log.state, log.failed_station()) == (RunState.FAILED, "call>one")
    assert "it cannot be" in (log.error or "")
    assert set(log.results) == {"first", "call>one", "call"}
    log = go_on(tmp_path, FakeStation("one"), FakeStation("two"))
    assert log.verdict is Verdict.PROVEN
    assert (log.results["call>one"].attempts, log.attempts["first"]) == (2, 1)


def test_a_run_goes_on_inside_of_the_call(tmp_path: Path) -> None:
    def make(context: WorkflowContext) -> None:
        context.set_output("made", 1)

    one, two = FakeStation("one", make), FakeStation("two", times(fail, well), reads=("made",))
    call(tmp_path, one, two)
    log = go_on(tmp_path, one, two)
    assert (log.verdict, one.calls, two.calls) == (Verdict.PROVEN, 1, 2)


@pytest.mark.parametrize(("word", "verdict"), [("retry", Verdict.PROVEN), ("skip", Verdict.UNPROVEN)])
def test_a_question_inside_makes_the_run_wait_and_is_answered_there(
    tmp_path: Path, word: str, verdict: Verdict
) -> None:
    one, two = FakeStation("one"), FakeStation("two", times(ask, well))
    log = call(tmp_path, one, two)
    assert (log.state, log.failed_station()) == (RunState.WAITING_FOR_INPUT, "call>two")
    assert "call" not in log.results
    log = go_on(tmp_path, one, two, choice=Choice(word))
    assert (log.verdict, one.calls) == (verdict, 1)


def test_an_abort_inside_ends_the_run(tmp_path: Path) -> None:
    log = call(tmp_path, FakeStation("one", ask), FakeStation("two"), decide=lambda step, question: Choice("abort"))
    assert (log.state, log.verdict) == (RunState.CANCELLED, Verdict.FAILED)


def test_a_retried_call_runs_all_of_its_steps_again(tmp_path: Path) -> None:
    one, two = FakeStation("one"), FakeStation("two", times(fail, well))
    chain = (Handler(Policy.RETRY, 2, 0.0, jitter=False),)
    log = call(tmp_path, one, two, flow=outer(on_failure=chain))
    assert (log.verdict, one.calls, two.calls) == (Verdict.PROVEN, 2, 2)
    assert log.attempts["call"] == log.results["call"].attempts == 2


def test_a_call_whose_failure_is_passed_over_taints_the_run(tmp_path: Path) -> None:
    log = call(tmp_path, FakeStation("one", fail), FakeStation("two"), flow=outer(on_failure=(Handler(Policy.SKIP),)))
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.UNPROVEN)


def test_a_call_that_is_not_due_skips_all_of_it(tmp_path: Path) -> None:
    one = FakeStation("one")
    log = call(tmp_path, one, FakeStation("two"), flow=outer(condition="false"))
    assert (log.verdict, one.calls) == (Verdict.PROVEN, 0)
    assert [log.results[name].reason for name in ("call", "call>one", "call>two")] == ["condition"] * 3


def test_one_workflow_is_called_twice_with_results_of_its_own(tmp_path: Path) -> None:
    said: list[Any] = []

    def say(context: WorkflowContext) -> StationResult | None:
        said.append(context.get_input("given"))
        return None

    steps = (Step("a", workflow="inner", inputs={"given": 1}), Step("b", workflow="inner", inputs={"given": 2}))
    for most in (1, 2):
        log = run_flow(
            tmp_path / str(most),
            Workflow("outer").add(Stage(steps, most)),
            FakeStation("one", say),
            workflows={"inner": inner("one")},
        )
        assert (log.verdict, sorted(log.results)) == (Verdict.PROVEN, ["a", "a>one", "b", "b>one"])
        assert sorted(said) == [1, 2]
        said.clear()


def test_a_workflow_within_a_workflow_within_a_workflow(tmp_path: Path) -> None:
    middle = Workflow("middle").add(Stage((Step("deeper", workflow="inner"),)))
    flow = Workflow("outer").add(Stage((Step("deep", workflow="middle"),)))
    two = FakeStation("two", times(fail, well))
    wired = {"inner": inner(), "middle": middle}
    log = run_flow(tmp_path, flow, FakeStation("one"), two, workflows=wired)
    assert log.failed_station() == "deep>deeper>two"
    log = resume(tmp_path, FakeStation("one"), two)
    assert log.verdict is Verdict.PROVEN
    assert log.attempts["deep>deeper>one"] == 1


@each("name", ["call>two", "middle/call>two", "middle.call>two"])
def test_a_run_begins_again_at_a_step_inside(tmp_path: Path, name: str) -> None:
    one, two = FakeStation("one"), FakeStation("two")
    call(tmp_path, one, two)
    log = go_on(tmp_path, one, two, from_station=name)
    assert (log.verdict, one.calls, two.calls) == (Verdict.PROVEN, 1, 2)
    assert log.attempts == {"first": 1, "call": 2, "call>one": 1, "call>two": 2, "last": 2}


def test_a_circle_and_an_unknown_workflow_are_refused_before_anything_runs(tmp_path: Path) -> None:
    first = FakeStation("first")
    back = Workflow("inner").add(Stage((Step("back", workflow="outer"),)))
    flow = Workflow("outer").station("first").add(Stage((Step("call", workflow="inner"),)))
    executor = WorkflowExecutor(registry(first), workflows={"inner": back, "outer": flow})
    with pytest.raises(DefinitionError, match="outer → inner → outer"):
        executor.execute(flow, WorkflowContext(tmp_path, "app"))
    with pytest.raises(DefinitionError, match=r"'call' calls the unknown workflow 'inner'.*'innre'"):
        WorkflowExecutor(registry(first), workflows={"innre": back}).execute(flow, WorkflowContext(tmp_path, "app"))
    assert first.calls == 0
    assert not (tmp_path / ".mity").exists()


@pytest.mark.parametrize("act", [fail, ask], ids=["failure", "question"])
def test_a_sub_workflow_among_parallel_steps_stops_the_run_and_goes_on(tmp_path: Path, act: Act) -> None:
    one, side = FakeStation("one", times(act, well)), FakeStation("side")
    flow = Workflow("outer").add(Stage((Step("call", workflow="inner"), Step("side", "side")), 2))
    log = run_flow(tmp_path, flow, one, side, workflows={"inner": inner("one")})
    assert log.can_resume()
    log = resume(tmp_path, one, side, choice=Choice("retry"))
    assert (log.verdict, one.calls, side.calls) == (Verdict.PROVEN, 2, 1)


def test_an_input_of_the_wrong_type_fails_the_call_before_anything_in_it_runs(tmp_path: Path) -> None:
    one = FakeStation("one")
    flow = Workflow("outer").add(Stage((Step("call", workflow="inner", inputs={"given": "many"}),)))
    log = run_flow(tmp_path, flow, one, workflows={"inner": inner("one")})
    assert log.state is RunState.FAILED
    assert log.error is not None and "parameter 'given' of workflow 'inner' must be an integer, not 'many'" in log.error
    assert "call>one" not in log.attempts


def atomic() -> Workflow:
    made = Workflow("inner").station("one")
    return made.atomic("one")


@pytest.mark.parametrize("deeper", [False, True])
def test_an_atomic_workflow_is_not_called_at_the_same_time_as_other_steps(tmp_path: Path, deeper: bool) -> None:
    """Putting back its files would take those of its siblings along."""
    flow = Workflow("outer").parallel(Step("call", workflow="middle" if deeper else "inner"), "one")
    middle = Workflow("middle").add(Stage((Step("deep", workflow="inner"),)))
    with pytest.raises(DefinitionError, match="'call' runs at the same time as others, but stage 'one' of workflow"):
        run_flow(tmp_path, flow, FakeStation("one"), workflows={"inner": atomic(), "middle": middle})
    flow = Workflow("outer").add(Stage((Step("call", workflow="inner"), Step("one", "one")), 2, atomic="all"))
    log = run_flow(tmp_path, flow, FakeStation("one"), workflows={"inner": atomic()})
    assert log.state is RunState.COMPLETED
