"""What a run does that goes on, or is ended, behind a kill: in lists, in states and in called workflows."""

from __future__ import annotations

from pathlib import Path

import pytest
from cut_runs import KID, CutRun, flow

from mity import RunState, Status, UsageError, Verdict
from mity.engine.place import address_of, place_of, resolved
from mity.engine.stopped import root_of
from mity.runs import events
from rows import each

ITEMS = flow("steps: [{name: a, workflow: kid, for_each: ['1', '2', '3'], inputs: {n: '(item)'}}]\nfinally: [<z z>]")
STAGE = flow("""
stages:
  - {name: all, for_each: ['1', '2'], steps: [<b b(item)>, {name: a, workflow: kid, inputs: {n: '(item)'}}]}
finally: [<z z>]
""")
STATES = flow("""
parameters: {more: {default: 'yes'}}
states:
  a: {workflow: kid, next: [{to: a, visits: 2, if: parameters.more == 'yes'}, {to: end}]}
  end: {final: success}
finally: [<z z>]
""")
NESTED = flow("steps: [<b b>, {name: c, workflow: mid}]\nfinally: [<z z>]")
MID = flow("steps: [{name: a, workflow: kid, inputs: {n: '7'}}]\nfinally: [<f f>]")


@each(
    ("text", "key", "before", "again", "ends"),
    [
        (ITEMS, "a[1]>k", "k1 m1 e1", "k2 m2 e2 k3 m3 e3 z", "e2 z"),
        (STAGE, "a[0]>k", "b1", "k1 m1 e1 b2 k2 m2 e2 z", "e1 z"),
        (STATES, "a>k", "", "k m e k m e k m e z", "e z"),
        (STATES, "a#2>m", "k m e k", "m e k m e z", "e z"),
        (NESTED, "c>a>m", "b k7", "m7 e7 f z", "e7 f z"),
    ],
)
def test_what_was_under_way_runs_again_or_comes_to_its_ends(
    tmp_path: Path, text: str, key: str, before: str, again: str, ends: str
) -> None:
    for name, how, words in (("on", CutRun.resume, again), ("end", CutRun.cancel, ends)):
        (tmp_path / name).mkdir()
        run = CutRun(tmp_path / name, text, kid=KID, mid=MID)
        killed = run.killed(events.STEP_STARTED, key)
        assert (killed.state, run.said) == (RunState.RUNNING, before.split())
        run.said.clear()
        log = how(run)
        assert run.said == words.split(), name
        assert log.state is (RunState.COMPLETED if name == "on" else RunState.CANCELLED)
    assert log.error == "cancelled by ada"
    run.said.clear()
    assert run.cancel().state is RunState.CANCELLED and run.said == [], "once"


ONCE = "steps: [{name: k, command: 'echo k >> k', once: true%s}, <b b>]"


@each(
    ("more", "choice", "text", "said", "status", "verdict"),
    [
        (", done_if: 'true'", "", "", ["b"], Status.DONE, Verdict.PROVEN),
        (", done_if: 'false'", "retry", "k\n", ["b"], Status.DONE, Verdict.PROVEN),
        ("", "retry", "k\n", ["b"], Status.DONE, Verdict.PROVEN),
        ("", "done", "", ["b"], Status.DONE, Verdict.UNPROVEN),
        ("", "abort", "", [], Status.NEEDS_INPUT, Verdict.FAILED),
    ],
)
def test_what_may_happen_once_is_asked_about_behind_a_kill(
    tmp_path: Path, more: str, choice: str, text: str, said: list[str], status: Status, verdict: Verdict
) -> None:
    run = CutRun(tmp_path, flow(ONCE % more))
    run.killed(events.STEP_STARTED, "k")
    log = run.resume()
    if choice:
        assert (log.state, log.results["k"].status) == (RunState.WAITING_FOR_INPUT, Status.NEEDS_INPUT), log.error
        assert "it may or may not have happened" in log.results["k"].message
        log = run.resume(choice)
    file = tmp_path / "app" / "k"
    assert (file.read_text() if file.exists() else "", run.said) == (text, said)
    assert (log.results["k"].status, log.verdict) == (status, verdict), log.results["k"]


def test_a_run_stops_where_it_was_told_to_and_goes_on_behind_that(tmp_path: Path) -> None:
    run = CutRun(tmp_path, ITEMS, kid=KID)
    for at, said in (("a>m", "k1"), ("", "m1 e1 k2"), ("", "m2 e2 k3"), ("", "m3 e3 z")):
        run.said.clear()
        log = run.run(breaks=[at]) if at else run.resume()
        assert run.said == said.split()
    assert (log.state, log.error) == (RunState.COMPLETED, None)
    run.said.clear()
    with pytest.raises(UsageError, match="has no step 'q' to stop at"):
        run.run(until="q")


@each(
    ("text", "until", "behind", "said"),
    [
        (ITEMS, "a", "a", "k1 m1 e1 k2 m2 e2 k3 m3 e3"),
        (ITEMS, "a[0]", "a[0]", "k1 m1 e1"),
        (ITEMS, "a[1]>k", "a[1]>k", "k1 m1 e1 k2"),
        (ITEMS, "a>k", "a[0]>k", "k1"),
        (STAGE, "b", "b[0]", "b1"),
        (STAGE, "all/b", "b[0]", "b1"),
        (STAGE, "all[1]/b", "b[1]", "b1 k1 m1 e1 b2"),
        (NESTED, "c>a>k", "c>a>k", "b k7"),
        (STATES, "a", "a", "k m e"),
        (STATES, "a#2", "a#2", "k m e k m e"),
    ],
)
def test_a_list_without_a_number_is_all_of_it_and_a_step_in_it_is_that_of_each_item(
    tmp_path: Path, text: str, until: str, behind: str, said: str
) -> None:
    run = CutRun(tmp_path, text, kid=KID, mid=MID)
    stopped = run.run(until=until)
    assert (stopped.state, stopped.error) == (RunState.PAUSED, f"stopped behind '{behind}'")
    assert run.said == said.split()


@each(
    ("text", "key", "address", "item", "names"),
    [
        (ITEMS, "a[2]>k", "main/a[2]>main/k", None, {"n": "3"}),
        (ITEMS, "a[1]", "main/a[1]", "2", {}),
        (STAGE, "a[1]>m", "all[1]/a>main/m", None, {"n": "2"}),
        (STAGE, "b[0]", "all[0]/b", "1", {}),
        (STATES, "a#2>k", "main/a#2>main/k", None, {"n": ""}),
        (NESTED, "c>a>m", "main/c>main/a>main/m", None, {"n": "7"}),
    ],
)
def test_a_step_that_has_ended_is_found_with_what_it_knew(
    tmp_path: Path, text: str, key: str, address: str, item: int | None, names: dict[str, str]
) -> None:
    run = CutRun(tmp_path, text, kid=KID, mid=MID)
    log = run.run()
    planned = run.plan_of(log)
    frame, step = place_of(root_of(log, planned), key)
    assert (step.key, step.address, address_of(planned, key)) == (key, address, address)
    known = frame.names()
    assert known.get("item") == item and {name: str(known["parameters"][name]) for name in names} == names
    assert resolved(log, planned, key) == resolved(log, planned, address) == key
    for wrong in ("q", "a[9]", "[", ""):
        with pytest.raises(UsageError, match="the run has no step"):
            place_of(root_of(log, planned), wrong)
        assert address_of(planned, wrong) in ("", "main/a[9]", "all[9]/a"), "whose number none can tell"
    with pytest.raises(UsageError, match="has no step 'qq'"):
        resolved(log, planned, "qq")


def test_a_name_of_several_steps_names_none(tmp_path: Path) -> None:
    run = CutRun(tmp_path, flow("steps: [{name: a, workflow: kid}, {name: b, workflow: kid}]"), kid=KID)
    log = run.run()
    with pytest.raises(UsageError, match=r"'k' names several steps of run .*: a>k, b>k; name one in full"):
        resolved(log, run.plan_of(log), "k")
    assert resolved(log, run.plan_of(log), "b/main/k") == "b>k"


BESIDE = flow("""
stages:
  - {name: x, parallel: true, steps: [<a a>, {name: c, workflow: kid}, <b b>]}
  - {name: y, steps: [<d d>]}
""")


@each(
    ("text", "start", "said"),
    [
        (BESIDE, "a", "a d"),
        (BESIDE, "c>m", "m e d"),
        (BESIDE, "c", "k m e d"),
        (ITEMS, "a[1]>m", "m2 e2 z"),
        (ITEMS, "a[1]", "k2 m2 e2 z"),
        (STAGE, "b[1]", "b2 k2 m2 e2 z"),
        (NESTED, "c>a>m", "m7 e7 f z"),
    ],
)
def test_what_runs_again_from_a_step_is_what_is_behind_it(tmp_path: Path, text: str, start: str, said: str) -> None:
    run = CutRun(tmp_path, text, kid=KID, mid=MID)
    assert run.run().state is RunState.COMPLETED
    run.said.clear()
    log = run.resume(from_station=start)
    assert (log.state, run.said) == (RunState.COMPLETED, said.split())
