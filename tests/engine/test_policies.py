"""What happens after a failure: each policy, the same for stations and commands, and a plug-in's station that heals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fake_stations import Act, FakeStation, fail, registry, times, well
from mity import (
    ExecutionLog,
    RunState,
    StationResult,
    Status,
    Step,
    Verdict,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.command import Command, Outcome, Overrides
from mity.engine.choice import always
from mity.engine.scope import RunScope
from mity.engine.station import HEAL_THEN_ASK
from mity.engine.step_scope import StepScope
from mity.runs import events
from mity.runs.events import Event
from mity.runs.report import exit_code
from mity.runs.result import Execution
from mity.workflow.core import Handler, Policy, Stage

RETRY = Handler(Policy.RETRY, 3, initial_s=0.01, jitter=False)


def flow(*steps: Step, atomic: str = "") -> Workflow:
    """A workflow of these steps in one stage."""
    return Workflow("flow", "Flow").add(Stage(steps, name="stage", atomic=atomic))


def run(folder: Path, workflow: Workflow, *stations: FakeStation, **wiring: object) -> tuple[ExecutionLog, list[Event]]:
    """The log and all events of a run."""
    heard: list[Event] = []
    executor = WorkflowExecutor(registry(*stations), listeners=[heard.append], **wiring)  # type: ignore[arg-type]
    return executor.execute(workflow, WorkflowContext(folder, "app")), heard


def broken(context: WorkflowContext) -> StationResult:
    """Fails and says what happened."""
    outcome = Outcome(Command(("make",)), 2, "make: *** no rule")
    return StationResult.failed("make failed", execution=Execution(outcome))


def test_retry_runs_the_step_again_and_counts_its_attempts(tmp_path: Path) -> None:
    one = FakeStation("one", times(fail, fail, well))
    log, heard = run(tmp_path, flow(Step("one", "one", on_failure=(RETRY,))), one)
    assert (log.verdict, one.calls, log.results["one"].attempts, log.attempts) == (Verdict.PROVEN, 3, 3, {"one": 3})
    waits = [event.data["wait_s"] for event in heard if event.kind == events.STEP_RETRY]
    assert waits == [0.01, 0.02]
    assert log.history == [], "an attempt in between is no result of its own"


def test_retry_ends_after_the_number_of_times_it_says(tmp_path: Path) -> None:
    one = FakeStation("one", fail)
    log, _ = run(tmp_path, flow(Step("one", "one", on_failure=(RETRY,))), one)
    assert (log.state, one.calls) == (RunState.FAILED, 4)


@pytest.mark.parametrize("kind", ["station", "command"])
def test_skip_goes_on_and_taints_the_verdict(tmp_path: Path, kind: str) -> None:
    chain = (Handler(Policy.SKIP),)
    step = (
        Step("one", "one", on_failure=chain) if kind == "station" else Step("one", command="exit 3", on_failure=chain)
    )
    log, _ = run(tmp_path, flow(step, Step("two", "two")), FakeStation("one", fail), FakeStation("two"))
    assert (log.state, log.verdict, exit_code(log)) == (RunState.COMPLETED, Verdict.UNPROVEN, 4)
    assert (log.results["one"].status, log.results["one"].reason) == (Status.SKIPPED, "continued")


@pytest.mark.parametrize("kind", ["station", "command"])
def test_ask_makes_a_question_of_any_failure(tmp_path: Path, kind: str) -> None:
    chain = (Handler(Policy.ASK),)
    step = (
        Step("one", "one", on_failure=chain) if kind == "station" else Step("one", command="exit 3", on_failure=chain)
    )
    log, _ = run(tmp_path, flow(step), FakeStation("one", fail))
    assert (log.state, exit_code(log)) == (RunState.WAITING_FOR_INPUT, 3)
    question = log.results["one"].question
    assert question is not None
    assert [option.choice for option in question.options] == ["retry", "skip", "help", "abort"]


def test_recovery_steps_run_before_the_step_is_tried_again(tmp_path: Path) -> None:
    mend = Step("mend", command="touch mended")
    step = Step("one", command="test -e mended", on_failure=(Handler(Policy.STEPS, 2, steps=(mend,)),))
    log, heard = run(tmp_path, flow(step))
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PASSED)
    assert [event.key for event in heard if event.kind == events.STEP_STARTED] == ["one", "one~mend", "one"]


def test_a_recovery_step_that_fails_ends_it(tmp_path: Path) -> None:
    mend = Step("mend", command="exit 9")
    step = Step("one", command="exit 1", on_failure=(Handler(Policy.STEPS, 5, steps=(mend,)),))
    log, _ = run(tmp_path, flow(step))
    assert log.state is RunState.FAILED
    assert "the recovery step 'mend' failed" in (log.error or "")


def test_rollback_puts_files_back_and_the_failure_remains(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "kept.txt").write_text("before")
    steps = (
        Step("write", command="echo after > kept.txt; echo new > new.txt"),
        Step("bad", command="exit 1", on_failure=(Handler(Policy.ROLLBACK), Handler(Policy.ABORT))),
    )
    log, _ = run(tmp_path, flow(*steps, atomic="stage"))
    assert log.state is RunState.FAILED
    assert "the files were put back" in (log.error or "")
    assert (tmp_path / "app" / "kept.txt").read_text() == "before"
    assert not (tmp_path / "app" / "new.txt").exists()


def test_a_run_in_which_nothing_claims_more_than_to_have_run_is_passed(tmp_path: Path) -> None:
    log, _ = run(tmp_path, flow(Step("one", command=("true",))))
    assert (log.verdict, exit_code(log), log.results["one"].evidence) == (Verdict.PASSED, 0, {"exit_code": 0})


class Scripted:
    """Repairs that give what a script says, and remember how they were asked."""

    def __init__(self, *results: StationResult) -> None:
        self.results = list(results)
        self.asked: list[str] = []

    def heal(
        self,
        scope: StepScope,
        context: WorkflowContext,
        failed: StationResult,
        again: Callable[[Overrides], StationResult],
    ) -> StationResult:
        self.asked.append(f"{scope.key}: {failed.message}")
        return self.results.pop(0) if self.results else again(Overrides(env={"FIXED": "1"}, repeated=True))


def PlugIn(name: str, act: Act) -> FakeStation:
    """A station of somebody's own that heals by saying so."""
    return FakeStation(name, act, on_failure=HEAL_THEN_ASK)


def test_a_plug_ins_station_heals_by_saying_so(tmp_path: Path) -> None:
    healing = Scripted()
    one = PlugIn("one", times(broken, well))
    log, _ = run(tmp_path, Workflow("flow").station("one"), one, scope=lambda context: RunScope(healing=healing))
    assert (log.verdict, one.calls, healing.asked) == (Verdict.PROVEN, 2, ["one: make failed"])
    assert log.results["one"].attempts == 1, "the run after a repair is no attempt of its own"


def test_what_cannot_be_healed_is_asked_with_what_was_tried(tmp_path: Path) -> None:
    outcome = Outcome(Command(("make",)), 2, "make: *** no rule")
    left = Execution(outcome, cause=("no rule",), tried=("wrote one: reverted",), stopped="no known fix is left")
    healing = Scripted(StationResult.failed("make failed", execution=left))
    log, _ = run(
        tmp_path,
        Workflow("flow").station("one"),
        PlugIn("one", broken),
        scope=lambda context: RunScope(healing=healing),
    )
    question = log.results["one"].question
    assert question is not None
    assert (question.cause, question.tried, question.command) == (("no rule",), ("wrote one: reverted",), "make")
    assert question.question == "one: `make` exited with 2 (no known fix is left). How should mity continue?"


def test_a_failure_that_says_nothing_of_what_happened_is_not_healed(tmp_path: Path) -> None:
    healing = Scripted()
    log, _ = run(
        tmp_path, Workflow("flow").station("one"), PlugIn("one", fail), scope=lambda context: RunScope(healing=healing)
    )
    assert (log.state, healing.asked) == (RunState.FAILED, [])


def test_a_definition_has_the_last_word_over_the_stations_own_chain(tmp_path: Path) -> None:
    healing = Scripted()
    step = Step("one", "one", on_failure=(Handler(Policy.ABORT),))
    log, _ = run(tmp_path, flow(step), PlugIn("one", broken), scope=lambda context: RunScope(healing=healing))
    assert (log.state, healing.asked) == (RunState.FAILED, [])


def test_a_step_whose_condition_is_false_is_passed_over_and_taints_nothing(tmp_path: Path) -> None:
    steps = (Step("one", "one"), Step("two", "two", condition="steps.one.status == 'failure'"), Step("three", "three"))
    two = FakeStation("two")
    log, heard = run(tmp_path, flow(*steps), FakeStation("one"), two, FakeStation("three"))
    assert (log.verdict, two.calls) == (Verdict.PROVEN, 0)
    assert (log.results["two"].status, log.results["two"].reason) == (Status.SKIPPED, "condition")
    assert [event.address for event in heard if event.kind == events.STEP_FINISHED] == [
        *("stage/one", "stage/two", "stage/three"),
    ]


def test_a_condition_that_cannot_be_evaluated_fails_the_step(tmp_path: Path) -> None:
    log, _ = run(tmp_path, flow(Step("one", "one", condition="1 < 'a'")), FakeStation("one"))
    assert log.state is RunState.FAILED
    assert "have no order" in (log.error or "")


def test_values_reach_a_command_by_its_environment_and_are_never_code(tmp_path: Path) -> None:
    def evil(context: WorkflowContext) -> None:
        context.set_output("text", "$(touch pwned); `touch pwned`")

    steps = (Step("one", "one"), Step("two", command='printf %s "$T" > said', env={"T": "${{ outputs.text }}"}))
    log, _ = run(tmp_path, flow(*steps), FakeStation("one", evil))
    assert log.verdict is Verdict.PROVEN
    assert (tmp_path / "said").read_text() == "$(touch pwned); `touch pwned`"
    assert not list(tmp_path.rglob("pwned"))


def test_answers_given_beforehand_work_with_any_policy(tmp_path: Path) -> None:
    step = Step("one", command="exit 3", on_failure=(Handler(Policy.ASK),))
    log, _ = run(tmp_path, flow(step), decide=always("skip"))
    assert (log.state, log.results["one"].reason) == (RunState.COMPLETED, "person")
