"""What runs in a workspace now, as `mity top` shows it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import struct
import subprocess
import termios
import time
from pathlib import Path

import pytest

from harness import Mity
from mity import Station, StationRegistry, StationResult, Workflow, WorkflowContext, WorkflowExecutor

pytestmark = pytest.mark.slow

LONG = """
name: long
steps:
  - {name: quick, command: "true"}
  - {name: held, command: "touch begun; while [ ! -e gate ]; do sleep 0.05; done"}
"""
ASKS = """
name: asks
steps:
  - {name: gate, type: checkpoint, message: "Ship it?"}
"""


class Trivial(Station):
    """Does nothing."""

    name = "trivial"

    def execute(self, context: WorkflowContext) -> StationResult:
        """Is done."""
        return StationResult.done("ok")


def _begin(mity: Mity) -> None:
    (mity.workspace / "long.yaml").write_text(LONG)
    (mity.workspace / "asks.yaml").write_text(ASKS)


def _until(path: Path) -> None:
    end = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < end, path
        time.sleep(0.02)


def test_what_runs_what_waits_and_what_was_killed(mity: Mity) -> None:
    _begin(mity)
    assert mity("top", "--json").json["runs"] == []
    assert mity("run", "asks.yaml").code == 3
    killed = mity.start("run", "long.yaml")
    _until(mity.workspace / "begun")
    killed.kill()
    killed.wait()
    (mity.workspace / "begun").unlink()
    process = mity.start("run", "long.yaml")
    _until(mity.workspace / "begun")
    told = mity("top", "--json").json["runs"]
    shown = mity("top")
    (mity.workspace / "gate").touch()
    assert process.wait(timeout=60) == 0
    assert [row["state"] for row in told] == ["running", "waiting_for_checkpoint", "stopped"]
    running, waits, stopped = told
    assert [step["step"] for step in running["steps"]] == ["held"]
    assert 0 <= running["steps"][0]["seconds"] < 60
    assert (running["done"], running["stations"]) == (1, 2)
    assert running["processes"] >= 2, "mity itself and its command"
    assert running["memory_bytes"] > 10 << 20
    assert running["cpu_percent"] is not None
    assert (waits["question"], waits["processes"]) == ("gate: Ship it?", 0)
    assert waits["next"].startswith(f"mity resume {waits['run_id']}")
    assert stopped["next"].startswith(f"mity resume {stopped['run_id']}")
    assert "Ship it?" in shown.out
    assert f"{running['run_id']}  running" in shown.out
    assert [row["state"] for row in mity("top", "--json").json["runs"]] == ["waiting_for_checkpoint", "stopped"]


def test_on_a_terminal_it_goes_on_until_ctrl_c(mity: Mity) -> None:
    _begin(mity)
    mity("run", "asks.yaml")
    ours, theirs = os.openpty()
    words = mity.argv("top", "--interval", "0.2")
    process = subprocess.Popen(words, cwd=mity.workspace, env=mity.env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    while b"Ship" not in seen:
        seen += os.read(ours, 65_536)
    process.send_signal(2)
    with contextlib.suppress(OSError):  # the end of a terminal is an error on Linux
        while os.read(ours, 65_536):
            pass
    os.close(ours)
    assert process.wait(timeout=20) == 0


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_on_a_terminal_without_a_cursor_lines_are_shown_once(mity: Mity, term: str) -> None:
    _begin(mity)
    ran = mity.on_terminal("run", "asks.yaml", answers={"mity [keep]": "keep"}, env={"TERM": term})
    top = mity.on_terminal("top", answers={}, env={"TERM": term})
    assert (ran.code, top.code) == (3, 0), ran.text + top.text
    assert "Ship it?" in top.out
    assert "gate" in ran.out
    assert "\x1b" not in ran.out + top.out


def test_on_a_narrow_terminal_a_question_has_the_whole_width(mity: Mity) -> None:
    _begin(mity)
    (mity.workspace / "asks.yaml").write_text(ASKS.replace("Ship it?", "Ship the eleventh one?"))
    mity("run", "asks.yaml")
    process = mity.start("run", "long.yaml")
    _until(mity.workspace / "begun")
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 60, 0, 0))
    words = mity.argv("top", "--interval", "0.2")
    env = {**mity.env, "NO_COLOR": "1"}
    top = subprocess.Popen(words, cwd=mity.workspace, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = ""
    while "choose approve" not in seen:
        seen += os.read(ours, 65_536).decode("utf-8", "replace")
    top.send_signal(2)
    with contextlib.suppress(OSError):
        while more := os.read(ours, 65_536):  # a picture may come in parts
            seen += more.decode("utf-8", "replace")
    os.close(ours)
    (mity.workspace / "gate").touch()
    assert top.wait(timeout=20) == 0
    assert process.wait(timeout=60) == 0
    process.communicate()
    assert "gate: Ship the eleventh one?;" in " ".join(seen.split()), "in few lines, not in a column of ten letters"
    assert re.search(r"-long-[0-9a-z]{4}: held  \d+ s", seen), seen
    assert "MEMORY" not in seen
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", seen), "and without colours"


def test_hundreds_of_logs_cost_little(mity: Mity) -> None:
    registry = StationRegistry()
    registry.register(Trivial())
    for _ in range(400):
        flow = Workflow("flow", "Flow").station("trivial")
        WorkflowExecutor(registry).execute(flow, WorkflowContext(mity.workspace, "app"))
    assert json.loads(mity("top", "--json").out)["runs"] == []
    began = time.monotonic()
    assert mity("top", "--json").json["runs"] == []
    assert time.monotonic() - began < 3, "the summaries of runs at their end are remembered"
