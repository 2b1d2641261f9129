"""Replays: a new run that begins with what another one has before a step, whatever its workflow is made of."""

from __future__ import annotations

from typing import Any

import pytest
from own_flow import OwnFlow

from harness import Mity
from rows import each

PAIR = [
    {"name": "make", "command": "echo size=1 >> $MITY_OUTPUT; echo make >> ran", "outputs": ["size"]},
    {"name": "use", "command": "echo use-${{ item }} >> ran"},
]
LISTS: dict[str, Any] = {
    "stages": [
        {
            "name": "first",
            "steps": [{"name": "begin", "command": "echo title=x >> $MITY_OUTPUT", "outputs": ["title"]}],
        },
        {"name": "list", "for_each": ["a", "b"], "steps": PAIR},
        {"name": "last", "steps": [{"name": "end", "command": "echo end >> ran"}]},
    ]
}
WHOLE = "make use-a make use-b end"
STATES: dict[str, Any] = {
    "states": {
        "try": {
            "command": "echo try >> ran; test -e tried || { touch tried; exit 1; }",
            "next": "all",
            "on_failure": {"to": "try"},
        },
        "all": {"for_each": ["a"], "command": "echo all >> ran", "next": "done"},
        "done": {"final": "success"},
    }
}


def replayed(flow: OwnFlow, *words: str) -> str:
    """What ran in a replay of the first run, whose log is then read as any other."""
    (flow.folder / "ran").unlink()
    first = sorted((flow.folder / ".mity" / "logs").glob("*.json"))[0].stem
    done = flow.mity("replay", first, *words, "--trust", "--quiet")
    assert done.code == 0, done.text
    assert "unreadable" not in flow.mity("runs", "list").text
    return " ".join((flow.folder / "ran").read_text().split())


@pytest.mark.slow
@each(
    "start, ran",
    [
        ("begin", WHOLE),
        ("make", WHOLE),
        ("list[1]/use", "use-b end"),
        ("use[0]", "use-a end"),
        ("list[1].make", "make use-b end"),
        ("last.end", "end"),
    ],
)
def test_a_replay_of_lists_begins_at_any_address(mity: Mity, start: str, ran: str) -> None:
    flow = OwnFlow(mity, **LISTS)
    flow.run()
    assert replayed(flow, "--from", start) == ran


def test_a_replay_of_states_takes_the_edges_anew_from_where_it_begins(mity: Mity) -> None:
    flow = OwnFlow(mity, **STATES)
    flow.run()
    assert replayed(flow, "--from", "try#2") == "try all"


def test_a_replay_decides_anew_whether_its_steps_are_due(mity: Mity) -> None:
    always, seldom = ({"name": name, "command": f"echo {name} >> ran"} for name in "ab")
    much = {"type": "boolean", "default": False}
    flow = OwnFlow(mity, always, {**seldom, "if": "parameters.much"}, parameters={"much": much})
    flow.run()
    assert (flow.folder / "ran").read_text() == "a\n"
    assert replayed(flow, "--from", "a", "--param", "much=true") == "a b"


def test_what_a_replay_names_wrongly_is_told_before_anybody_is_asked_to_trust(mity: Mity) -> None:
    begin = {**LISTS["stages"][0]["steps"][0], "outputs": {"title": "string", "count": "integer"}}
    flow = OwnFlow(mity, stages=[{"name": "first", "steps": [begin]}, *LISTS["stages"][1:]])
    run = flow.run()["run_id"]
    strange = {"XDG_STATE_HOME": str(mity.home / "someone-else")}
    for words, said in (
        (("--from", "ende"), "has no step 'ende': did you mean 'end'?"),
        (("--from", "lits[1]/use"), "did you mean 'list[1]/use'?"),
        (("--from", "list[2]/use"), "has no step 'list[2]/use'"),
        (("--from", "end", "--set", "begn.title=y"), "--set begn: run"),
        (("--from", "end", "--set", "begin.count=y"), "--set begin: its output 'count' must be an integer, not y"),
        (("--from", "end", "--set", "begin.titel=y"), "gives no output 'titel': did you mean 'title'?"),
        (("--from", "begin", "--set", "make.size=y"), "no result of this step is reused before 'begin'"),
    ):
        done = mity("replay", run, *words, env=strange)
        assert (done.code, said in done.err, "names what will be run" in done.err) == (2, True, False), done.text


@pytest.mark.slow
def test_a_changed_definition_with_more_in_its_list_is_gone_on_with(mity: Mity) -> None:
    flow = OwnFlow(mity, **LISTS)
    fails = {"name": "use", "command": "test -e ok"}
    flow.define({"name": "flow", "stages": [{**LISTS["stages"][1], "steps": [PAIR[0], fails]}]})
    flow.run(1)
    flow.define({"name": "flow", "stages": [{**LISTS["stages"][1], "steps": PAIR}]})
    done = mity("resume", "--accept-changes", "--trust", "--quiet")
    assert done.code == 0, done.text
    assert "unreadable" not in mity("runs", "list").text
    assert (flow.folder / "ran").read_text().split() == ["make", "use-a", "make", "use-b"]


CHAIN: dict[str, Any] = {
    "steps": [
        {"name": "a", "command": "echo a > f; touch of-a"},
        {"name": "b", "command": "echo b >> f; rm of-a; echo b >> ran", "undo": "touch ../undone"},
        {"name": "c", "command": "echo c >> f; touch of-c"},
    ]
}


def test_a_rewinding_replay_begins_with_the_files_of_then_and_keeps_what_was_edited(mity: Mity) -> None:
    flow = OwnFlow(mity, **CHAIN)
    run = flow.run()["run_id"]
    (flow.folder / "f").write_text("mine\n")
    (flow.folder / "own").write_text("own\n")
    refused = mity("replay", run, "--from", "b", "--rewind", "--param", "x=1")
    assert (refused.code, flow.files()["f"]) == (2, "mine\n"), refused.text
    done = mity("replay", run, "--from", "b", "--rewind")
    assert done.code == 0 and ".mity/aside" in done.err, done.text
    assert flow.files() == {"f": "a\nb\nc\n", "of-c": "", "own": "own\n", "ran": "b\n"}
    aside = [path.read_text() for path in (flow.folder / ".mity" / "aside").rglob("f.kept")]
    assert aside == ["mine\n"] and not (flow.folder.parent / "undone").exists()
    shown = mity("runs", "show", run, "--json").json
    assert (shown["state"], [row["station"] for row in shown["results"]]) == ("paused", ["a"])


@pytest.mark.slow
def test_a_replay_from_the_beginning_rewinds_all(mity: Mity) -> None:
    flow = OwnFlow(mity, **CHAIN)
    run = flow.run()["run_id"]
    assert mity("replay", run, "--from", "a", "--rewind").code == 0
    assert flow.files() == {"f": "a\nb\nc\n", "of-c": "", "ran": "b\n"}


@pytest.mark.slow
def test_files_do_not_go_back_over_what_ran_at_the_same_time_and_stays(mity: Mity) -> None:
    beside = [{"name": name, "command": f"sleep 0.3; echo {name} > {name}"} for name in "xy"]
    flow = OwnFlow(mity, stages=[{"name": "s", "parallel": True, "steps": beside}])
    run = flow.run()["run_id"]
    (flow.folder / "x").write_text("mine\n")
    done = mity("replay", run, "--from", "x", "--rewind")
    assert done.code == 2 and "changed files at the same time" in done.err, done.text
    assert flow.files()["x"] == "mine\n"


@pytest.mark.slow
def test_a_changed_definition_is_trusted_for_its_replay(mity: Mity) -> None:
    flow = OwnFlow(mity, **LISTS)
    run = flow.run()["run_id"]
    flow.define({"name": "flow", **LISTS, "env": {"NEW": "1"}})
    assert mity("replay", run, "--from", "end", "--definition", "new").code == 3
    assert mity("replay", run, "--from", "end", "--definition", "new", "--trust").code == 0
