"""What happens after a step failed: the policies of its chain, the same for stations and for commands."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fake_stations import Act, FakeStation, document, fail, resume, run, run_flow, times, well
from mity import ExecutionLog, RunState, Stage, StationResult, Status, Step, Verdict, Workflow, WorkflowContext
from mity.command import Command, Outcome, Overrides
from mity.engine.scope import RunScope
from mity.engine.step_scope import StepScope
from mity.runs import events
from mity.runs.events import Event
from mity.runs.result import Execution
from mity.workflow.core import Handler, Policy

RETRY_TWICE = Handler(Policy.RETRY, 2, 0.01, 3.0, 0.02, jitter=False)
ASK, SKIP, ABORT = Handler(Policy.ASK), Handler(Policy.SKIP), Handler(Policy.ABORT)
SECOND_TIME = "test -e tried || { touch tried; exit 3; }"
"""A command that fails the first time and ends well from then on."""


def of(step: Step) -> Workflow:
    """A workflow of one step and a last one behind it."""
    return Workflow("flow", "Flow").add(Stage((step,))).add(Stage((Step("last", command="touch last"),)))


def broken(context: WorkflowContext) -> StationResult:
    """Fails with what happened, so that it can be diagnosed."""
    outcome = Outcome(Command(("make",), context.workspace), 2, "no rule\n", 0.1)
    return StationResult.failed("make: exit code 2", execution=Execution(outcome))


@pytest.mark.parametrize("kind", ["station", "command"])
def test_retry_runs_the_step_again_after_a_growing_pause_and_counts_each_attempt(tmp_path: Path, kind: str) -> None:
    heard: list[Event] = []
    station = FakeStation("one", times(fail, fail, well))
    command = "echo x >> tried; test $(wc -l < tried) -ge 3"
    chain = (RETRY_TWICE,)
    step = Step("one", "one", on_failure=chain) if kind == "station" else Step("one", command=command, on_failure=chain)
    log = run_flow(tmp_path, of(step), station, listeners=[heard.append])
    assert (log.state, log.results["one"].attempts, log.attempts["one"]) == (RunState.COMPLETED, 3, 3)
    steps = [event for event in heard if event.key == "one" and event.kind.startswith("step.")]
    retried = [events.STEP_STARTED, events.STEP_RETRY]
    assert [event.kind for event in steps] == [*retried, *retried, events.STEP_STARTED, events.STEP_FINISHED]
    assert [event.data["attempt"] for event in steps if event.kind == events.STEP_STARTED] == [1, 2, 3]
    assert [event.data["wait_s"] for event in steps if event.kind == events.STEP_RETRY] == [0.01, 0.02]
    assert document(tmp_path)["attempts"]["one"] == 3


def test_a_step_that_fails_every_time_fails_the_run_with_its_last_message(tmp_path: Path) -> None:
    station = FakeStation("one", times(*[lambda context, n=n: StationResult.failed(f"no {n}") for n in range(5)]))
    log = run_flow(tmp_path, of(Step("one", "one", on_failure=(RETRY_TWICE,))), station)
    assert (log.state, station.calls, log.error) == (RunState.FAILED, 3, "station 'one': no 2")
    assert not (tmp_path / "app" / "last").exists()


def test_a_command_that_fails_without_a_policy_fails_the_run(tmp_path: Path) -> None:
    log = run_flow(tmp_path, of(Step("one", command="echo oh dear; exit 7")))
    assert (log.state, log.verdict) == (RunState.FAILED, Verdict.FAILED)
    assert log.results["one"].evidence == {"exit_code": 7}
    log = resume(tmp_path)
    assert log.results["one"].attempts == 2


def test_a_workflow_of_commands_alone_is_passed_and_claims_no_proof(tmp_path: Path) -> None:
    log = run_flow(tmp_path, of(Step("one", command=("touch", "made by words"))))
    assert log.verdict is Verdict.PASSED
    assert (tmp_path / "app" / "made by words").exists()


class Healer:
    """Heals as it is told, and says what it was asked."""

    def __init__(self, act: Callable[[StationResult, Callable[[Overrides], StationResult]], StationResult]) -> None:
        self.act = act
        self.asked: list[tuple[str, str]] = []

    def heal(
        self,
        scope: StepScope,
        context: WorkflowContext,
        failed: StationResult,
        again: Callable[[Overrides], StationResult],
    ) -> StationResult:
        self.asked.append((scope.key, failed.message))
        return self.act(failed, again)


def healed(workspace: Path, healer: Healer, workflow: Workflow, *stations: FakeStation) -> ExecutionLog:
    """Runs a workflow with somebody who heals."""
    return run_flow(workspace, workflow, *stations, scope=lambda context: RunScope(healing=healer))


def test_heal_repairs_a_station_and_its_repeated_run_is_no_attempt_of_its_own(tmp_path: Path) -> None:
    healer = Healer(lambda failed, again: again(Overrides(repeated=True)))
    station = FakeStation("one", times(broken, well), on_failure=(Handler(Policy.HEAL), ASK))
    log = healed(tmp_path, healer, Workflow("flow").station("one"), station)
    assert healer.asked == [("one", "make: exit code 2")]
    assert (log.verdict, station.calls, log.results["one"].attempts) == (Verdict.PROVEN, 2, 1)


def test_heal_repairs_a_command_too(tmp_path: Path) -> None:
    healer = Healer(lambda failed, again: again(Overrides(repeated=True)))
    log = healed(tmp_path, healer, of(Step("one", command=SECOND_TIME, on_failure=(Handler(Policy.HEAL),))))
    assert len(healer.asked) == 1
    assert log.state is RunState.COMPLETED


def test_what_healing_cannot_repair_goes_to_the_next_policy(tmp_path: Path) -> None:
    healer = Healer(lambda failed, again: failed)
    station = FakeStation("one", broken, on_failure=(Handler(Policy.HEAL), ASK))
    log = healed(tmp_path, healer, Workflow("flow").station("one"), station)
    assert (log.state, len(healer.asked)) == (RunState.WAITING_FOR_INPUT, 1)
    question = log.results["one"].question
    assert question is not None
    assert question.question == "one: `make` exited with 2. How should mity continue?"
    assert "no rule" in " ".join(question.cause)


def test_a_failure_without_an_execution_is_not_given_to_the_healers_of_its_station(tmp_path: Path) -> None:
    healer = Healer(lambda failed, again: again(Overrides()))
    log = healed(
        tmp_path,
        healer,
        Workflow("flow").station("one"),
        FakeStation("one", fail, on_failure=(Handler(Policy.HEAL), ASK)),
    )
    assert (log.state, healer.asked) == (RunState.FAILED, [])


def test_the_workflows_policy_wins_over_that_of_the_station(tmp_path: Path) -> None:
    healer = Healer(lambda failed, again: failed)
    station = FakeStation("one", broken, on_failure=(Handler(Policy.HEAL), ASK))
    log = healed(tmp_path, healer, of(Step("one", "one", on_failure=(SKIP,))), station)
    assert (log.state, healer.asked) == (RunState.COMPLETED, [])
    log = healed(tmp_path / "two", healer, of(Step("one", "one", on_failure=())), station)
    assert (log.state, healer.asked) == (RunState.FAILED, [])


def test_recovery_steps_run_and_the_step_again_in_rounds(tmp_path: Path) -> None:
    recovery = (Step("clean", command="echo x >> cleaned"), Step("more", "helper"))
    helper = FakeStation("helper")
    chain = (Handler(Policy.STEPS, 3, steps=recovery),)
    step = Step("one", command="test -e cleaned && test $(wc -l < cleaned) -ge 2", on_failure=chain)
    log = run_flow(tmp_path, of(step), helper)
    assert (log.state, log.results["one"].attempts, helper.calls) == (RunState.COMPLETED, 3, 2)
    assert log.stations == ["one", "last"], "recovery steps are part of the step they recover"


def test_recovery_steps_without_rounds_leave_the_failure_and_run_once(tmp_path: Path) -> None:
    chain = (Handler(Policy.STEPS, 0, steps=(Step("tidy", command="echo x >> tidied"),)),)
    log = run_flow(tmp_path, of(Step("one", command="exit 1", on_failure=chain)))
    assert (log.state, log.results["one"].attempts) == (RunState.FAILED, 1)
    assert (tmp_path / "app" / "tidied").read_text() == "x\n"


def test_a_recovery_step_that_fails_is_named_and_ends_the_rounds(tmp_path: Path) -> None:
    station = FakeStation("one", fail)
    chain = (Handler(Policy.STEPS, 3, steps=(Step("tidy", command="exit 9"),)),)
    log = run_flow(tmp_path, of(Step("one", "one", on_failure=chain)), station)
    assert station.calls == 1
    assert "it cannot be; the recovery step 'tidy' failed:" in (log.error or "")


@pytest.mark.parametrize("body", [{"station": "one"}, {"command": "exit 3"}], ids=["station", "command"])
def test_ask_makes_a_question_of_any_failure(tmp_path: Path, body: dict[str, str]) -> None:
    log = run_flow(tmp_path, of(Step("step", **body, on_failure=(ASK,))), FakeStation("one", fail))
    assert (log.state, log.failed_station()) == (RunState.WAITING_FOR_INPUT, "step")
    question = log.results["step"].question
    assert question is not None
    assert question.question.startswith("step: ")
    assert question.question.endswith("How should mity continue?")
    assert [option.choice for option in question.options] == ["retry", "skip", "help", "abort"]


@pytest.mark.parametrize("body", [{"station": "one"}, {"command": "exit 3"}], ids=["station", "command"])
def test_skip_goes_on_and_taints_the_verdict(tmp_path: Path, body: dict[str, str]) -> None:
    log = run_flow(tmp_path, of(Step("step", **body, on_failure=(SKIP,))), FakeStation("one", fail))
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.UNPROVEN)
    result = log.results["step"]
    assert (result.status, result.reason) == (Status.SKIPPED, "continued")
    assert result.message.startswith("skipped after: ")
    assert (tmp_path / "app" / "last").exists()


def test_abort_ends_the_chain(tmp_path: Path) -> None:
    log = run_flow(tmp_path, of(Step("one", command="exit 3", on_failure=(ABORT, SKIP))))
    assert (log.state, log.verdict) == (RunState.FAILED, Verdict.FAILED)
    assert not (tmp_path / "app" / "last").exists()


def test_rollback_outside_of_an_atomic_stage_changes_nothing(tmp_path: Path) -> None:
    log = run_flow(tmp_path, of(Step("one", command="touch made; exit 3", on_failure=(Handler(Policy.ROLLBACK),))))
    assert log.state is RunState.FAILED
    assert (tmp_path / "app" / "made").exists()
    assert "put back" not in (log.error or "")


def test_a_repair_among_parallel_steps_waits_for_them_and_a_retry_does_not(tmp_path: Path) -> None:
    seen: list[bool] = []

    def repair(failed: StationResult, again: Callable[[Overrides], StationResult]) -> StationResult:
        seen.append((tmp_path / "app" / "slow").exists())
        return again(Overrides(repeated=True))

    steps = (
        Step("one", "one", on_failure=(Handler(Policy.HEAL),)),
        Step(
            "two",
            command="test -e slow && exit 9; test -e twice || { touch twice; exit 1; }",
            on_failure=(Handler(Policy.RETRY, initial_s=0, jitter=False),),
        ),
        Step("slow", command="sleep 0.4; touch slow"),
    )
    station = FakeStation("one", times(broken, well))
    log = healed(tmp_path, Healer(repair), Workflow("flow").add(Stage(steps, 3)), station)
    assert (log.state, station.calls, seen) == (RunState.COMPLETED, 2, [True])
    assert log.results["two"].attempts == 2


def test_a_time_limit_bounds_each_attempt(tmp_path: Path) -> None:
    log = run_flow(tmp_path, of(Step("one", command="sleep 60", timeout_s=0.2, on_failure=(RETRY_TWICE,))))
    assert (log.state, log.results["one"].attempts) == (RunState.FAILED, 3)
    assert log.results["one"].duration_s < 10


class Plugin(FakeStation):
    """A station of somebody else: it declares how its failure is dealt with and returns what happened."""


@pytest.mark.parametrize(("acts", "state"), [((broken, well), "completed"), ((broken,), "waiting_for_input")])
def test_a_station_of_a_plug_in_heals_by_declaring_it(tmp_path: Path, acts: tuple[Act, ...], state: str) -> None:
    healer = Healer(lambda failed, again: again(Overrides(repeated=True)))
    plugin = Plugin("theirs", times(*acts), on_failure=(Handler(Policy.HEAL), ASK))
    log = run(tmp_path, plugin, scope=lambda context: RunScope(healing=healer))
    assert (log.state.value, len(healer.asked), plugin.calls) == (state, 1, 2)


def test_a_pause_before_a_retry_ends_with_the_run(tmp_path: Path) -> None:
    retry = (Handler(Policy.RETRY, retries=3, initial_s=60, jitter=False),)
    child = Workflow("child").add(Stage((Step("broken", "broken", on_failure=retry),)))
    began = time.monotonic()

    def interrupt(context: WorkflowContext) -> StationResult:
        time.sleep(0.2)
        raise KeyboardInterrupt

    flow = Workflow("flow").parallel(Step("call", workflow="child"), "stop")
    stations = (FakeStation("broken", fail), FakeStation("stop", interrupt))
    with pytest.raises(KeyboardInterrupt):
        run_flow(tmp_path, flow, *stations, workflows={"child": child})
    assert time.monotonic() - began < 20


def test_the_time_of_a_step_is_that_of_all_its_attempts_and_pauses(tmp_path: Path) -> None:
    retry = Handler(Policy.RETRY, retries=2, initial_s=0.2, factor=1, jitter=False)
    step = Step("one", "one", on_failure=(retry,))
    log = run_flow(tmp_path, Workflow("flow").add(Stage((step,))), FakeStation("one", times(fail, fail, well)))
    assert log.results["one"].duration_s >= 0.4
