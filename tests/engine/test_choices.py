"""A question, and what each answer does: by `decide` while the run goes on, by `resume` after it stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fake_stations import Act, FakeStation, ask, document, fail, resume, run, times, well
from mity import (
    Choice,
    ExecutionLog,
    NeedsInput,
    Option,
    RunState,
    StationResult,
    Status,
    UsageError,
    Verdict,
    WorkflowContext,
)
from mity.engine.choice import always, wait_for_a_person
from mity.runs.result import ABORT, RETRY, rescaffold_at
from rows import each

Story = Callable[..., ExecutionLog]


def by_decide(workspace: Path, choice: Choice, *stations: FakeStation) -> ExecutionLog:
    """The question is answered while the run goes on, once for each station."""
    asked: set[str] = set()

    def decide(step: str, question: NeedsInput) -> Choice | None:
        if step in asked:
            return None
        asked.add(step)
        return choice

    return run(workspace, *stations, decide=decide)


def by_resume(workspace: Path, choice: Choice, *stations: FakeStation) -> ExecutionLog:
    """The run stops at the question and is answered later."""
    log = run(workspace, *stations)
    assert log.state is RunState.WAITING_FOR_INPUT
    return resume(workspace, *stations, choice=choice)


both = pytest.mark.parametrize("story", [by_decide, by_resume])


def offering(*options: Option) -> Act:
    return lambda context: StationResult.needs_input(NeedsInput("how?", options=options))


def test_without_an_answer_the_run_waits_with_its_question(tmp_path: Path) -> None:
    last = FakeStation("last")
    log = run(tmp_path, FakeStation("one", ask), last)
    assert (log.state, log.verdict, log.failed_station()) == (RunState.WAITING_FOR_INPUT, None, "one")
    assert log.can_resume()
    assert last.calls == 0
    written = document(tmp_path)
    assert (written["state"], written["completed_at"]) == ("waiting_for_input", None)
    question = written["results"][0]["result"]["needs_input"]
    assert question["cause"] == ["the cause"]
    assert [option["choice"] for option in question["options"]] == ["retry", "skip", "help", "abort"]
    assert question["default"] == "abort"


@both
def test_retry_runs_the_station_again(tmp_path: Path, story: Story) -> None:
    seen: list[str] = []

    def again(context: WorkflowContext) -> StationResult:
        seen.append(context.choice)
        return well(context)

    one, last = FakeStation("one", times(ask, again)), FakeStation("last")
    log = story(tmp_path, Choice("retry"), one, last)
    assert (log.verdict, one.calls, last.calls) == (Verdict.PROVEN, 2, 1)
    assert seen == ["retry"], "the station is told what was chosen"
    assert log.results["one"].attempts == 2
    assert [row["result"]["status"] for row in log.history] == ["needs_input"]


@both
def test_skip_goes_on_and_taints_the_verdict(tmp_path: Path, story: Story) -> None:
    one, last = FakeStation("one", ask), FakeStation("last")
    log = story(tmp_path, Choice("skip"), one, last)
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.UNPROVEN)
    assert (one.calls, last.calls) == (1, 1)
    assert log.results["one"].status is Status.SKIPPED
    assert log.results["one"].message.startswith("skipped by choice after: it broke")


@both
def test_abort_ends_the_run_for_good(tmp_path: Path, story: Story) -> None:
    last = FakeStation("last")
    log = story(tmp_path, Choice("abort"), FakeStation("one", ask), last)
    assert (log.state, log.verdict, last.calls) == (RunState.CANCELLED, Verdict.FAILED, 0)
    assert not log.can_resume()
    assert document(tmp_path)["completed_at"]


@both
def test_the_words_of_help_are_kept_and_the_station_runs_again(tmp_path: Path, story: Story) -> None:
    one = FakeStation("one", times(ask, well))
    log = story(tmp_path, Choice("help", "install libfoo"), one)
    assert (log.verdict, one.calls) == (Verdict.PROVEN, 2)
    assert document(tmp_path)["help"] == ["install libfoo"]


@both
def test_rescaffold_goes_back_to_the_step_that_the_option_names(tmp_path: Path, story: Story) -> None:
    chosen: list[str] = []

    def scaffold(context: WorkflowContext) -> None:
        chosen.append(context.choice)

    stations = [FakeStation("first"), FakeStation("make", scaffold), FakeStation("between")]
    broken = FakeStation("broken", times(offering(RETRY, rescaffold_at("make"), ABORT), well))
    log = story(tmp_path, Choice("rescaffold"), *stations, broken)
    assert log.verdict is Verdict.PROVEN
    assert [station.calls for station in (*stations, broken)] == [1, 2, 2, 2]
    assert chosen == ["", "rescaffold"]
    assert {row["station"] for row in log.history} == {"make", "between", "broken"}


@pytest.mark.parametrize(("word", "again"), [("retry", "broken"), ("rescaffold", "make")])
def test_a_choice_reaches_the_step_although_the_run_was_interrupted_on_its_way(
    tmp_path: Path, word: str, again: str
) -> None:
    chosen: list[str] = []

    def note(act: Act) -> Act:
        def noted(context: WorkflowContext) -> StationResult | None:
            chosen.append(context.choice)
            return act(context)

        return noted

    def interrupt(context: WorkflowContext) -> StationResult:
        raise KeyboardInterrupt

    asked = offering(RETRY, rescaffold_at("make"), ABORT)
    acts = {"make": [well], "broken": [asked, well]}
    acts[again] = [acts[again][0], interrupt, well]
    stations = [FakeStation(name, note(times(*acts[name]))) for name in acts]
    run(tmp_path, *stations)
    with pytest.raises(KeyboardInterrupt):
        resume(tmp_path, *stations, choice=Choice(word))
    log = resume(tmp_path, *stations)
    assert log.verdict is Verdict.PROVEN
    assert chosen[2:4] == [word, word]
    assert log.answers == {}


def test_an_option_that_leads_to_a_step_the_workflow_lacks_is_not_offered(tmp_path: Path) -> None:
    log = run(tmp_path, FakeStation("one", offering(RETRY, rescaffold_at("make"), ABORT)))
    question = log.results["one"].question
    assert question is not None
    assert [option.choice for option in question.options] == ["retry", "abort"]
    with pytest.raises(UsageError, match="'rescaffold' is not on offer for step 'one': choose one of retry, abort"):
        resume(tmp_path, FakeStation("one"), choice=Choice("rescaffold"))


@each("word", ["rescaffold", "", "RETRY", "nonsense"])
def test_a_choice_that_is_not_on_offer_changes_nothing(tmp_path: Path, word: str) -> None:
    one = FakeStation("one", ask)
    run(tmp_path, one)
    before = document(tmp_path)
    with pytest.raises(UsageError, match=f"'{word}' is not on offer for step 'one': choose one of retry, skip"):
        resume(tmp_path, one, choice=Choice(word))
    assert (document(tmp_path), one.calls) == (before, 1)


def test_a_decision_that_is_not_on_offer_leaves_a_run_that_can_go_on(tmp_path: Path) -> None:
    one = FakeStation("one", times(ask, well))
    with pytest.raises(UsageError, match="'nonsense' is not on offer"):
        run(tmp_path, one, decide=lambda step, question: Choice("nonsense"))
    assert resume(tmp_path, one, choice=Choice("retry")).verdict is Verdict.PROVEN


def test_a_resume_without_a_choice_runs_the_station_again(tmp_path: Path) -> None:
    one = FakeStation("one", times(ask, well))
    run(tmp_path, one)
    assert resume(tmp_path, one).verdict is Verdict.PROVEN


def test_a_failed_station_is_tried_again_by_retry(tmp_path: Path) -> None:
    one = FakeStation("one", times(fail, well))
    run(tmp_path, one)
    assert resume(tmp_path, one, choice=Choice("retry")).verdict is Verdict.PROVEN


@each("word", ["skip", "abort", "rescaffold"])
def test_a_choice_without_a_question_is_refused_and_nothing_runs(tmp_path: Path, word: str) -> None:
    def interrupt(context: WorkflowContext) -> StationResult:
        raise KeyboardInterrupt

    one = FakeStation("one", times(interrupt, well))
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, one)
    with pytest.raises(UsageError, match=f"'{word}'"):
        resume(tmp_path, one, choice=Choice(word))
    assert one.calls == 1


def test_a_choice_and_a_station_to_begin_from_exclude_each_other(tmp_path: Path) -> None:
    first, one = FakeStation("first"), FakeStation("one", ask)
    run(tmp_path, first, one)
    with pytest.raises(UsageError, match="either"):
        resume(tmp_path, first, one, choice=Choice("retry"), from_station="first")
    assert (first.calls, one.calls) == (1, 1)


@each(
    ("word", "state", "calls"),
    [
        ("retry", RunState.WAITING_FOR_INPUT, 2),
        ("skip", RunState.COMPLETED, 1),
        ("abort", RunState.CANCELLED, 1),
        ("rescaffold", RunState.WAITING_FOR_INPUT, 1),
    ],
)
def test_one_word_for_every_question_never_loops(tmp_path: Path, word: str, state: RunState, calls: int) -> None:
    one = FakeStation("one", ask)
    log = run(tmp_path, one, decide=always(word))
    assert (log.state, one.calls) == (state, calls)


def test_nobody_there_answers_nothing() -> None:
    assert wait_for_a_person("one", NeedsInput("how?")) is None
