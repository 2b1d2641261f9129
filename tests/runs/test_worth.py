"""What a run is worth: its verdict by state and results, each doubt to the letter, and the time its steps took."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mity import ExecutionLog, Stage, Step, Workflow, WorkflowContext
from mity.engine.limits import spent_s
from mity.runs.required_proof import unshown
from mity.runs.result import CONTINUED, StationResult
from mity.runs.state import RunState, Status, Verdict
from mity.runs.worth import doubts, verdict
from mity.workflow.parts import Evidence
from rows import each

SHOWN = StationResult(Status.DONE, "well", {"seen": True})
SILENT = StationResult(Status.DONE, "well")
MODEST = StationResult(Status.DONE, "well", claims=False)
SKIPPED = StationResult(Status.SKIPPED, "a person said so")
NOTED = StationResult(Status.SKIPPED, "not due", claims=False)


def at(tree: str) -> StationResult:
    return StationResult(Status.DONE, "", {"tree": tree})


@each(
    "results, said",
    [
        ([SHOWN, SHOWN], []),
        ([SHOWN, MODEST], []),
        ([SHOWN, NOTED], []),
        ([SHOWN, None], ["b did not run"]),
        ([SILENT, SHOWN], ["a shows no evidence"]),
        ([SKIPPED, SHOWN], ["a was skipped: a person said so"]),
        ([StationResult(Status.FAILED, "red", reason=CONTINUED), SHOWN], ["a was red"]),
        ([StationResult(Status.UNAVAILABLE, "no npm"), SILENT], ["a was unavailable: no npm", "b shows no evidence"]),
        ([at("1"), at("1")], []),
        ([at("1"), at("")], []),
        ([at("1"), at("2")], ["files changed between the proofs: a and b are of different states"]),
        ([at("1 then 2"), at("1")], ["a changed the files that it was to prove"]),
    ],
)
def test_each_doubt_is_told_and_a_run_with_one_is_not_proven(
    results: list[StationResult | None], said: list[str]
) -> None:
    found = {name: one for name, one in zip("ab", results, strict=True) if one is not None}
    assert doubts(False, "ab", found) == said
    assert verdict(RunState.COMPLETED, False, "ab", found) is (Verdict.UNPROVEN if said else Verdict.PROVEN)
    edited = doubts(True, "ab", found)
    assert edited == ["the log is not as mity wrote it, so nothing in it counts as proven", *said]
    assert verdict(RunState.COMPLETED, True, "ab", found) is Verdict.UNPROVEN


def test_a_run_that_claims_nothing_has_passed_and_one_under_way_is_worth_nothing_yet() -> None:
    assert verdict(RunState.COMPLETED, False, "ab", {"a": MODEST, "b": NOTED}) is Verdict.PASSED
    assert verdict(RunState.COMPLETED, False, "ab", {"a": MODEST}) is Verdict.UNPROVEN
    ends = {RunState.FAILED: Verdict.FAILED, RunState.CANCELLED: Verdict.FAILED}
    for state in set(RunState) - {RunState.COMPLETED}:
        assert verdict(state, False, "a", {"a": SHOWN}) is ends.get(state), state


def flow(name: str, *steps: Step, proof: str = "optional") -> Workflow:
    made = Workflow(name).add(Stage(steps))
    made.proof = proof
    return made


PLAIN = Step("plain", command="true")
PROVING = Step("shown", command="true", evidence=Evidence(artefacts=("made",)))
CALL = Step("call", workflow="child")
NEEDED = "required"
CHILD = {"child": flow("child", PLAIN)}


@each(
    "workflow, called, results, keys",
    [
        (flow("w", PLAIN), {}, {"plain": MODEST}, []),
        (flow("w", PLAIN, proof=NEEDED), {}, {"plain": MODEST}, ["plain"]),
        (flow("w", PLAIN, proof=NEEDED), {}, {"plain#2": MODEST}, ["plain#2"]),
        (flow("w", PLAIN, proof=NEEDED), {}, {"plain": SHOWN}, []),
        (flow("w", PLAIN, proof=NEEDED), {}, {"plain": NOTED}, []),
        (flow("w", PLAIN, proof=NEEDED), {}, {"other": MODEST}, []),
        (flow("w", PLAIN, proof=NEEDED), {}, {"plain": MODEST, "plain[0]": MODEST}, ["plain[0]"]),
        (flow("w", PROVING, proof=NEEDED), {}, {"shown": MODEST}, []),
        (flow("w", Step("plain", "build"), proof=NEEDED), {}, {"plain": MODEST}, []),
        (flow("w", CALL, proof=NEEDED), CHILD, {"call": MODEST, "call>plain": MODEST}, ["call>plain"]),
        (flow("w", CALL), CHILD, {"call>plain": MODEST}, []),
        (flow("w", CALL, PLAIN), {"child": flow("child", PLAIN, proof=NEEDED)}, {"plain": MODEST}, []),
        (flow("w", CALL), {"child": flow("child", PLAIN, proof=NEEDED)}, {"call>plain": MODEST}, ["call>plain"]),
        (flow("w", CALL, proof=NEEDED), {"child": flow("child", PROVING)}, {"call>shown": MODEST}, []),
        (flow("w", CALL, proof=NEEDED), {}, {"call>plain": MODEST, "gone>plain": MODEST}, []),
    ],
)
def test_steps_that_show_nothing_are_named_where_a_proof_is_required(
    workflow: Workflow, called: dict[str, Workflow], results: dict[str, StationResult], keys: list[str]
) -> None:
    assert unshown(workflow, called, [*results, "never"], results) == keys


def ran(second: float, took: float, **about: Any) -> StationResult:
    """A step that began so many seconds behind the minute and took so long."""
    given = {"status": Status.DONE, **about}
    return StationResult(started_at=f"2026-11-30T10:00:{second:06.3f}Z", duration_s=took, **given)


@each(
    "results, keys, seconds",
    [
        ({}, None, 0),
        ({"a": ran(0, 2), "b": ran(2, 3)}, None, 5),
        ({"a": ran(0, 4), "b": ran(1, 2)}, None, 4),
        ({"a": ran(0, 4), "b": ran(3, 2)}, None, 5),
        ({"a": ran(0, 4), "b": ran(9, 1)}, None, 5),
        ({"a": ran(0, 4), "b": ran(4, 1, status=Status.FAILED)}, None, 4),
        ({"a": ran(0, 4), "b": StationResult(Status.DONE, duration_s=9)}, None, 4),
        ({"a": ran(0, 4), "b": ran(4, 1)}, ["b"], 1),
        ({"a": ran(0, 4), "ab": ran(4, 1), "a>x": ran(5, 1), "a[0]": ran(6, 1), "a#2": ran(7, 1)}, ["a"], 7),
        ({"a": ran(0, 4)}, [], 0),
    ],
)
def test_time_in_which_several_steps_ran_counts_once(
    tmp_path: Path, results: dict[str, StationResult], keys: list[str] | None, seconds: float
) -> None:
    log = ExecutionLog("0001-x", Workflow("x"), [], WorkflowContext(tmp_path))
    log.results.update(results)
    assert spent_s(log, keys) == seconds
