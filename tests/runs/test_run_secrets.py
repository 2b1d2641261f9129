"""Secret values given to a run: masked in its log, found again in the environment when it goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fake_stations import FakeStation, ask, document, document_path, in_order, registry, times, well
from mity import LogError, RunState, Station, StationResult, Verdict, Workflow, WorkflowContext, WorkflowExecutor
from rows import each

VALUE = "s3cret-value-of-mine"


def begin(workspace: Path, context: WorkflowContext, *stations: Station) -> None:
    log = WorkflowExecutor(registry(*stations)).execute(in_order(*stations), context)
    assert log.state is RunState.WAITING_FOR_INPUT
    for path in workspace.rglob("*"):
        assert not path.is_file() or VALUE not in path.read_text(encoding="utf-8"), path


def go_on(workspace: Path, environment: dict[str, str], *stations: Station) -> WorkflowContext:
    executor = WorkflowExecutor(registry(*stations), environment=environment)
    log = executor.resume(executor.load_log(document_path(workspace)))
    assert log.verdict is Verdict.PROVEN
    assert VALUE not in document_path(workspace).read_text(encoding="utf-8")
    return log.context


def test_a_secret_of_the_environment_is_masked_and_refilled(tmp_path: Path) -> None:
    station = FakeStation("one", times(ask, well))
    begin(tmp_path, WorkflowContext(tmp_path).with_env("API_KEY", VALUE).with_env("MODE", "fast"), station)
    assert document(tmp_path)["context"]["env"] == {"API_KEY": "***", "MODE": "fast"}
    context = go_on(tmp_path, {"API_KEY": VALUE}, station)
    assert context.env == {"API_KEY": VALUE, "MODE": "fast"}


def test_a_secret_that_is_not_there_is_asked_for_by_name(tmp_path: Path) -> None:
    station = FakeStation("one", times(ask, well))
    begin(tmp_path, WorkflowContext(tmp_path).with_env("API_KEY", VALUE), station)
    before = document_path(tmp_path).read_bytes()
    with pytest.raises(LogError, match="needs the secret API_KEY: set it in the environment, then resume"):
        go_on(tmp_path, {"OTHER": VALUE}, station)
    assert document_path(tmp_path).read_bytes() == before
    assert station.calls == 1


def test_a_secret_too_short_to_be_found_in_texts_is_masked_where_it_has_a_name(tmp_path: Path) -> None:
    station = FakeStation("one", times(ask, well))
    context = WorkflowContext(tmp_path).with_env("API_KEY", "abc").with_metadata("answers", {"pat": "xyz"})
    begin(tmp_path, context, station)
    kept = document(tmp_path)["context"]
    assert (kept["env"], kept["metadata"]) == ({"API_KEY": "***"}, {"answers": {"pat": "***"}})


def test_an_empty_value_is_no_secret(tmp_path: Path) -> None:
    station = FakeStation("one", times(ask, well))
    begin(tmp_path, WorkflowContext(tmp_path).with_env("API_KEY", ""), station)
    assert go_on(tmp_path, {}, station).env == {"API_KEY": ""}


@each(
    ("key", "value"),
    [
        ("api_token", VALUE),
        ("answers", {"api_token": VALUE, "name": "shop"}),
        ("answers", {"database": {"api_token": VALUE}}),
        ("answers", [{"api_token": VALUE}]),
    ],
    ids=["bare", "mapping", "deep", "list"],
)
def test_a_secret_of_the_metadata_comes_back_wherever_it_stands(tmp_path: Path, key: str, value: Any) -> None:
    station = FakeStation("one", times(ask, well), reads=(key,))
    begin(tmp_path, WorkflowContext(tmp_path).with_metadata(key, value), station)
    with pytest.raises(LogError, match="needs the secret api_token"):
        go_on(tmp_path, {}, station)
    context = go_on(tmp_path, {"api_token": VALUE}, station)
    assert context.metadata == {key: value}


def test_a_secret_that_nobody_reads_any_more_is_not_asked_for(tmp_path: Path) -> None:
    stations = FakeStation("one", reads=("answers",)), FakeStation("two", times(ask, well))
    begin(tmp_path, WorkflowContext(tmp_path).with_metadata("answers", {"api_token": VALUE}), *stations)
    go_on(tmp_path, {}, *stations)


@each("value", [5, None, True, ["a", 1], {"user": "x"}, {"deep": [1]}])
def test_a_secret_name_may_hold_something_else_than_a_text(tmp_path: Path, value: Any) -> None:
    station = FakeStation("one", times(ask, well))
    context = WorkflowContext(tmp_path).with_metadata("auth", value).with_metadata("answers", {"token": value})
    begin(tmp_path, context, station)
    assert go_on(tmp_path, {}, station).metadata == {"auth": value, "answers": {"token": value}}


def test_what_a_station_says_of_a_secret_is_masked(tmp_path: Path) -> None:
    def tell(context: WorkflowContext) -> StationResult:
        context.set_output("line", f"key={context.env['API_KEY']}")
        return StationResult.done(f"used {context.env['API_KEY']}", {"header": [f"Bearer {context.env['API_KEY']}"]})

    stations = FakeStation("tell", tell), FakeStation("one", times(ask, well))
    begin(tmp_path, WorkflowContext(tmp_path).with_env("API_KEY", VALUE), *stations)
    row = document(tmp_path)["results"][0]["result"]
    assert (row["message"], row["evidence"], row["outputs"]) == (
        "used ***",
        {"header": ["Bearer ***"]},
        {"line": "key=***"},
    )


def test_an_error_that_names_a_secret_is_masked(tmp_path: Path) -> None:
    def boom(context: WorkflowContext) -> StationResult:
        raise ConnectionError(f"401 for {context.env['API_KEY']}")

    stations = [FakeStation("one", boom)]
    context = WorkflowContext(tmp_path).with_env("API_KEY", VALUE)
    WorkflowExecutor(registry(*stations)).execute(in_order(*stations), context)
    data = document(tmp_path)
    assert data["error"].endswith("ConnectionError: 401 for ***")
    assert VALUE not in document_path(tmp_path).read_text(encoding="utf-8")


def hand_on(context: WorkflowContext) -> None:
    context.set_output("db_password", VALUE)


@pytest.mark.parametrize("place", ["input", "output"])
def test_a_secret_that_a_step_is_given_or_hands_on_is_not_in_the_log(tmp_path: Path, place: str) -> None:
    station = FakeStation("one", hand_on) if place == "output" else FakeStation("one")
    inputs = {"api_token": VALUE} if place == "input" else None
    workflow = Workflow("flow", "Flow").station("one", inputs=inputs)
    WorkflowExecutor(registry(station)).execute(workflow, WorkflowContext(tmp_path))
    assert VALUE not in document_path(tmp_path).read_text(encoding="utf-8")


def test_a_masked_input_is_found_again_in_the_environment_or_asked_for(tmp_path: Path) -> None:
    seen: list[object] = []

    def use(context: WorkflowContext) -> None:
        seen.append(context.get_input("api_token"))
        if len(seen) == 1:
            raise ValueError("the first try fails")

    workflow = Workflow("flow", "Flow").station("one", inputs={"api_token": VALUE})
    stations = registry(FakeStation("one", use))
    WorkflowExecutor(stations).execute(workflow, WorkflowContext(tmp_path))
    without = WorkflowExecutor(stations, environment={})
    with pytest.raises(LogError, match="api_token"):
        without.resume(without.load_log(document_path(tmp_path)))
    given = WorkflowExecutor(stations, environment={"api_token": VALUE})
    given.resume(given.load_log(document_path(tmp_path)))
    assert seen == [VALUE, VALUE]


def test_a_secret_output_too_short_to_be_found_in_texts_is_masked_by_its_name(tmp_path: Path) -> None:
    def hand_on_a_pin(context: WorkflowContext) -> None:
        context.set_output("db_password", "4711")
        context.set_output("rooms", 4711)

    station = FakeStation("one", hand_on_a_pin)
    WorkflowExecutor(registry(station)).execute(in_order(station), WorkflowContext(tmp_path))
    data = document(tmp_path)
    masked = {"db_password": "***", "rooms": 4711}
    assert (data["context"]["outputs"], data["results"][0]["result"]["outputs"]) == (masked, masked)


def test_what_a_later_station_says_of_a_secret_output_is_masked(tmp_path: Path) -> None:
    def tell(context: WorkflowContext) -> StationResult:
        return StationResult.done(f"connected with {context.get_output('db_password')}", {"seen": True})

    stations = FakeStation("one", hand_on), FakeStation("two", tell)
    WorkflowExecutor(registry(*stations)).execute(in_order(*stations), WorkflowContext(tmp_path))
    data = document(tmp_path)
    assert data["results"][1]["result"]["message"] == "connected with ***"
    assert VALUE not in document_path(tmp_path).read_text(encoding="utf-8")
