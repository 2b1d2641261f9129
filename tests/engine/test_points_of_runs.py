"""The points of a run that its files can go back to, and how a person names a step of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mity.engine.fork import REUSED
from mity.engine.place import names
from mity.engine.points import Point, last, newest, point, ran_with_undo
from mity.errors import UsageError
from mity.runs.context import WorkflowContext
from mity.runs.log import HARD, ExecutionLog
from mity.runs.result import CONTINUED, StationResult
from mity.runs.state import Status
from mity.workflow.model import Workflow
from rows import each

WELL, BAD = StationResult.done("well", {"seen": True}), StationResult.failed("no")
LATER = StationResult(Status.SKIPPED, "not due")
REPLAYED = StationResult.done("well", {"seen": True})
REPLAYED.extra[REUSED] = True


def log_of(*changes: tuple[str, ...], **results: StationResult) -> ExecutionLog:
    """A run whose steps ended in this order; `changes` are those that share a record each, in order."""
    stages = [{"name": "main", "steps": [{"id": key, "station": key} for key in results]}]
    workflow = Workflow.from_json({"id": "flow", "name": "Flow", "parameters": [], "stages": stages})
    log = ExecutionLog("0001-x", workflow, list(results), WorkflowContext(Path("/nowhere"), "app"))
    log.results.update(results)
    log.changes = [{"steps": list(steps)} for steps in changes]
    told: dict[str, Any] = {"begun": 0}
    for key in results:
        log.progress.begun_at[key] = told["begun"]
        told["begun"] = max(told["begun"], *(n for n, one in enumerate(changes, 1) if key in one), 0)
        log.progress.ended_at[key] = told["begun"]
    return log


THREE = log_of(("one",), ("two",), ("three",), one=WELL, two=WELL, three=WELL)
PAIR = log_of(("one",), ("two", "three"), ("four",), one=WELL, two=WELL, three=WELL, four=WELL)


@each(
    ("log", "name", "records", "behind"),
    [
        (THREE, "start", 0, ("one", "two", "three")),
        (THREE, "after one", 1, ("two", "three")),
        (THREE, "after three", 3, ()),
        (THREE, "before one", 0, ("one", "two", "three")),
        (THREE, "before two", 1, ("two", "three")),
        (PAIR, "after two", 2, ("four",)),
        (PAIR, "after one", 1, ("two", "three", "four")),
        (log_of(("a",), a=REPLAYED, b=WELL), "start", 0, ("b",)),
    ],
)
def test_what_is_behind_a_point(log: ExecutionLog, name: str, records: int, behind: tuple[str, ...]) -> None:
    assert point(log, name) == Point(name, records, behind)


@each(
    ("log", "count", "name"),
    [
        (THREE, 1, "after two"),
        (THREE, 2, "after one"),
        (THREE, 3, "start"),
        (PAIR, 1, "after three"),
        (PAIR, 2, "after one"),
        (log_of(("one",), one=WELL, two=LATER, three=BAD), 1, "after one"),
        (log_of(("one",), one=WELL, two=StationResult(Status.SKIPPED, "", reason=CONTINUED)), 1, "after one"),
        (log_of(("a",), a=REPLAYED, b=WELL), 1, "start"),
        (log_of(("one", "two"), one=WELL, two=WELL), 1, "start"),
    ],
)
def test_the_last_steps_are_those_that_ran(log: ExecutionLog, count: int, name: str) -> None:
    assert last(log, count).name == name


def test_what_of_a_step_has_results_of_its_own_is_not_counted_twice() -> None:
    log = log_of(one=WELL, two=WELL)
    for key in ("two>inner", "two[0]", "finally/told"):
        log.results[key] = WELL
    with pytest.raises(UsageError, match="only 3 steps of run 0001-x ran, not 4"):
        last(log, 4)
    assert last(log, 3).name == "start" and last(log, 1).name == "after two>inner"


@pytest.mark.parametrize(("name", "said"), [("after gone", "has not ended"), ("before gone", "has not begun")])
def test_a_step_to_which_the_run_has_not_come_is_no_point(name: str, said: str) -> None:
    with pytest.raises(UsageError, match=f"step 'gone' of run 0001-x {said}, so nothing goes back to it"):
        point(THREE, name)


def test_the_newest_point_that_was_passed_and_still_stands_counts() -> None:
    plan = {"after": ["one", "two"], "before": ["three"]}
    stages = [{"name": "main", "steps": [{"id": key, "station": key} for key in ("one", "two", "three", "four")]}]
    data = {"id": "flow", "name": "Flow", "parameters": [], "stages": stages, "rollback": plan}
    log = log_of(("one",), ("two",), ("three",), one=WELL, two=WELL, three=WELL)
    log.workflow = Workflow.from_json(data)
    assert newest(log).name == "before three"
    del log.progress.begun_at["three"]
    assert newest(log).name == "after two"
    log.progress.undone["two"] = HARD
    assert newest(log).name == "after one"
    log.results["one"] = BAD
    assert newest(log).name == "start"


def test_what_is_taken_back_is_what_succeeded_the_last_one_first() -> None:
    log = log_of(one=WELL, two=BAD, three=WELL, four=WELL)
    log.progress.undone["four"] = HARD
    assert ran_with_undo(log, ["one", "two", "three", "four"]) == ["three", "one"]
    assert (Point("start").told, Point("after two").told) == ("its start", "right after step two")


@each(
    ("address", "key", "word", "named"),
    [
        ("main/one", "one", "one", True),
        ("main/one", "one", "main/one", True),
        ("main/one", "one", "main.one", True),
        ("main/one", "one", "ne", False),
        ("main/call>inner/deep", "call>deep", "inner/deep", True),
        ("main/call>inner/deep", "call>deep", "call>inner/deep", True),
        ("main/call>inner/deep", "call>deep", "call>deep", True),
        ("main/call>inner/deep", "call>deep", "call", False),
    ],
)
def test_a_step_is_named_by_its_key_or_the_tail_of_its_address(address: str, key: str, word: str, named: bool) -> None:
    assert names(address, key, word) is named
