"""Workflows of a team's own, run, stopped, answered, changed, and replayed from the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness import Done, Mity

RELEASE = """
name: release
parameters:
  names: {type: list, default: [a, b]}
stages:
  - name: fan
    parallel: true
    for_each: ${{ parameters.names }}
    steps:
      - name: make
        outputs: [made]
        command: |
          echo "made=x-${{ item }}" >> "$MITY_OUTPUT"
          echo ${{ item }} >> count
      - {name: use, command: "echo ${{ outputs.made }} > out-${{ item }}"}
  - name: ship
    steps:
      - name: notes
        outputs: [title]
        command: |
          echo "title=$(cat out-* | wc -l) parts" >> "$MITY_OUTPUT"
      - {name: gate, type: checkpoint, message: "Ship ${{ outputs.title }}?"}
      - {name: push, command: "echo ${{ outputs.title }} ${{ checkpoint.changes }} > shipped"}
      - {name: clean, if: always(), command: touch cleaned}
finally:
  - {command: touch final}
"""


def write(mity: Mity, text: str, name: str = "release") -> None:
    path = mity.workspace / ".mity" / "workflows" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def statuses(done: Done) -> dict[str, str]:
    return {row["station"]: row["result"]["status"] for row in done.json["results"]}


def run(mity: Mity, *words: str) -> Done:
    return mity("run", "release", "--trust", "--json", *words)


def content(mity: Mity, name: str) -> str:
    return (mity.workspace / name).read_text()


def test_a_run_waits_at_a_checkpoint_and_goes_on_with_the_answer(mity: Mity) -> None:
    write(mity, RELEASE)
    first = run(mity)
    assert first.code == 3, first.text
    assert first.json["needs_input"]["question"] == "gate: Ship 2 parts?"
    id = first.json["run_id"]
    assert mity("approve", id, "--changes", "with care").code == 0
    again = mity("approve", id)
    assert again.code == 2
    assert "was told this already" in again.err
    done = mity("resume", id, "--json")
    assert (done.code, done.json["verdict"]) == (0, "passed"), done.text
    assert content(mity, "shipped") == "2 parts with care\n"
    assert sorted(content(mity, "count").split()) == ["a", "b"], "nothing done ran twice"
    assert (mity.workspace / "final").exists() and (mity.workspace / "cleaned").exists()


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_rejection_ends_the_run_and_what_always_runs_runs(mity: Mity) -> None:
    write(mity, RELEASE)
    id = run(mity).json["run_id"]
    assert mity("reject", id, "--reason", "too early").code == 0
    done = mity("resume", id, "--json")
    assert (done.code, done.json["state"]) == (1, "failed")
    assert "too early" in done.json["error"]
    assert (mity.workspace / "cleaned").exists()
    assert not (mity.workspace / "shipped").exists()


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_run_stops_before_and_behind_named_steps(mity: Mity) -> None:
    write(mity, RELEASE)
    done = run(mity, "--break", "use[1]", "--until", "ship.notes")
    assert (done.code, done.json["state"]) == (130, "paused"), done.text
    assert "use[1]" not in statuses(done)
    done = mity("resume", "--json")
    assert done.json["error"] == "stopped behind 'notes'"
    assert mity("resume", "--json").json["state"] == "waiting_for_checkpoint"


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_changed_definition_is_refused_with_its_difference_and_two_ways_on(mity: Mity) -> None:
    write(mity, RELEASE)
    id = run(mity).json["run_id"]
    write(mity, RELEASE.replace("> shipped", "> sent").replace("names:", "# a comment\n  names:"))
    refused = mity("resume", id, "--trust")
    assert refused.code == 2
    assert "was changed since run" in refused.err
    assert [line for line in refused.err.splitlines() if line.startswith("+ ") and "> sent" in line], refused.err
    assert "--keep-definition" in refused.err
    mity("approve", id, "--anyway")
    kept = mity("resume", id, "--keep-definition", "--json")
    assert kept.code == 0, kept.text
    assert (mity.workspace / "shipped").exists()


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_accepted_changes_run_what_they_changed_and_nothing_else(mity: Mity) -> None:
    write(mity, RELEASE)
    id = run(mity).json["run_id"]
    write(mity, RELEASE.replace('"title=', '"title=now '))
    done = mity("resume", id, "--accept-changes", "--trust", "--json")
    assert done.json["needs_input"]["question"] == "gate: Ship now 2 parts?", done.text
    assert sorted(content(mity, "count").split()) == ["a", "b"], "the items had not changed"
    mity("approve", id, "--anyway")
    assert mity("resume", id, "--json").code == 0
    assert content(mity, "shipped") == "now 2 parts \n"


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_only_prose_and_the_order_of_keys_may_change_unnoticed(mity: Mity) -> None:
    write(mity, RELEASE)
    id = run(mity).json["run_id"]
    write(mity, "description: other words\n" + RELEASE.replace("name: release\n", 'name: release\nversion: "9"\n'))
    assert mity("resume", id, "--json").json["state"] == "waiting_for_checkpoint"


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_replay_is_a_new_run_that_takes_over_what_was_before(mity: Mity) -> None:
    write(mity, RELEASE)
    id = run(mity).json["run_id"]
    mity("approve", id)
    mity("resume", id)
    done = mity("replay", id, "--from", "gate", "--set", "notes.title=other", "--json")
    assert done.code == 3, done.text
    other = done.json["run_id"]
    assert other != id
    assert done.json["needs_input"]["question"] == "gate: Ship other?"
    document = json.loads((mity.workspace / ".mity" / "logs" / f"{other}.json").read_text())
    assert document["forked_from"] == id
    reused = {row["station"] for row in document["results"] if row["result"].get("reused")}
    assert reused == {"make", "make[0]", "make[1]", "use", "use[0]", "use[1]", "notes"}
    mity("approve", other, "--anyway")
    assert mity("resume", other, "--json").code == 0
    assert content(mity, "shipped") == "other \n"
    assert sorted(content(mity, "count").split()) == ["a", "b"]


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_replay_of_what_is_not_there_is_refused(mity: Mity) -> None:
    write(mity, RELEASE)
    id = run(mity).json["run_id"]
    for words, said in (
        (("--from", "gat"), "has no step 'gat'"),
        (("--from", "notes", "--set", "gate.x=1"), "no result of this step is reused"),
        (("--from", "notes", "--param", "name=1"), "has no parameter 'name'"),
        (("--from", "notes", "--set", "x"), "write NAME=VALUE"),
    ):
        done = mity("replay", id, *words)
        assert done.code == 2, done.text
        assert said in done.err


def test_a_run_reads_its_specification_and_its_project(mity: Mity) -> None:
    text = """
name: release
steps:
  - {name: say, command: "echo ${{ spec.name }} ${{ spec.priority }} > said"}
  - {name: test, command: "${{ project.test_command }}"}
"""
    write(mity, text)
    (mity.workspace / ".mity" / "config.toml").write_text('[project]\ntest_command = "touch tested"\n')
    (mity.workspace / "specs").mkdir()
    (mity.workspace / "specs" / "login.md").write_text("---\npriority: high\n---\n# Log in\n\nText.\n")
    done = run(mity, "--spec", "login")
    assert done.code == 0, done.text
    assert content(mity, "said") == "login high\n"
    assert (mity.workspace / "tested").exists()
    missing = run(mity, "--spec", "nothing.md")
    assert missing.code == 2
    assert "there is no specification nothing.md" in missing.err


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_workflows_are_triggered_behind_a_run_and_two_that_trigger_each_other_end(mity: Mity) -> None:
    flow: dict[str, Any] = {"steps": [{"name": "one", "command": "echo one >> ran"}]}
    for name, other in (("release", "deploy"), ("deploy", "release")):
        flow |= {"name": name, "on_success": [{"type": "trigger_workflow", "workflow": other}]}
        write(mity, json.dumps(flow), name)
    done = mity("run", "release", "--trust")
    assert done.code == 0, done.text
    assert 2 < len(content(mity, "ran").split()) < 30
    assert "more workflows were triggered and are not run" in done.err


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_run_that_is_waiting_can_be_cancelled(mity: Mity) -> None:
    write(mity, RELEASE)
    id = run(mity).json["run_id"]
    assert mity("pause", id).out.startswith(f"run {id} is not under way")
    assert mity("cancel", id).code == 0
    done = mity("resume", id)
    assert done.code == 2
    assert "is cancelled" in done.err
    assert mity("cancel", id).code == 2


def test_a_large_output_is_kept_aside_and_read_where_it_is_asked_for(mity: Mity) -> None:
    text = """
name: release
steps:
  - name: give
    outputs: [big]
    command: printf 'big<<END\\n%0100000d\\nEND\\n' 7 >> "$MITY_OUTPUT"
  - {name: measure, condition: "length(outputs.big) == 100000", command: "printf '%s' ${{ outputs.big }} > big"}
  - {name: named, condition: "endsWith(steps.give.outputs.big, '07')", command: touch named}
"""
    write(mity, text)
    done = run(mity)
    assert done.code == 0, done.text
    assert content(mity, "big") == f"{7:0100000d}"
    assert (mity.workspace / "named").exists()
    assert len(done.out) < 50_000
