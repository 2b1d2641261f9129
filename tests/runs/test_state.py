"""The states of a run: which follow which, and what each means for who looks at it."""

from __future__ import annotations

import pytest

from mity.runs.state import RunState, Status
from rows import each

S = RunState
STOPS = {S.PAUSED, S.WAITING_FOR_CHECKPOINT, S.WAITING_FOR_INPUT, S.COMPLETED, S.FAILED, S.CANCELLED}
NEXT = {
    S.PENDING: {S.RUNNING, S.CANCELLED},
    S.RUNNING: STOPS,
    S.PAUSED: {S.RUNNING, S.CANCELLED},
    S.WAITING_FOR_CHECKPOINT: {S.RUNNING, S.CANCELLED},
    S.WAITING_FOR_INPUT: {S.RUNNING, S.CANCELLED},
    S.FAILED: {S.RUNNING, S.CANCELLED},
    S.COMPLETED: {S.RUNNING},
    S.CANCELLED: {S.RUNNING},
}


@each("state", RunState)
def test_a_run_moves_only_to_what_may_follow(state: RunState) -> None:
    for to in RunState:
        if to is state or to in NEXT[state]:
            assert state.move(to) is to
        else:
            with pytest.raises(ValueError, match=f"a run that is {state} cannot become {to}"):
                state.move(to)


def test_what_each_state_means() -> None:
    assert {state for state in RunState if not state.can_resume} == {S.COMPLETED, S.CANCELLED}
    assert {state for state in RunState if state.waiting} == {S.WAITING_FOR_INPUT, S.WAITING_FOR_CHECKPOINT}
    assert {state for state in RunState if state.ended} == {S.COMPLETED, S.FAILED, S.CANCELLED}
    assert {status for status in Status if status.passed} == {
        *(Status.DONE, Status.CONTINUED, Status.SKIPPED, Status.UNAVAILABLE)
    }
