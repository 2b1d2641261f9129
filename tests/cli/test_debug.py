"""mity debug, by what is typed at its prompt: halts, looks, changed outputs, and runs that go on later."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from typing import Any

import pytest
import yaml

from harness import Done, Mity
from mity.cli.debugger import PROMPT

pytestmark = pytest.mark.slow

STYLE = re.compile("\x1b\\[[0-9;]*m")
FLOW: dict[str, Any] = {
    "name": "flow",
    "parameters": {"who": {"default": "me"}},
    "steps": [
        {"name": "one", "command": "echo n=1 >> $MITY_OUTPUT; cat token >> $MITY_OUTPUT"},
        {"name": "two", "command": 'echo "${{ outputs.n }}" >> seen', "condition": "outputs.n > 0"},
        {"name": "three", "command": "test -e ready"},
    ],
}


def debugged(mity: Mity, *typed: str, definition: dict[str, Any] | None = None, words: tuple[str, ...] = ()) -> Done:
    """`mity debug` of a definition, with lines that come through a pipe."""
    (mity.workspace / "flow.yaml").write_text(yaml.safe_dump(definition or FLOW, sort_keys=False))
    (mity.workspace / "token").write_text("secret_token=tok-abcdef\n")
    done = subprocess.run(
        mity.argv("debug", "flow.yaml", "--trust", *words),
        cwd=mity.workspace,
        env=mity.env,
        input="".join(f"{line}\n" for line in typed),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def test_a_run_is_looked_at_changed_and_goes_on(mity: Mity) -> None:
    (mity.workspace / "ready").touch()
    done = debugged(
        mity,
        "where",
        "inspect parameters",
        "step",
        "inspect one",
        "inspect steps.one.outputs.n >= 1",
        "inspect steps.one.outputs.secret_token",
        "inspect item.",
        "inspect nowhere/else",
        "set one.n = 1.10",
        "set two.n=5",
        "set one.n",
        "inspect outputs.n",
        "continue",
    )
    assert done.code == 4, done.text
    said = done.err
    assert "before main/one: command: echo n=1" in said and "→ · one\n  · two\n  · three" in said
    assert '(mity) {\n "who": "me"\n}' in said and "tok-abcdef" not in said
    assert "before main/two: " in said and "its condition holds: outputs.n > 0" in said
    assert '"status": "done"' in said and "(mity) true\n" in said
    assert "there is no step 'nowhere/else'" in said
    assert "(mity) one.n is set; the run proves nothing any more" in said
    assert "step 'two' has not passed, so it has no outputs that could be changed" in said
    assert "write set STEP.OUTPUT=VALUE" in said and '(mity) "1.10"\n' in said
    assert (mity.workspace / "seen").read_text() == "1.10\n"
    log = mity.log()
    (row,) = log["touched"]
    assert (
        log["verdict"] == "unproven" and (row["station"], row["outputs"]) == ("one", ["n"]) and row["by"] and row["at"]
    )
    assert log["history"][0]["result"]["outputs"]["n"] == "1"
    assert "debug.set" in mity("runs", "events", log["run_id"]).out
    shown = mity("runs", "show", log["run_id"]).out
    assert "n of one is what" in shown and "set at the debugger" in shown


@pytest.mark.rotation("debug", of=3)
def test_a_failure_halts_and_is_tried_again(mity: Mity) -> None:
    flow = {
        **FLOW,
        "steps": [
            {**FLOW["steps"][0], "outputs": {"n": "integer"}},
            FLOW["steps"][1],
            {"name": "three", "command": "test -s seen2 || { touch a; mv a seen2; echo 1 > seen2; false; }"},
        ],
    }
    done = debugged(mity, "continue", "inspect steps.one.status", "set one.n=many", "retry", definition=flow)
    assert done.code == 0, done.text
    assert "its output 'n' must be an integer, not many" in done.err
    assert "main/three failed: " in done.err and "retry runs it again, continue lets it fail" in done.err
    assert mity.log()["attempts"]["three"] == 2 and "touched" not in mity.log()
    (mity.workspace / "seen2").unlink()
    done = debugged(mity, "continue", "continue", definition=flow)
    assert done.code == 1 and mity.log()["state"] == "failed"


@pytest.mark.rotation("debug", of=3)
def test_quit_the_end_of_the_input_and_a_break_leave_a_run_that_goes_on(mity: Mity) -> None:
    (mity.workspace / "ready").touch()
    for typed in (
        ("break three", "break nowhere", "break", "c", "quit"),
        ("break main/three", "continue"),
        ("step", "step"),
    ):
        done = debugged(mity, *typed)
        assert done.code == 130, done.text
        log = mity.log()
        assert log["state"] == "paused" and [row["station"] for row in log["results"]] == ["one", "two"], done.text
        assert log["error"] == "stopped before 'three'"
    assert "there is no step 'nowhere': known: one, three, two" in (done := debugged(mity, "break nowhere")).err
    assert mity("resume").code == 0 and mity.log()["verdict"] == "passed"


@pytest.mark.rotation("debug", of=3)
def test_retry_before_a_step_runs_the_last_one_again(mity: Mity) -> None:
    (mity.workspace / "ready").touch()
    done = debugged(mity, "retry", "step", "step", "retry", "inspect steps.one.status", "step", "quit")
    assert "there is no step that could run again from here" in done.err
    assert mity.log()["attempts"] == {"one": 1, "two": 2} and done.code == 130, done.text


@pytest.mark.rotation("debug", of=3)
def test_next_passes_over_items_and_called_workflows(mity: Mity) -> None:
    (mity.workspace / ".mity/workflows").mkdir(parents=True)
    (mity.workspace / ".mity/workflows/inner.yaml").write_text("name: inner\nsteps: [{name: deep, command: 'true'}]\n")
    flow = {
        "name": "flow",
        "steps": [
            {"name": "all", "for_each": ["a", "b"], "command": ["echo", "${{ item }}"]},
            {"name": "call", "workflow": "inner"},
            {"name": "last", "command": "true"},
        ],
    }
    done = debugged(mity, "next", "next", "next", definition=flow)
    halts = [line.split()[-2 if "(" in line else -1] for line in done.err.splitlines() if "before main" in line]
    assert done.code == 0 and len(halts) == 3, done.text
    done = debugged(mity, "step", "inspect item", "step", "step", "step", "step", "step", definition=flow)
    assert done.code == 0 and '"a"' in done.err, done.text
    where = [line.partition("before ")[2].split(":")[0] for line in done.err.splitlines() if "before main" in line]
    assert where == ["main/all", "main/all[0]", "main/all[1]", "main/call", "main/call>main/deep", "main/last"]


@pytest.mark.rotation("debug", of=3)
def test_what_runs_beside_others_halts_one_after_the_other(mity: Mity) -> None:
    flow = {
        "name": "flow",
        "stages": [
            {
                "name": "both",
                "parallel": True,
                "steps": [{"name": name, "command": f"echo {name} >> seen"} for name in ("a", "b", "c")],
            }
        ],
    }
    done = debugged(mity, "step", "quit", definition=flow)
    assert done.code == 130 and done.err.count("before both/") == 2, done.text
    assert (mity.workspace / "seen").read_text() == "a\n" and mity.log()["state"] == "paused"
    done = debugged(mity, "step", "continue", definition=flow)
    assert done.code == 0 and done.err.count("before both/") == 2, done.text
    assert sorted((mity.workspace / "seen").read_text().split()) == ["a", "a", "b", "c"]


@pytest.mark.rotation("debug", of=3)
def test_a_value_that_was_set_survives_a_kill_at_the_prompt(mity: Mity) -> None:
    (mity.workspace / "ready").touch()
    with at_two(mity, "set one.n=7") as process:
        until = time.monotonic() + 20
        while "debug.set" not in mity("runs", "events", mity.log()["run_id"]).out and time.monotonic() < until:
            time.sleep(0.05)
        process.kill()
        process.wait()
    assert mity("resume").code == 4
    assert mity.log()["verdict"] == "unproven" and (mity.workspace / "seen").read_text() == "7\n"


def at_two(mity: Mity, *typed: str) -> subprocess.Popen[str]:
    """A debugger that halts before the second step, to which lines are typed."""
    (mity.workspace / "flow.yaml").write_text(yaml.safe_dump(FLOW, sort_keys=False))
    (mity.workspace / "token").touch()
    process = subprocess.Popen(
        mity.argv("debug", "flow.yaml", "--trust"),
        cwd=mity.workspace,
        env=mity.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stderr
    process.stdin.write("step\n" + "".join(f"{line}\n" for line in typed))
    process.stdin.flush()
    next(line for line in process.stderr if "before main/two" in line)
    return process


@pytest.mark.rotation("debug", of=3)
def test_an_interrupt_at_the_prompt_leaves_a_run_that_goes_on(mity: Mity) -> None:
    (mity.workspace / "ready").touch()
    with at_two(mity) as process:
        time.sleep(0.2)
        os.kill(process.pid, signal.SIGINT)
        assert process.stdin
        process.stdin.close()
        assert process.wait(timeout=30) == 130
    assert mity.log()["state"] == "paused" and mity("resume").code == 0


@pytest.mark.rotation("debug", of=3)
def test_what_is_typed_wrong_and_words_that_do_not_fit(mity: Mity) -> None:
    done = debugged(
        mity,
        "",
        "stpe",
        "s",
        "inspect",
        "inspect steps",
        "inspect run",
        "inspect stages",
        "inspect metrics",
        "inspect project",
        "quit now",
        "help",
        "set one.n=1",
    )
    assert done.code == 130
    for sentence in (
        "there is no command 'stpe': did you mean 'step'?",
        "inspect what? Give a step or an expression",
        "'quit' takes nothing behind it",
        "retry                  run the step again that failed",
        "step 'one' has not passed",
    ):
        assert sentence in done.err, done.text
    assert mity("debug", "flow.yaml", "--json").code == 2


@pytest.mark.parametrize(
    "told, styles",
    [
        pytest.param({"NO_COLOR": "1", "TERM": "xterm"}, False, id="no colour wanted"),
        pytest.param({"NO_COLOR": "", "TERM": "dumb"}, False, id="a dumb terminal"),
        pytest.param({"NO_COLOR": "", "TERM": "xterm"}, True, id="a usual one"),
    ],
)
def test_neither_colours_nor_bold_are_shown_where_none_are_wanted(
    mity: Mity, told: dict[str, str], styles: bool
) -> None:
    (mity.workspace / "flow.yaml").write_text("name: flow\nsteps: [{name: one, command: 'true'}]\n")
    mity.env.update(told)
    done = mity.on_terminal("debug", "flow.yaml", "--trust", answers={PROMPT: "continue"})
    assert done.code == 0, done.out
    assert ("\x1b[1" in done.out, bool(STYLE.search(done.out))) == (styles, styles), done.out
