"""The order of a run."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from fake_stations import FakeStation, registry, run
from mity import DefinitionError, StationRegistry, Workflow, WorkflowContext, WorkflowExecutor
from mity.engine.order import ordered_stages
from rows import each


def flow(*names: str) -> Workflow:
    workflow = Workflow("flow", "Flow")
    for name in names:
        workflow.station(name)
    return workflow


def order(workflow: Workflow, stations: StationRegistry) -> list[str]:
    return [step.id for stage in ordered_stages(workflow, stations) for step in stage.steps]


def test_without_dependencies_the_order_is_as_written() -> None:
    assert order(flow("c", "a", "b"), registry(FakeStation("a"), FakeStation("b"), FakeStation("c"))) == ["c", "a", "b"]


def test_a_dependency_moves_before_its_dependents_and_the_rest_stays() -> None:
    stations = registry(
        FakeStation("a", needs=("c",)), FakeStation("b"), FakeStation("c", needs=("d",)), FakeStation("d")
    )
    assert order(flow("a", "b", "c", "d"), stations) == ["d", "c", "a", "b"]


def test_a_dependency_may_name_a_step_or_a_station() -> None:
    stations = registry(FakeStation("use", needs=("make",)), FakeStation("make"))
    workflow = Workflow("flow", "Flow").station("use").station("make", id="first make")
    assert order(workflow, stations) == ["first make", "use"]


def test_every_use_of_a_station_comes_before_what_depends_on_it() -> None:
    stations = registry(FakeStation("use", needs=("make",)), FakeStation("make"))
    workflow = Workflow("flow", "Flow").station("make", id="one").station("use").station("make", id="two")
    assert order(workflow, stations).index("one") < order(workflow, stations).index("use")


@each(
    ("workflow", "said"),
    [
        (flow(), "workflow 'flow' has no stations: add one with .station(name)"),
        (flow("a", "nobody"), "unknown station 'nobody'"),
        (flow("needs b"), "'needs b' depends on 'b', which is not in workflow 'flow': add .station('b') before it"),
        (flow("self"), "stations depend on each other: self → self"),
        (flow("x", "y", "z", "a"), "stations depend on each other: x → y → z → x"),
        (Workflow("flow", "Flow").parallel("needs b", "b"), "'needs b' depends on 'b' but runs at the same time"),
    ],
    ids=["empty", "unknown", "missing", "self", "circle", "same time"],
)
def test_a_plan_that_cannot_be_is_refused_by_name(tmp_path: Path, workflow: Workflow, said: str) -> None:
    stations = registry(
        FakeStation("a"),
        FakeStation("b"),
        FakeStation("needs b", needs=("b",)),
        FakeStation("self", needs=("self",)),
        FakeStation("x", needs=("y",)),
        FakeStation("y", needs=("z",)),
        FakeStation("z", needs=("x",)),
    )
    with pytest.raises(DefinitionError, match=re.escape(said)):
        WorkflowExecutor(stations).execute(workflow, WorkflowContext(tmp_path))
    assert not (tmp_path / ".mity").exists(), "nothing is written before the plan is sound"


def test_a_missing_dependency_gets_the_nearest_name() -> None:
    stations = registry(FakeStation("use", needs=("scafold",)), FakeStation("scaffold"))
    with pytest.raises(DefinitionError, match="did you mean 'scaffold'"):
        order(flow("use", "scaffold"), stations)


@pytest.mark.slow
@pytest.mark.rotation("scale", of=3)
def test_ten_thousand_stations_in_a_chain_are_planned_in_a_moment() -> None:
    count = 10_000
    stations = registry(*(FakeStation(f"s{n}", needs=(f"s{n + 1}",) if n + 1 < count else ()) for n in range(count)))
    workflow = flow(*(f"s{n}" for n in range(count)))
    begun = time.process_time()
    assert order(workflow, stations) == [f"s{n}" for n in reversed(range(count))]
    assert time.process_time() - begun < 1.0


@pytest.mark.slow
@pytest.mark.rotation("scale", of=3)
def test_a_circle_of_ten_thousand_is_found_in_a_moment() -> None:
    count = 10_000
    stations = registry(*(FakeStation(f"s{n}", needs=(f"s{(n + 1) % count}",)) for n in range(count)))
    begun = time.process_time()
    with pytest.raises(DefinitionError, match="s0 → s1 → s2"):
        order(flow(*(f"s{n}" for n in range(count))), stations)
    assert time.process_time() - begun < 1.0


def test_the_run_follows_the_plan(tmp_path: Path) -> None:
    log = run(tmp_path, FakeStation("late", needs=("early",)), FakeStation("early"))
    assert log.stations == ["early", "late"] == list(log.results)
