"""The ways that a run may take: edges of states, conditions that become true, lists, stages at once, modes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from cut_runs import KID, CutRun, flow

from mity import RunState, Status
from mity.engine.modes import risky
from mity.workflow.core import Step
from mity.workflow.parts import Agent
from rows import each

DONE, FAILED, PAUSED = RunState.COMPLETED, RunState.FAILED, RunState.PAUSED


@each(
    ("text", "state", "error", "said"),
    [
        ("states: {a: {S a, next: b}, b: {S b, next: end}, end: {final: success}}", DONE, None, "a b"),
        (
            "states: {a: {S a, next: [{to: failed, if: 1 < 2}, end]}, end: {final: success}}",
            FAILED,
            "state 'a' leads to failed: a",
            "a",
        ),
        (
            "states: {a: {S a!, next: end, on_failure: {to: b}}, b: {S b, next: end}, end: {final: success}}",
            DONE,
            None,
            "a! b",
        ),
        ("states: {a: {S a!, next: end}, end: {final: success}}", FAILED, "it cannot be", "a!"),
        ("states: {a: {S a, next: end}, end: {final: failure}}", FAILED, "end", "a"),
        (
            "states: {a: {S a, next: [{to: end, if: steps.a.outputs.word == 'b'}]}, end: {final: success}}",
            *(FAILED, "state 'a': none of its edges is due", "a"),
        ),
        (
            "states: {a: {S a, visits: 2, next: [{to: a, if: steps.a.outputs.word == 'a'}, {to: end}]}, "
            "end: {final: success}}",
            *(DONE, None, "a a"),
        ),
        (
            "states: {a: {S a, visits: 2, next: [{to: a, if: 1 < 2}, {to: end, if: 2 < 1}]}, end: {final: success}}",
            *(FAILED, "state 'a': 'a' was visited too often", "a a"),
        ),
        (
            "states: {a: {S a, next: [{to: end, if: steps.a.outputs.word > 3}]}, end: {final: success}}",
            *(FAILED, "the edge from 'a' to 'end' cannot be judged: ", "a"),
        ),
        ("steps: [<a a>, <b b!>, <c c>]", FAILED, "it cannot be", "a b!"),
        ("steps: [{name: a, S a!, on_failure: continue}, <b b>]", DONE, None, "a! b"),
        ("steps: [<a a>, {name: b, S b, if: steps.a.outputs.word == 'b'}, <c c>]", DONE, None, "a c"),
        (
            "steps: [<a a>, {name: b, S b, if: steps.a.outputs.word > 3}, <c c>]",
            FAILED,
            "steps.a.outputs.word > 3",
            "a",
        ),
        ("steps: [{name: a, S '(item)', for_each: [x, y]}]", DONE, None, "x y"),
        ("steps: [{name: a, S '(item)', for_each: []}, <b b>]", DONE, None, "b"),
        ("steps: [{name: a, S '(item)', for_each: [x, 'y!', z]}, <b b>]", FAILED, "it cannot be", "x y!"),
        ("steps: [<a a>, {name: b, S '(item)', for_each: '(steps.a.outputs.word)'}]", FAILED, "list", "a"),
        (
            "conditions: [{if: steps.a.outputs.word == 'a', then: abort_workflow}]\nsteps: [<a a>, <b b>]",
            *(FAILED, "`steps.a.outputs.word == 'a'`: abort_workflow", "a"),
        ),
        (
            "conditions: [{if: steps.a.outputs.word == 'a', then: pause_workflow}]\nsteps: [<a a>, <b b>]",
            *(PAUSED, "`steps.a.outputs.word == 'a'`: pause_workflow", "a"),
        ),
        (
            "conditions: [{if: steps.a.outputs.word == 'b', then: abort_workflow}]\nsteps: [<a a>, <b b>]",
            *(DONE, None, "a b"),
        ),
        (
            "conditions: [{if: steps.a.outputs.word > 3, then: abort_workflow}]\nsteps: [<a a>, <b b>]",
            *(FAILED, "the condition `steps.a.outputs.word > 3` cannot be judged: ", "a"),
        ),
        (
            "stages: [{name: x, steps: [<a a>]}, {name: y, if: 1 > 2, steps: [<b b>]}, {name: z, steps: [<c c>]}]",
            DONE,
            None,
            "a c",
        ),
        (
            "stages: [{name: x, steps: [<a a!>]}, {name: y, if: failure(), steps: [<b b>]}, {name: z, steps: [<c c>]}]",
            *(FAILED, "it cannot be", "a! b"),
        ),
        (
            "steps: [{name: a, workflow: kid, inputs: {n: '1'}}, {name: b, workflow: bad}, <c c>]",
            FAILED,
            "it cannot",
            "k1 m1 e1 x!",
        ),
    ],
)
def test_the_way_and_the_end_of_a_run(tmp_path: Path, text: str, state: RunState, error: str | None, said: str) -> None:
    made = flow(re.sub(r"S ('[^']*'|\S+?)(?=[,}])", r"station: say, inputs: {word: \1}", text))
    run = CutRun(tmp_path, made, kid=KID, bad=flow("steps: [<x x!>]"))
    log = run.run()
    assert (log.state, run.said) == (state, said.split()), log.error
    assert log.error == error if error is None else error in str(log.error)


@each(
    ("step", "is_risky"),
    [
        (Step("a", command="make all"), False),
        (Step("a", command="git push"), True),
        (Step("a", command="npm run deploy"), True),
        (Step("a", command="git push", undo=(Step("b", command="x"),)), False),
        (Step("a", command="pushd x; ./redeploy; a-publish.sh"), False),
        (Step("a", command=("rm", "-r", "x")), True),
        (Step("a", command="make", risky=True), True),
        (Step("a", command="make", once=True), True),
        (Step("a", station="build"), False),
        (Step("a", agent=Agent(prompt="do")), True),
        (Step("a", agent=Agent(prompt="do", scopes=("src/**",))), False),
    ],
)
def test_a_step_is_risky_whose_effects_nobody_can_take_back(step: Step, is_risky: bool) -> None:
    assert risky(step) is is_risky


@each(
    ("mode", "asks"),
    [("autopilot", []), ("hybrid", ["b"]), ("supervised", ["a", "b", "c"])],
)
def test_the_mode_decides_what_is_asked_about(tmp_path: Path, mode: str, asks: list[str]) -> None:
    run = CutRun(tmp_path, flow(f"mode: {mode}\nsteps: [<a a>, {{name: b, command: 'true', risky: true}}, <c c>]"))
    log, asked = run.run(), list[str]()
    while log.state is RunState.WAITING_FOR_CHECKPOINT:
        asked.append(next(key for key, one in log.results.items() if one.status is Status.NEEDS_INPUT))
        question: Any = log.results[asked[-1]].question
        assert question.question.startswith(f"{asked[-1]}: Run '{asked[-1]}': ")
        log = run.resume("approve")
    assert (asked, log.state, run.said) == (asks, DONE, ["a", "c"])
    if asks:
        assert run.run().state is RunState.WAITING_FOR_CHECKPOINT
        rejected = run.resume("reject")
        assert rejected.state in (RunState.CANCELLED, FAILED) and run.said[2:] == ["a"] * ("a" not in asks)
