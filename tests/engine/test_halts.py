"""Where a run halts at a debugger, what is seen and changed there, and how it goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fake_stations import FakeStation, ask, fail, run_flow, times, well
from mity.engine.debugging import GO, QUIT, RETRY, Halt
from mity.engine.scope import RunScope
from mity.errors import UsageError
from mity.redaction import MASK, Redactor
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.runs.result import StationResult
from mity.runs.state import RunState, Verdict
from mity.workflow.model import Workflow


class AtPrompt:
    """A debugger that halts before `stops` and says what `says` returns for each halt; without one it goes on."""

    def __init__(self, *stops: str, says: Callable[[Halt], str] = lambda halt: GO) -> None:
        self.stops, self._says = stops, says
        self.seen: list[tuple[str, bool]] = []

    def halts(self, halt: Halt) -> bool:
        return halt.step.key in self.stops

    def ask(self, halt: Halt) -> str:
        self.seen.append((halt.step.key, halt.failed is not None))
        return self._says(halt)


def debugged(folder: Path, debugger: AtPrompt, *stations: FakeStation) -> ExecutionLog:
    """A run of the stations at a debugger."""

    def scope(context: WorkflowContext) -> RunScope:
        made = RunScope(Redactor({}))
        made.debugger = debugger
        return made

    workflow = Workflow("flow", "Flow")
    for station in stations:
        workflow.station(station.name)
    return run_flow(folder, workflow, *stations, scope=scope)


def gives(context: WorkflowContext) -> StationResult:
    context.set_output("n", 1)
    context.set_output("api_token", "tok-abcdef")
    return well(context)


def one() -> FakeStation:
    return FakeStation("one", gives, makes=("n", "api_token"))


def test_a_run_halts_where_it_is_told_to_and_goes_on(tmp_path: Path) -> None:
    prompt = AtPrompt("two")
    log = debugged(tmp_path, prompt, one(), FakeStation("two"))
    assert (log.state, prompt.seen, log.verdict) == (RunState.COMPLETED, [("two", False)], Verdict.PROVEN)


def test_leaving_pauses_the_run_before_the_step(tmp_path: Path) -> None:
    prompt = AtPrompt("one", "two", says=lambda halt: QUIT)
    log = debugged(tmp_path, prompt, one(), FakeStation("two"))
    assert (log.state, log.error, list(log.results)) == (RunState.PAUSED, "stopped before 'one'", [])
    assert prompt.seen == [("one", False)], "nobody is asked again"


def test_a_failed_step_is_tried_again_or_left(tmp_path: Path) -> None:
    answers = iter((RETRY, QUIT))
    two = FakeStation("two", fail)
    prompt = AtPrompt(says=lambda halt: next(answers))
    log = debugged(tmp_path, prompt, one(), two)
    assert (prompt.seen, two.calls) == ([("two", True)] * 2, 2)
    assert (log.state, log.error) == (RunState.PAUSED, "stopped behind 'two'")


def test_a_failed_step_that_nobody_tries_again_ends_the_run(tmp_path: Path) -> None:
    log = debugged(tmp_path, prompt := AtPrompt(), one(), FakeStation("two", fail), FakeStation("three"))
    assert (log.state, prompt.seen) == (RunState.FAILED, [("two", True)])


def test_the_step_that_ended_last_can_be_tried_again(tmp_path: Path) -> None:
    answers = iter((RETRY, GO))
    station = one()
    log = debugged(tmp_path, AtPrompt("two", says=lambda halt: next(answers)), station, FakeStation("two"))
    assert (log.state, station.calls) == (RunState.COMPLETED, 2)


def test_a_question_is_no_failure_to_halt_at(tmp_path: Path) -> None:
    log = debugged(tmp_path, prompt := AtPrompt(), FakeStation("one", ask))
    assert (log.state, prompt.seen) == (RunState.WAITING_FOR_INPUT, [])


def test_what_steps_gave_is_seen_without_secrets_and_changed_by_a_person_proves_nothing(tmp_path: Path) -> None:
    told: dict[str, Any] = {}

    def says(halt: Halt) -> str:
        told["steps"] = [(key, status and status.value) for key, status in halt.steps()]
        later = next(step.address for step in halt.root.plan.steps() if step.key == "three")
        told["level"], told["before"] = halt.level, halt.before
        told["one"], told["n"], told["later"] = halt.evaluate("one"), halt.evaluate("outputs.n > 0"), halt.find("three")
        told["token"], told["none"] = halt.evaluate("outputs")["api_token"], halt.evaluate(later)
        for word, output in (("three", "n"), ("nowhere", "n"), ("one", "no name")):
            with pytest.raises(UsageError):
                halt.set(word, output, 5, "me")
        assert halt.set("one", "n", 5, "me") == "one"
        return GO

    seen: list[Any] = []
    last = FakeStation("three", lambda context: seen.append(context.get_output("n")))
    log = debugged(tmp_path, AtPrompt("two", says=says), one(), FakeStation("two"), last)
    assert told["steps"] == [("one", "done"), ("two", None), ("three", None)]
    assert (told["level"], told["before"], told["n"], told["none"]) == (0, "one", True, None)
    assert told["one"]["outputs"] == {"n": 1, "api_token": MASK} and told["token"] == MASK
    assert (seen, log.touched[0]["station"], log.touched[0]["by"]) == ([5], "one", "me")
    assert log.state is RunState.COMPLETED and log.verdict is not Verdict.PROVEN


def test_a_name_of_several_steps_is_none(tmp_path: Path) -> None:
    def says(halt: Halt) -> str:
        with pytest.raises(UsageError, match="there is no step 'nowhere'"):
            halt.find("nowhere")
        assert halt.find("one") == "one"
        return QUIT

    assert debugged(tmp_path, AtPrompt("one", says=says), one()).state is RunState.PAUSED


def test_acts_follow_one_another(tmp_path: Path) -> None:
    two = FakeStation("two", times(fail, well))
    answers = iter((RETRY, GO))
    log = debugged(tmp_path, AtPrompt(says=lambda halt: next(answers)), one(), two)
    assert (log.state, two.calls) == (RunState.COMPLETED, 2)
