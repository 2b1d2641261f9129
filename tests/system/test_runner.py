"""The one place that starts processes: what a command left, what it may not show, and that nothing outlives it."""

from __future__ import annotations

import dataclasses
import errno
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from misbehaving_app import alive, until
from mity.command import Command
from mity.redaction import Redactor
from mity.system.capture import Capture
from mity.system.runner import Runner
from rows import each

pytestmark = pytest.mark.usefixtures("own_orphans")
SECRET = "s3cret-value-of-mine"
LONG_LINE = 20_000
ON_TERM = "trap 'exit 0' TERM; echo $$ > pid; sleep 60 & wait"
STUBBORN = "trap '' TERM; (trap '' TERM; sleep 60) & echo $$ $! > part; mv part pids; sleep 60"


def shell(script: str, cwd: Path, timeout: float = 20.0, *, alone: bool = False) -> Command:
    """A command that runs a script of the shell."""
    return Command(("sh", "-c", script), cwd, timeout=timeout, alone=alone)


def pids(folder: Path) -> list[int]:
    """The processes that a script wrote down."""
    until((folder / "pids").exists)
    return [int(word) for word in (folder / "pids").read_text().split()]


@pytest.fixture
def runner() -> Runner:
    """A Runner that knows one secret."""
    return Runner(Redactor({"API_TOKEN": SECRET}))


@pytest.mark.parametrize("program", ["no-such-program-anywhere", "/etc/passwd", "with\0nul"])
def test_what_cannot_be_started_is_no_success(tmp_path: Path, runner: Runner, program: str) -> None:
    outcome = runner.run(Command((program,), tmp_path))
    assert (outcome.ok, outcome.not_found, outcome.exit_code) == (False, True, None)


@pytest.mark.skipif(sys.platform == "win32", reason="a command line may be longer there")
def test_what_the_machine_does_not_let_begin_is_not_taken_for_a_missing_program(runner: Runner) -> None:
    outcome = runner.run(Command(("true", "x" * 3_000_000), title="true with a long word"))
    assert (outcome.ok, outcome.not_found, outcome.never_started, outcome.exit_code) == (False, False, True, None)
    assert outcome.summary == f"`true with a long word` could not be started: {os.strerror(errno.E2BIG)}"


def test_a_command_that_says_0_when_its_time_is_over_is_no_success(tmp_path: Path, runner: Runner) -> None:
    outcome = runner.run(shell(ON_TERM, tmp_path, 0.3))
    assert (outcome.exit_code, outcome.timed_out, outcome.ok) == (0, True, False)
    assert "was stopped after 0.3 s (its timeout)" in outcome.summary


def test_a_command_that_is_cancelled_from_another_thread_is_interrupted(tmp_path: Path, runner: Runner) -> None:
    def cancel() -> None:
        until((tmp_path / "pid").exists)
        runner.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    outcome = runner.run(shell("echo $$ > pid; exec sleep 60", tmp_path))
    thread.join()
    assert (outcome.interrupted, outcome.ok) == (True, False)
    assert outcome.duration_s < 10


@pytest.mark.parametrize("code", [0, 3])
def test_what_a_command_left_in_its_group_is_ended(tmp_path: Path, runner: Runner, code: int) -> None:
    outcome = runner.run(shell(f"sleep 60 >/dev/null 2>&1 & echo $! > pids; exit {code}", tmp_path))
    assert outcome.exit_code == code
    assert alive(pids(tmp_path)) == []


@pytest.mark.parametrize(("script", "alone"), [("exit 3", False), ("exit 0", True)], ids=["failed", "alone"])
def test_what_left_the_group_is_ended_too(tmp_path: Path, runner: Runner, script: str, alone: bool) -> None:
    left = "setsid sh -c 'echo $$ > part; mv part pids; exec sleep 60' >/dev/null 2>&1 &"
    runner.run(shell(f"{left} while [ ! -e pids ]; do :; done; {script}", tmp_path, alone=alone))
    assert alive(pids(tmp_path)) == []


LEFT = "setsid sh -c 'echo $$ > part; mv part pids; exec sleep 60' >/dev/null 2>&1 &"
WAITS = "while [ ! -e pids ]; do :; done"


@pytest.mark.skipif(sys.platform != "linux", reason="the mechanisms of Linux")
def test_what_hides_from_us_does_not_outlive_a_command_of_a_stack(tmp_path: Path, runner: Runner) -> None:
    """A watcher that a build leaves behind could change files between the tests and the launch."""
    script = shell(f'(env -i PATH="$PATH" {LEFT}); {WAITS}', tmp_path)
    assert runner.run(dataclasses.replace(script, unhidden=True)).ok
    assert alive(pids(tmp_path)) == []


def test_a_service_that_a_build_starts_may_stay(tmp_path: Path, runner: Runner) -> None:
    assert runner.run(dataclasses.replace(shell(f"({LEFT}); {WAITS}", tmp_path), unhidden=True)).ok
    (left,) = pids(tmp_path)
    assert alive([left]) == [left]
    os.kill(left, signal.SIGKILL)


def test_a_tree_that_does_not_hear_term_is_killed(tmp_path: Path, runner: Runner) -> None:
    runner.grace_s = 0.2
    with (tmp_path / "out").open("wb") as output:
        process = runner.start(shell(STUBBORN, tmp_path), output)
        tree = pids(tmp_path)
        process.end()
    assert process.killed
    assert alive(tree) == []


def test_a_secret_is_in_no_output_no_line_and_no_transcript(tmp_path: Path, runner: Runner) -> None:
    heard: list[str] = []
    transcript = tmp_path / "logs" / "step.log"
    script = f"echo one {SECRET}; echo two {SECRET} >&2; printf 'three {SECRET}'"
    outcome = runner.run(shell(script, tmp_path), heard.append, transcript)
    assert outcome.output == "one ***\ntwo ***\nthree ***"
    assert transcript.read_text() == outcome.output
    assert heard == outcome.output.splitlines()
    runner.run(shell("echo again", tmp_path), transcript=transcript)
    assert transcript.read_text() == f"{outcome.output}again\n", "a transcript is never begun anew"


@each("cut", range(1, len(SECRET)))
def test_a_secret_is_masked_wherever_a_long_line_is_cut(cut: int) -> None:
    capture = Capture(Redactor({"API_TOKEN": SECRET}), lambda line: None, None)
    rest = capture.piece("x" * LONG_LINE + SECRET[:cut])
    capture.line(f"{rest}{SECRET[cut:]} end\n")
    assert capture.text() == "x" * LONG_LINE + "*** end\n"


def test_a_child_gets_what_its_run_and_its_command_say_and_nothing_that_misleads_it(
    tmp_path: Path, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "VIRTUAL_ENV", "GIT_DIR", "FORCE_COLOR"):
        monkeypatch.setenv(name, "misleading")
    runner.environment = {"LEVEL": "run", "STAGE": "test"}
    command = Command(("env",), tmp_path, {"LEVEL": "command"})
    given = dict(line.partition("=")[::2] for line in runner.run(command).output.splitlines())
    assert (given["LEVEL"], given["STAGE"], given["CI"]) == ("command", "test", "1")
    assert "misleading" not in given.values()
    assert given["PATH"] == os.environ["PATH"]


def test_a_command_that_clears_its_environment_is_no_orphan_of_another(tmp_path: Path, runner: Runner) -> None:
    """Between its start and its program every command looks like this process, which has no mark either."""
    earlier = shell(": > begun; until [ -e other ]; do sleep 0.01; done", tmp_path, alone=True)
    thread = threading.Thread(target=lambda: runner.run(earlier))
    thread.start()
    until((tmp_path / "begun").exists)
    later = "exec env -i /bin/sh -c ': > other; sleep 0.3; : > done'"
    assert runner.run(shell(later, tmp_path, alone=True)).ok
    thread.join()
    assert (tmp_path / "done").exists()
