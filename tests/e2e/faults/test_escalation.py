"""A question in a real terminal and as data: each choice does what it says."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import subprocess
import termios
import time
from collections.abc import Iterator
from typing import Any

import pytest

from harness import Mity, git
from misbehaving_app import STATIONS, misbehaving, repair, run_ids, statuses, words

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


def take_terminal() -> None:
    """Makes the terminal on stdin the one whose Ctrl-C reaches this process."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """mity at a pseudo-terminal, and a person who reads and types."""

    def __init__(self, mity: Mity, *argv: str) -> None:
        ours, theirs = pty.openpty()
        self._handle = ours
        env = {**mity.env, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}
        env.pop("CI", None)
        self.process = subprocess.Popen(
            mity.argv(*argv),
            cwd=mity.workspace,
            env=env,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            preexec_fn=take_terminal,
        )
        os.close(theirs)
        self.raw = ""

    @property
    def text(self) -> str:
        """What the screen showed, without its control codes."""
        return _CONTROL.sub("", self.raw)

    def wait_for(self, text: str, seconds: float = 40) -> None:
        """Reads until the text is there."""
        deadline = time.monotonic() + seconds
        while text not in self.text:
            assert time.monotonic() < deadline and self._read(0.2), f"no {text!r} in:\n{self.text}"

    def type(self, line: str) -> None:
        """Types a line, and forgets what was shown before."""
        self.raw = ""
        os.write(self._handle, line.encode() + b"\n")

    def interrupt(self) -> None:
        """Ctrl-C."""
        os.write(self._handle, b"\x03")

    def end(self, seconds: float = 40) -> int:
        """Reads to the end and returns the exit code."""
        deadline = time.monotonic() + seconds
        while self._read(0.2):
            assert time.monotonic() < deadline, self.text
        return self.process.wait(10)

    def close(self) -> None:
        """Ends whatever is left."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._handle)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._handle], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self._handle, 65536)
        except OSError:
            return False
        self.raw += data.decode("utf-8", "replace")
        return bool(data)


@pytest.fixture
def terminal(mity: Mity) -> Iterator[Any]:
    opened: list[Terminal] = []

    def open_(*argv: str) -> Terminal:
        opened.append(Terminal(mity, *argv))
        return opened[-1]

    yield open_
    for one in opened:
        one.close()


PROMPT = "mity [keep]:"


def test_the_menu_shows_every_choice_and_retry_and_help_run_the_station_again(mity: Mity, terminal: Any) -> None:
    screen = terminal(*words(build="broken"))
    screen.wait_for(PROMPT)
    shown = screen.text
    assert "server.py:7: the build is broken" in shown
    for choice in ("retry", "skip", "rescaffold", "help", "abort"):
        assert re.search(rf"^  {choice} +\w+", shown, re.MULTILINE), shown
    screen.type("perhaps")
    screen.wait_for(PROMPT)
    screen.type("retry")
    screen.wait_for(PROMPT)
    repair(mity)
    screen.type("help")
    screen.wait_for("help:")
    screen.type("I mended line 7")
    screen.wait_for("help:")
    screen.type("")
    assert screen.end() == 0, screen.text
    assert "demo is proven" in screen.text
    log = mity.log()
    assert "I mended line 7" in json.dumps(log["help"])
    assert {row["station"]: row["result"]["attempts"] for row in log["results"]}["build"] >= 3


def test_enter_at_the_menu_keeps_the_run(mity: Mity, terminal: Any) -> None:
    screen = terminal(*words(build="broken"))
    screen.wait_for(PROMPT)
    screen.type("")
    assert screen.end() == 3, screen.text
    assert "mity resume" in screen.text
    repair(mity)
    assert mity("resume", "--choose", "retry").code == 0


def test_skip_in_the_menu_taints_the_verdict(mity: Mity, terminal: Any) -> None:
    screen = terminal(*words(test="none"))
    screen.wait_for(PROMPT)
    screen.type("skip")
    assert screen.end() == 4, screen.text
    assert statuses(mity.log()) == {**dict.fromkeys(STATIONS, "done"), "test": "skipped"}
    assert "?25l" not in screen.raw.rpartition("?25h")[2], "the cursor is left hidden"


def test_rescaffold_in_the_menu_moves_the_old_tree_aside_and_names_it(asked: Mity, terminal: Any) -> None:
    mity = asked
    screen = terminal("resume")
    screen.wait_for(PROMPT)
    (mity.workspace / "demo" / "mine.txt").write_text("mine")
    repair(mity)
    screen.type("rescaffold")
    assert screen.end() == 0, screen.text
    assert "demo.old-1" in screen.text
    assert (mity.workspace / "demo.old-1" / "mine.txt").read_text() == "mine"


def test_abort_is_typed_and_final(asked: Mity, terminal: Any) -> None:
    mity = asked
    screen = terminal("resume")
    screen.wait_for(PROMPT)
    screen.type("abort")
    assert screen.end() == 1, screen.text
    assert mity.log()["state"] == "cancelled"
    refused = mity("resume", run_ids(mity)[0])
    assert refused.code == 2 and "nothing is left to do" in refused.err


def test_ctrl_c_at_the_menu_leaves_a_run_that_goes_on(asked: Mity, terminal: Any) -> None:
    mity = asked
    screen = terminal("resume")
    screen.wait_for(PROMPT)
    screen.interrupt()
    assert screen.end() in (130, -signal.SIGINT), screen.text
    assert "Traceback" not in screen.text
    assert mity.log()["state"] in ("paused", "waiting_for_input")
    repair(mity)
    assert mity("resume").code == 0


@pytest.mark.parametrize(
    ("answer", "code", "state"),
    [
        ("ask", 3, "waiting_for_input"),
        ("retry", 3, "waiting_for_input"),
        ("skip", 4, "completed"),
        ("rescaffold", 3, "waiting_for_input"),
        ("abort", 1, "cancelled"),
    ],
)
def test_on_escalate_answers_without_a_terminal(mity: Mity, answer: str, code: int, state: str) -> None:
    done = misbehaving(mity, "demo", "--on-escalate", answer, test="fail")
    assert done.code == code, done.text
    log = mity.log()
    assert log["state"] == state
    assert (mity.workspace / "demo.old-1").exists() is (answer == "rescaffold")
    assert ("demo.old-1" in done.text) is (answer == "rescaffold")
    if code == 3:
        assert f"mity resume {log['run_id']}" in done.text


def test_the_question_is_data(asked: Mity) -> None:
    report = asked("runs", "show", "--json").json["report"]
    assert report["exit_code"] == 3 and report["verdict"] is None
    question = report["needs_input"]
    assert question["station"] == "build"
    assert [option["choice"] for option in question["options"]] == ["retry", "skip", "rescaffold", "help", "abort"]
    assert question["default"] == "abort"
    assert any("the build is broken" in line for line in question["cause"])
    assert "make.py build" in question["command"]
    assert report["next"].endswith(" --choose retry")


def test_choose_retry_and_help(asked: Mity) -> None:
    mity = asked
    again = mity("resume", "--choose", "help", "--help-text", "look at line 7")
    assert again.code == 3, again.text
    assert "look at line 7" in json.dumps(mity.log()["help"])
    repair(mity)
    assert mity("resume", "--choose", "retry").code == 0


def test_choose_skip_is_unproven(asked: Mity) -> None:
    mity = asked
    done = mity("resume", "--choose", "skip")
    assert done.code == 4, done.text
    log = mity.log()
    assert log["verdict"] == "unproven"
    skipped = next(row["result"] for row in log["results"] if row["station"] == "build")
    assert skipped["status"] == "skipped" and "skipped by choice" in skipped["message"]


def test_choose_rescaffold_twice_keeps_both_old_trees(asked: Mity) -> None:
    mity = asked
    app = mity.workspace / "demo"
    for number in (1, 2):
        (app / "mine.txt").write_text(str(number))
        if number == 2:
            repair(mity)
        done = mity("resume", "--choose", "rescaffold")
        assert done.code == (3, 0)[number - 1], done.text
        assert f"demo.old-{number}" in done.text
        assert (mity.workspace / f"demo.old-{number}" / "mine.txt").read_text() == str(number)
    assert not (app / "mine.txt").exists()
    assert git(app, "rev-list", "--count", "HEAD") == "1"


def test_choose_abort_is_final(asked: Mity) -> None:
    mity = asked
    done = mity("resume", "--choose", "abort")
    assert done.code == 1, done.text
    again = mity("resume")
    assert again.code == 2 and "can be resumed" in again.err
    assert (mity.workspace / "demo").exists()


def test_an_unknown_choice_changes_nothing(asked: Mity) -> None:
    (run_id,) = run_ids(asked)
    path = asked.workspace / ".mity" / "logs" / f"{run_id}.json"
    before = path.read_bytes()
    for choice in ("nonsense", "RETRY", ""):
        done = asked("resume", "--choose", choice)
        assert done.code == 2, done.text
        assert "retry" in done.err
        assert path.read_bytes() == before


def test_a_choice_for_a_run_that_asks_nothing_is_refused(mity: Mity) -> None:
    process = mity.start(*words(build="slow"))
    while not (mity.workspace / "slow").exists():
        assert process.poll() is None
    process.terminate()
    process.communicate()
    done = mity("resume", "--choose", "rescaffold")
    assert done.code == 2, done.text
    assert "asks nothing" in done.err


def test_two_processes_on_one_run_the_second_is_told_that_it_is_busy(mity: Mity) -> None:
    process = mity.start(*words(build="slow"))
    while not (mity.workspace / "slow").exists():
        assert process.poll() is None
    try:
        for argv in (("resume",), words(build="well")):
            busy = mity(*argv)
            assert busy.code in (5, 2), busy.text
            assert "is working on" in busy.err or "not empty" in busy.err
            assert "was killed" not in busy.err
        assert mity("resume").code == 5
        assert mity("runs", "list").code == 0
    finally:
        process.terminate()
        process.communicate(timeout=20)
    repair(mity)
    assert mity("resume").code == 0


def test_two_applications_of_one_name_at_once_one_is_proven_the_other_refused(mity: Mity) -> None:
    both = [mity.start(*words()) for _ in range(2)]
    ends = [process.communicate(timeout=100)[1] for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes[0] == 0 and codes[1] in (2, 5), ends
    refused = next(err for process, err in zip(both, ends, strict=True) if process.returncode)
    assert "is working on" in refused or "not empty" in refused
    assert git(mity.workspace / "demo", "rev-list", "--count", "HEAD") == "1"
