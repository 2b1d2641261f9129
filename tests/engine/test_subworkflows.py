"""Workflows that call others: their steps have keys of their own, their questions and failures reach the caller."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_stations import FakeStation, ask, document_path, fail, registry, times, well
from mity import Choice, DefinitionError, RunState, Step, Verdict, Workflow, WorkflowContext, WorkflowExecutor
from mity.runs.events import STEP_FINISHED, Event
from mity.workflow.core import Handler, Parameter, Policy, Stage


def caller(*chain: Handler) -> Workflow:
    call = Step("call", workflow="child", inputs={"level": "${{ outputs.n }}"}, on_failure=chain or None)
    return Workflow("parent").station("first").add(Stage((call,), name="calls")).station("last")


def child() -> Workflow:
    made = Workflow("child").add(Stage((Step("inner", "inner"), Step("next", "next")), name="inside"))
    made.parameters = (Parameter("level"),)
    return made


def executor(*stations: FakeStation, heard: list[Event] | None = None) -> WorkflowExecutor:
    listeners = [heard.append] if heard is not None else []
    return WorkflowExecutor(registry(*stations), workflows={"child": child()}, listeners=listeners)


def first() -> FakeStation:
    return FakeStation("first", lambda context: context.set_output("n", 7))


def test_a_call_runs_the_steps_of_the_other_and_takes_its_outputs(tmp_path: Path) -> None:
    seen: list[object] = []

    def inner(context: WorkflowContext) -> None:
        seen.extend([context.get_input("level"), context.get_input("n")])
        context.set_output("made", "x")

    heard: list[Event] = []
    stations = (
        first(),
        FakeStation("inner", inner),
        FakeStation("next", reads=("made",)),
        FakeStation("last", reads=("made",)),
    )
    log = executor(*stations, heard=heard).execute(caller(), WorkflowContext(tmp_path, "app"))
    assert log.verdict is Verdict.PROVEN, log.error
    assert seen == [7, None], "a child sees its parameters and nothing else of its parent"
    assert log.stations == ["first", "call", "call>inner", "call>next", "last"]
    addresses = [event.address for event in heard if event.kind == STEP_FINISHED]
    assert addresses == ["first", "calls/call>inside/inner", "calls/call>inside/next", "calls/call", "last"]


def test_a_failure_inside_is_the_failure_of_the_call(tmp_path: Path) -> None:
    last = FakeStation("last")
    stations = (first(), FakeStation("inner"), FakeStation("next", fail), last)
    log = executor(*stations).execute(caller(), WorkflowContext(tmp_path, "app"))
    assert (log.state, log.failed_station(), last.calls) == (RunState.FAILED, "call>next", 0)
    assert log.results["call"].message == "station 'call>next': it cannot be"


def test_a_call_can_be_retried_as_a_whole(tmp_path: Path) -> None:
    inner = FakeStation("inner")
    stations = (first(), inner, FakeStation("next", times(fail, well)), FakeStation("last"))
    retry = Handler(Policy.RETRY, 1, initial_s=0.01)
    log = executor(*stations).execute(caller(retry), WorkflowContext(tmp_path, "app"))
    assert (log.verdict, inner.calls) == (Verdict.PROVEN, 2)


def test_a_question_inside_stops_the_run_and_a_resume_goes_on_inside(tmp_path: Path) -> None:
    inner = FakeStation("inner", lambda context: context.set_output("made", "x"))
    stations = (first(), inner, FakeStation("next", times(ask, well), reads=("made",)), FakeStation("last"))
    made = executor(*stations)
    log = made.execute(caller(), WorkflowContext(tmp_path, "app"))
    assert (log.state, log.failed_station(), "call" in log.results) == (RunState.WAITING_FOR_INPUT, "call>next", False)
    log = made.resume(made.load_log(document_path(tmp_path)), Choice("retry"))
    assert (log.verdict, inner.calls) == (Verdict.PROVEN, 1)


def test_one_may_begin_again_inside(tmp_path: Path) -> None:
    inner, following, before = FakeStation("inner"), FakeStation("next"), first()
    made = executor(before, inner, following, FakeStation("last"))
    made.execute(caller(), WorkflowContext(tmp_path, "app"))
    log = made.resume(made.load_log(document_path(tmp_path)), from_station="inside/next")
    assert (log.verdict, before.calls, inner.calls, following.calls) == (Verdict.PROVEN, 1, 1, 2)


def test_a_call_that_is_not_due_passes_its_steps_over(tmp_path: Path) -> None:
    call = Step("call", workflow="child", condition="false", inputs={"level": 1})
    flow = Workflow("parent").station("first").add(Stage((call,)))
    log = executor(first(), FakeStation("inner"), FakeStation("next")).execute(flow, WorkflowContext(tmp_path, "app"))
    assert log.verdict is Verdict.PROVEN
    assert [log.results[name].reason for name in ("call", "call>inner", "call>next")] == ["condition"] * 3


def test_workflows_that_call_each_other_and_unknown_ones_are_refused(tmp_path: Path) -> None:
    loop = Workflow("child").add(Stage((Step("again", workflow="child"),)))
    made = WorkflowExecutor(registry(FakeStation("first"), FakeStation("last")), workflows={"child": loop})
    with pytest.raises(DefinitionError, match="workflows call each other: child → child"):
        made.execute(caller(), WorkflowContext(tmp_path, "app"))
    with pytest.raises(DefinitionError, match="calls the unknown workflow 'child'"):
        WorkflowExecutor(registry(FakeStation("first"), FakeStation("last"))).execute(
            caller(), WorkflowContext(tmp_path)
        )
    assert not (tmp_path / ".mity").exists()
