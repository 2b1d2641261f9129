"""How parts of a run that went on at once end together, and how one ends that was cut off from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.command import Command, Outcome
from mity.engine.end import AGAIN, CUT, End, Goto, Stop, ended_by, joined
from mity.engine.kinds.findings import findings
from mity.engine.kinds.verify_report import Checked
from mity.runs.context import WorkflowContext
from mity.runs.state import RunState
from rows import each

F, P, C = RunState.FAILED, RunState.PAUSED, RunState.CANCELLED
BAD, OTHER, WAITS = Stop(F, "bad", "a", "x"), Stop(F, "other", "b", "y"), Stop(P, "waits", "c")


@each(
    ("ends", "end"),
    [
        ([], None),
        ([None, None], None),
        ([None, CUT], CUT),
        ([CUT, WAITS, None], WAITS),
        ([WAITS, BAD], BAD),
        ([BAD, WAITS], BAD),
        ([CUT, Goto("k")], Goto("k")),
        ([None, AGAIN, CUT], AGAIN),
        ([WAITS, Stop(C)], WAITS),
        ([BAD, None, OTHER], Stop(F, "bad; other", "a", "x")),
        ([OTHER, BAD], Stop(F, "other; bad", "b", "y")),
        ([BAD, WAITS, BAD], BAD),
        ([Stop(F), BAD], Stop(F, "; bad")),
    ],
)
def test_the_end_of_parts_is_what_matters_most_of_theirs(ends: list[End], end: End) -> None:
    assert joined(ends) == end


@each(
    ("stop", "failure", "end"),
    [
        (Stop(C, "by ada", "s"), None, Stop(C)),
        (Stop(F, "its time was over", "s"), None, Stop(F, "its time was over")),
        (Stop(C, "by ada"), BAD, Stop(C, "bad", "a", "x")),
        (OTHER, BAD, BAD),
        (WAITS, OTHER, Stop(P, "other", "b", "y")),
    ],
)
def test_what_failed_before_a_part_was_cut_off_stays_its_error(stop: Stop, failure: Stop | None, end: Stop) -> None:
    assert ended_by(stop, failure) == end


def outcome(code: int | None, text: str = "", **how: bool) -> Outcome:
    return Outcome(Command(("tool",), Path()), code, text, **how)


@each(
    ("checked", "failed", "summary"),
    [
        (Checked("lint", [outcome(0)]), False, "No issues"),
        (Checked("types", [outcome(0)]), False, "No errors"),
        (Checked("own", [outcome(0)]), False, "passed"),
        (Checked("own", [outcome(0), outcome(3)]), True, "exit code 3"),
        (Checked("own", [outcome(None, timed_out=True)]), True, "timed out"),
        (Checked("lint", [outcome(1, "a.py:1:1: no\na.py:2:1: no")]), True, "2 problems"),
        (Checked("lint", [outcome(1, "a.py:1:1: no")], problem="it says nothing"), True, "1 problem"),
        (Checked("own", [outcome(0)], problem="it says nothing"), True, "it says nothing"),
        (Checked("own", [outcome(3)], problem="it says nothing"), True, "it says nothing"),
        (Checked("own", missing="no tool"), False, "not run: no tool"),
    ],
)
def test_how_a_check_ended(checked: Checked, failed: bool, summary: str) -> None:
    assert (checked.failed, checked.summary) == (failed, summary)


@pytest.mark.parametrize(("more", "number"), [(0, 1), (1, 0)])
def test_a_line_that_is_too_long_is_no_complaint(more: int, number: int) -> None:
    start = "a.py:1:1: "
    assert len(findings(start + "x" * (400 - len(start) + more))) == number


class Told:
    """Who takes down what a step tells of itself."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, float | None]] = []

    def keep(self, name: str, value: object) -> None:
        raise AssertionError(name)

    def progress(self, text: str, percent: float | None) -> None:
        self.heard.append((text, percent))


def test_the_progress_of_a_step_goes_from_0_to_100() -> None:
    context, told = WorkflowContext(Path()), Told()
    context.update_progress("to nobody", 1)
    context.teller = told
    for percent in (None, 0, 0.5, 100):
        context.update_progress("so far", percent)
    assert [percent for _, percent in told.heard] == [None, 0, 0.5, 100]
    for wrong in (-1, 100.5, float("nan"), "3"):
        with pytest.raises(ValueError, match="is a number from 0 to 100"):
            context.update_progress("so far", wrong)  # type: ignore[arg-type]
