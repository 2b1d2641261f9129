"""Limits of time of runs, stages, calls and their steps: what took longer has failed, and nothing of it goes on."""

from __future__ import annotations

import time

import pytest

from harness import Done, Mity

LIMIT = "1s"
STEPS = """
steps:
  - {name: first, command: touch first}
  - {name: slow, command: sleep 61 & sleep 62}
  - {name: last, command: touch last}
  - {name: clean, if: always(), command: touch cleaned}
finally:
  - {command: touch final}
"""


def run(mity: Mity, text: str, *words: str) -> Done:
    """Runs a definition, which is to end long before its sleeps do."""
    (mity.workspace / "flow.yaml").write_text(text)
    began = time.monotonic()
    done = mity("run", "flow.yaml", "--json", *words)
    assert time.monotonic() - began < 20
    return done


def made(mity: Mity) -> set[str]:
    return {path.name for path in mity.workspace.iterdir() if path.is_file() and path.suffix != ".yaml"}


def statuses(done: Done) -> dict[str, str]:
    return {row["station"]: row["result"]["status"] for row in done.json["results"]}


def check_late(done: Done, who: str) -> None:
    assert (done.code, done.json["state"], done.json["verdict"]) == (1, "failed", "failed"), done.text
    assert f"{who} took longer than its timeout, 1 s" in done.json["error"]


def test_a_run_that_takes_too_long_has_failed_and_its_end_is_run(mity: Mity) -> None:
    done = run(mity, f"name: flow\ntimeout: {LIMIT}" + STEPS)
    check_late(done, "the run")
    assert statuses(done)["slow"] == "cancelled"
    assert made(mity) == {"first", "final"}


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_stage_that_takes_too_long_has_failed_and_the_rest_is_told_so(mity: Mity) -> None:
    done = run(
        mity,
        f"""
name: flow
stages:
  - name: work
    timeout: {LIMIT}
    steps: [{{name: slow, command: sleep 62}}, {{name: next, command: touch next}}]
  - name: after
    steps: [{{name: last, command: touch last}}]
  - name: told
    condition: failure()
    steps: [{{name: tell, command: 'echo ${{{{ failed_stage }}}} > told'}}]
""",
    )
    check_late(done, "stage 'work'")
    assert made(mity) == {"told"}
    assert (mity.workspace / "told").read_text() == "work\n"


@pytest.mark.slow
def test_a_limit_holds_for_what_runs_at_once_and_for_items(mity: Mity) -> None:
    done = run(
        mity,
        f"""
name: flow
stages:
  - name: work
    timeout: {LIMIT}
    parallel: true
    for_each: [1, 2, 3]
    steps: [{{name: slow, command: sleep 62}}]
""",
    )
    check_late(done, "stage 'work'")
    assert {statuses(done)[f"slow[{index}]"] for index in range(3)} == {"cancelled"}


@pytest.mark.slow
def test_a_limit_ends_a_pause_before_a_retry(mity: Mity) -> None:
    retried = "{name: a, command: exit 1, on_failure: retry, max_retries: 5, backoff: {initial: 60s}}"
    check_late(run(mity, f"name: flow\ntimeout: {LIMIT}\nsteps: [{retried}]\n"), "the run")


@pytest.mark.slow
def test_a_called_workflow_has_its_own_limit_and_that_of_the_step_that_calls_it(mity: Mity) -> None:
    folder = mity.workspace / ".mity" / "workflows"
    folder.mkdir(parents=True)
    (folder / "child.yaml").write_text("name: child\nsteps: [{name: slow, command: sleep 62}]\n")
    (folder / "hasty.yaml").write_text(f"name: hasty\ntimeout: {LIMIT}\nsteps: [{{name: slow, command: sleep 62}}]\n")
    check_late(
        run(mity, f"name: flow\nsteps: [{{name: call, workflow: child, timeout: {LIMIT}}}]", "--trust"), "step 'call'"
    )
    check_late(run(mity, "name: flow\nsteps: [{name: call, workflow: hasty}]", "--trust"), "workflow 'hasty'")


@pytest.mark.slow
def test_a_limit_that_was_met_is_a_failure_that_can_be_handled(mity: Mity) -> None:
    folder = mity.workspace / ".mity" / "workflows"
    folder.mkdir(parents=True)
    (folder / "child.yaml").write_text("name: child\nsteps: [{name: slow, command: sleep 62}]\n")
    called = f"{{name: call, workflow: child, timeout: {LIMIT}, on_failure: continue}}"
    done = run(mity, f"name: flow\nsteps: [{called}, {{name: last, command: touch last}}]", "--trust")
    assert (done.code, done.json["state"]) == (4, "completed")
    assert made(mity) == {"last"}


def test_what_ends_in_time_is_not_cut_off(mity: Mity) -> None:
    text = "name: flow\ntimeout: 20s\nstages: [{name: one, timeout: 20s, steps: [{name: a, command: touch a}]}]\n"
    done = run(mity, text, "--timeout", "1")
    assert (done.code, made(mity)) == (0, {"a"})


@pytest.mark.slow
def test_time_goes_on_counting_after_a_wait_which_does_not_count(mity: Mity) -> None:
    steps = "{name: a, command: sleep 2}, {name: ask, type: checkpoint, message: go}, {name: b, command: sleep 2}"
    assert run(mity, f"name: flow\ntimeout: 3s\nsteps: [{steps}]").code == 3
    done = mity("resume", "--choose", "approve", "--json")
    assert done.code == 1 and "the run took longer than its timeout, 3 s" in done.json["error"], done.text
    again = mity("resume", "--json")
    assert "the run took longer" in again.json["error"], "what failed has the time that was left once more"
    (mity.workspace / "flow.yaml").write_text(f"name: flow\ntimeout: 9s\nsteps: [{steps}]")
    assert mity("resume", "--accept-changes", "--json").code == 0


@pytest.mark.slow
def test_waiting_itself_takes_no_time(mity: Mity) -> None:
    steps = "{name: a, command: 'true'}, {name: ask, type: checkpoint, message: go}, {name: b, command: 'true'}"
    assert run(mity, f"name: flow\ntimeout: 3s\nsteps: [{steps}]").code == 3
    time.sleep(3.5)
    assert mity("resume", "--choose", "approve", "--json").code == 0
