"""What an option does is data: rerun, goto, settle, abort; a station may offer words of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_stations import Act, FakeStation, document, resume, run, times, well
from harness import Mity
from mity import Choice, NeedsInput, Option, RunState, StationResult, Status, UsageError, Verdict, WorkflowContext
from mity.engine.choice import always
from mity.runs.question import Effect
from mity.runs.result import ABORT, RETRY

UPGRADE = Option("upgrade", "move to the new major version", effect=Effect.RERUN)
BACK = Option("redo plan", "plan it again", resume_at="plan", effect=Effect.GOTO)
BY_HAND = Option("by hand", "I have done it myself", effect=Effect.SETTLE, settles=Status.DONE)
LEAVE = Option("leave", "go on without", effect=Effect.SETTLE)
STOP = Option("stop", "end here", effect=Effect.ABORT)


def offering(*options: Option) -> Act:
    """Asks with these options."""
    return lambda context: StationResult.needs_input(NeedsInput("which way?", options=options, default="stop"))


def test_a_word_of_the_stations_own_runs_it_again_and_reaches_it(tmp_path: Path) -> None:
    seen: list[str] = []

    def second(context: WorkflowContext) -> StationResult:
        seen.append(context.choice)
        return well(context)

    one = FakeStation("one", times(offering(UPGRADE, STOP), second))
    assert run(tmp_path, one).state is RunState.WAITING_FOR_INPUT
    log = resume(tmp_path, one, choice=Choice("upgrade"))
    assert (log.verdict, seen) == (Verdict.PROVEN, ["upgrade"])


def test_goto_goes_on_at_the_step_it_names(tmp_path: Path) -> None:
    plan, one = FakeStation("plan"), FakeStation("one", times(offering(BACK, STOP), well))
    run(tmp_path, plan, one)
    log = resume(tmp_path, plan, one, choice=Choice("redo plan"))
    assert (log.verdict, plan.calls, one.calls) == (Verdict.PROVEN, 2, 2)


@pytest.mark.parametrize(("option", "status"), [(BY_HAND, Status.DONE), (LEAVE, Status.SKIPPED)])
def test_settle_ends_the_step_as_the_option_says_and_nothing_runs(
    tmp_path: Path, option: Option, status: Status
) -> None:
    one, last = FakeStation("one", offering(option, STOP)), FakeStation("last")
    run(tmp_path, one, last)
    log = resume(tmp_path, one, last, choice=Choice(option.choice))
    result = log.results["one"]
    assert (result.status, result.reason, one.calls, last.calls) == (status, "person", 1, 1)
    assert log.verdict is Verdict.UNPROVEN, "a person's word is no evidence"


def test_a_word_of_its_own_aborts(tmp_path: Path) -> None:
    one = FakeStation("one", offering(UPGRADE, STOP))
    run(tmp_path, one)
    assert resume(tmp_path, one, choice=Choice("stop")).state is RunState.CANCELLED


def test_only_what_is_on_offer_can_be_chosen(tmp_path: Path) -> None:
    one = FakeStation("one", offering(UPGRADE, STOP))
    run(tmp_path, one)
    with pytest.raises(UsageError, match="'retry' is not on offer for step 'one': choose one of upgrade, stop"):
        resume(tmp_path, one, choice=Choice("retry"))


def test_a_question_keeps_its_options_in_the_log(tmp_path: Path) -> None:
    run(tmp_path, FakeStation("plan"), FakeStation("one", offering(UPGRADE, BACK, BY_HAND, STOP)))
    question = document(tmp_path)["results"][1]["result"]["needs_input"]
    assert [(one["choice"], one["effect"], one.get("settles")) for one in question["options"]] == [
        ("upgrade", "rerun", None),
        ("redo plan", "goto", None),
        ("by hand", "settle", "done"),
        ("stop", "abort", None),
    ]


def test_an_answer_is_given_to_each_step_once(tmp_path: Path) -> None:
    one = FakeStation("one", offering(UPGRADE, RETRY, ABORT))
    log = run(tmp_path, one, decide=always("upgrade"))
    assert (log.state, one.calls) == (RunState.WAITING_FOR_INPUT, 2)


PLUGIN = """
from mity import NeedsInput, Option, Station, StationResult
from mity.runs.question import Effect


class Choosy(Station):
    name = "choosy"
    description = "asks which way to go"

    def execute(self, context):
        if context.choice == "upgrade":
            return StationResult.done("upgraded", {"way": context.choice})
        upgrade = Option("upgrade", "take the new one", effect=Effect.RERUN)
        options = (upgrade, Option("stop", "stop", effect=Effect.ABORT))
        return StationResult.needs_input(NeedsInput("which way?", options=options, default="stop"))


def register(registry, services):
    registry.register(Choosy())
"""


@pytest.fixture
def choosy(mity: Mity, tmp_path: Path) -> Mity:
    """mity with a plug-in that brings a station with a question of its own, and a workflow that waits with it."""
    site = tmp_path / "plugins"
    info = site / "choosy-1.dist-info"
    info.mkdir(parents=True)
    (site / "choosy_plugin.py").write_text(PLUGIN)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: choosy\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[mity.stations]\nchoosy = choosy_plugin:register\n")
    mity.env["PYTHONPATH"] = str(site)
    (mity.workspace / "flow.yaml").write_text(
        "name: flow\nsteps:\n  - {name: pick, station: choosy}\n  - {name: last, command: touch last}\n"
    )
    waiting = mity("run", "flow.yaml")
    assert waiting.code == 3, waiting.text
    return mity


def test_resume_takes_the_stations_own_word(choosy: Mity) -> None:
    wrong = choosy("resume", "--choose", "retry")
    assert (wrong.code, "choose one of upgrade, stop" in wrong.err) == (2, True), wrong.text
    assert choosy("resume", "--choose", "upgrade").code == 0
    assert choosy.log()["results"][0]["result"]["evidence"] == {"way": "upgrade"}


@pytest.mark.slow
def test_an_answer_recorded_by_one_process_is_taken_up_by_another(choosy: Mity) -> None:
    assert choosy("resume", "--choose", "retry", "--record-only").code == 2
    recorded = choosy("resume", "--choose", "upgrade", "--record-only")
    assert recorded.code == 0, recorded.text
    log = choosy.log()
    assert (log["state"], log["answers"]["pick"]["choice"]) == ("waiting_for_input", "upgrade")
    assert choosy("resume").code == 0
    log = choosy.log()
    assert (log["state"], log["answers"]) == ("completed", {})
    assert log["results"][0]["result"]["evidence"] == {"way": "upgrade"}
