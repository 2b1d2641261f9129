"""The engine as the README shows it, from end to end, and the context that flows through it."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

import mity
from fake_stations import FakeStation, document, document_path, in_order, registry
from mity import (
    DefinitionError,
    IacConfig,
    RunState,
    Stage,
    Station,
    StationInputs,
    StationOutputs,
    StationRegistry,
    StationResult,
    Step,
    Verdict,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from rows import each


class Previous(Station):
    name = "previous-station"

    def execute(self, context: WorkflowContext) -> StationResult:
        context.set_output("previous_output", "in")
        return StationResult.done("handed on", {"handed": "in"})


class MyStation(Station):
    name = "my-station"
    description = "FakeStation something useful"
    inputs = StationInputs(required=("previous_output",), optional=("config",))
    outputs = StationOutputs(keys=("my_result",), artefacts=("output-file",))
    dependencies = ("previous-station",)

    def execute(self, context: WorkflowContext) -> StationResult:
        text = context.get_input("previous_output") + context.get_input("config", "!")
        context.output_path.mkdir(parents=True)
        (context.output_path / "output-file").write_text(text)
        context.set_output("my_result", "success")
        return StationResult.done("made", {"bytes": len(text)})


def test_the_seeds_example_runs_to_a_proven_end(tmp_path: Path) -> None:
    stations = StationRegistry()
    stations.register(MyStation())
    stations.register(Previous())
    workflow = Workflow("my-workflow", "My Workflow").with_description("two stations").station("my-station")
    workflow.station("previous-station")
    context = (
        WorkflowContext(tmp_path, "my-app", "python-fastapi")
        .with_iac(IacConfig.terraform("azure"))
        .with_env("GREETING", "hello")
        .with_metadata("config", "?")
    )
    executor = WorkflowExecutor(stations)
    log = executor.execute(workflow, context)
    assert (log.state, log.verdict, log.error) == (RunState.COMPLETED, Verdict.PROVEN, None)
    assert log.stations == ["previous-station", "my-station"], "the dependency comes first"
    assert (tmp_path / "my-app" / "output-file").read_text() == "in?"
    assert log.context.get_output("my_result") == "success"
    assert not log.can_resume()
    assert log.failed_station() is None
    again = executor.load_log(document_path(tmp_path))
    assert again.to_json() == log.to_json() == document(tmp_path)
    assert again.context.iac == IacConfig("terraform", "azure")
    assert again.context.env == {"GREETING": "hello"}
    assert again.context.metadata == {"config": "?"}
    assert again.context.stack == "python-fastapi"
    assert again.workflow.description == "two stations"


def test_every_public_name_is_there_and_documented() -> None:
    assert sorted(mity.__all__) == sorted(set(mity.__all__))
    for name in mity.__all__:
        assert getattr(mity, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        mity.Nothing  # noqa: B018
    assert importlib.import_module("mity").__version__


def test_a_workflow_is_built_by_chaining_and_keeps_its_order() -> None:
    workflow = Workflow("a", "A").station("one", inputs={"n": 1}).parallel("two", Step("b", "two"), max_parallel=3)
    assert [(step.id, step.station) for step in workflow.steps()] == [("one", "one"), ("two", "two"), ("b", "two")]
    assert workflow.stages[1].max_parallel == 3
    assert Workflow.from_json(workflow.to_json()).to_json() == workflow.to_json()
    assert workflow.stages[0] == Stage((Step("one", "one", {"n": 1}),))


def test_two_steps_of_one_id_are_refused_and_an_id_tells_them_apart() -> None:
    workflow = Workflow("a", "A").station("one")
    with pytest.raises(DefinitionError, match=r"'a' has two steps named 'one'.*id of its own"):
        workflow.station("one")
    with pytest.raises(DefinitionError, match="two steps named 'x'"):
        workflow.parallel("x", "x")
    workflow.station("one", id="one again")
    assert len(list(workflow.steps())) == 2
    with pytest.raises(DefinitionError, match="max_parallel is 0"):
        workflow.parallel("y", max_parallel=0)


def test_one_station_runs_twice_with_inputs_of_its_own(tmp_path: Path) -> None:
    def shout(context: WorkflowContext) -> None:
        context.set_output(f"said {context.get_input('word')}", context.get_input("word").upper())

    workflow = Workflow("a", "A")
    for word in ("hi", "ho"):
        workflow.station("shout", id=word, inputs={"word": word})
    log = WorkflowExecutor(registry(FakeStation("shout", shout, reads=("word",)))).execute(
        workflow, WorkflowContext(tmp_path)
    )
    assert log.context.outputs == {"said hi": "HI", "said ho": "HO"}
    assert log.context.has_input("said hi")
    assert not log.context.has_input("word"), "the inputs of a step are its own"


def test_inputs_come_from_the_step_then_metadata_then_outputs(tmp_path: Path) -> None:
    context = WorkflowContext(tmp_path).with_metadata("a", "metadata").with_metadata("b", "metadata")
    context.merge_outputs({"a": "output", "c": "output"})
    view = context.for_step({"c": "step"})
    assert [view.get_input(key) for key in "abcd"] == ["metadata", "metadata", "step", None]
    assert view.get_input("d", 7) == 7
    view.set_output("a", "mine")
    assert view.get_input("a") == "metadata", "what is fixed for the whole run is not shadowed by an output"
    view.set_output("e", "mine")
    assert (view.get_input("e"), context.get_input("e")) == ("mine", None)


@each("value", [object(), {1, 2}, b"bytes", float("nan"), Path("/x"), {"deep": [object()]}])
def test_only_json_data_can_be_handed_on(tmp_path: Path, value: Any) -> None:
    with pytest.raises(TypeError, match="'key' is not plain JSON data"):
        WorkflowContext(tmp_path).set_output("key", value)
    with pytest.raises(TypeError, match="'key' is not plain JSON data"):
        WorkflowContext(tmp_path).with_metadata("key", value)


def test_a_station_that_hands_on_no_json_fails_and_the_log_stays_whole(tmp_path: Path) -> None:
    station = FakeStation("odd", lambda context: context.set_output("key", object()))
    log = WorkflowExecutor(registry(station)).execute(in_order(station), WorkflowContext(tmp_path))
    assert log.state is RunState.FAILED
    assert "not plain JSON data" in (log.error or "")
    assert document(tmp_path)["state"] == "failed"


@each("source", ["output", "metadata", "step"])
def test_what_a_station_does_to_a_value_it_read_stays_with_it(tmp_path: Path, source: str) -> None:
    context = WorkflowContext(tmp_path).with_metadata("metadata", {"list": [1]})
    context.merge_outputs({"output": {"list": [1]}})
    inputs = {"step": {"list": [1]}}
    context.for_step(inputs).get_input(source)["list"].append(2)
    assert context.for_step(inputs).get_input(source) == {"list": [1]}


def test_what_was_handed_on_is_not_changed_afterwards(tmp_path: Path) -> None:
    context = WorkflowContext(tmp_path)
    rows = [1]
    context.set_output("rows", rows)
    rows.append(2)
    context.get_output("rows").append(3)
    assert context.get_output("rows") == [1]


def test_the_templates_that_ship_are_found(tmp_path: Path) -> None:
    assert (WorkflowContext(tmp_path).templates_path / "python-fastapi" / "stack.yaml").is_file()


@each(
    "result",
    [
        StationResult.done("look", {"path": Path("/x")}),
        StationResult.done("look", {"number": float("inf")}),
        StationResult.failed(ValueError("an error instead of a text")),  # type: ignore[arg-type]
    ],
    ids=["evidence", "number", "message"],
)
def test_a_result_that_is_no_json_fails_the_station_and_keeps_the_log(tmp_path: Path, result: StationResult) -> None:
    odd = FakeStation("odd", lambda context: result)
    log = WorkflowExecutor(registry(odd)).execute(in_order(odd), WorkflowContext(tmp_path))
    assert log.state is RunState.FAILED
    assert "not plain JSON data" in (log.error or "")
    assert document(tmp_path)["state"] == "failed"


def test_a_name_that_is_no_unicode_is_kept_in_the_log(tmp_path: Path) -> None:
    name = b"caf\xe9".decode("utf-8", "surrogateescape")

    def look(context: WorkflowContext) -> StationResult:
        context.set_output("name", name)
        return StationResult.done(f"found {name}", {name: name})

    station = FakeStation("look", look)
    executor = WorkflowExecutor(registry(station))
    log = executor.execute(in_order(station), WorkflowContext(tmp_path))
    assert log.state is RunState.COMPLETED
    assert document_path(tmp_path).read_bytes().decode("utf-8")
    again = executor.load_log(document_path(tmp_path))
    assert again.results["look"].evidence == {name: name}
    assert again.context.get_output("name") == name
