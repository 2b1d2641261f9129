"""The runner of commands: outcomes for whatever happens, bounded memory, and nothing left running."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from misbehaving_app import alive, until
from mity.command import Command, Outcome
from mity.redaction import Redactor
from mity.system.runner import Runner

SLEEP = "import time; time.sleep(300)"


def python(code: str, cwd: Path | None = None, timeout: float = 30.0, **env: str) -> Command:
    """A command that runs a piece of Python."""
    return Command((sys.executable, "-c", code), cwd, env, timeout)


def pids_in(path: Path) -> list[int]:
    """The pids a child wrote down."""
    until(path.exists)
    return [int(word) for word in path.read_text().split()]


TREE = """
import os, subprocess, sys, time
near = subprocess.Popen([sys.executable, '-c', {near!r}])
far = subprocess.Popen([sys.executable, '-c', {far!r}], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    os.close(1); os.close(2)
    open('lost.part', 'w').write(str(os.getpid())); os.rename('lost.part', 'lost')
    time.sleep(300)
while not os.path.exists('lost'): time.sleep(0.01)
open('part', 'w').write(f'{{os.getpid()}} {{near.pid}} {{far.pid}} ' + open('lost').read()); os.rename('part', 'pids')
{end}
"""
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(f'stubborn-{os.getpid()}', 'w').close()
time.sleep(300)
"""
BOTH_STUBBORN = """
while sum(name.startswith('stubborn-') for name in os.listdir()) < 2: time.sleep(0.01)
sys.exit(1)
"""


@pytest.mark.parametrize(
    ("end", "timeout"), [("time.sleep(300)", 1.0), ("sys.exit(3)", 30.0), ("os.kill(os.getpid(), 11)", 30.0)]
)
def test_a_timeout_or_failure_ends_the_whole_tree(tmp_path: Path, end: str, timeout: float) -> None:
    outcome = Runner().run(python(TREE.format(near=SLEEP, far=SLEEP, end=end), tmp_path, timeout))
    assert not outcome.ok
    assert outcome.timed_out is (timeout == 1.0)
    assert outcome.duration_s < timeout + 3
    assert alive(pids_in(tmp_path / "pids")) == []


def test_grandchildren_that_ignore_term_are_killed_after_the_grace(tmp_path: Path) -> None:
    outcome = Runner().run(python(TREE.format(near=STUBBORN, far=STUBBORN, end=BOTH_STUBBORN), tmp_path))
    assert outcome.exit_code == 1
    assert 4 < outcome.duration_s < 9
    assert alive(pids_in(tmp_path / "pids")) == []


def test_cancel_from_another_thread_ends_the_tree(tmp_path: Path) -> None:
    runner = Runner()
    threading.Timer(0.7, runner.cancel).start()
    outcome = runner.run(python(TREE.format(near=SLEEP, far=SLEEP, end="time.sleep(300)"), tmp_path))
    assert outcome.interrupted
    assert "was interrupted" in outcome.summary
    assert alive(pids_in(tmp_path / "pids")) == []


HEIR = """
import os, signal, subprocess, sys, time
def leave(*_):
    late = subprocess.Popen(['sleep', '300'], start_new_session=True)
    open('part', 'w').write(str(late.pid)); os.rename('part', 'pids')
    os._exit(0)
signal.signal(signal.SIGTERM, leave)
open('ready', 'w').close()
time.sleep(300)
"""


def test_what_is_started_while_the_tree_is_ended_is_ended_too(tmp_path: Path) -> None:
    start = (
        f"import os, subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', {HEIR!r}], start_new_session=True)"
    )
    wait = "\nwhile not os.path.exists('ready'): time.sleep(0.01)\nsys.exit(1)"
    assert Runner().run(python(start + wait, tmp_path)).exit_code == 1
    assert alive(pids_in(tmp_path / "pids")) == []


def test_a_daemon_that_holds_the_pipe_does_not_hold_up_a_command_that_succeeded(tmp_path: Path) -> None:
    start = f"subprocess.Popen([sys.executable, '-c', {SLEEP!r}], start_new_session=True)"
    code = f"import subprocess, sys; print({start}.pid)"
    outcome = Runner().run(python(code, tmp_path))
    assert outcome.ok
    assert outcome.duration_s < 4
    psutil.Process(int(outcome.output)).kill()


@pytest.mark.parametrize("argv", [("no-such-program-anywhere",), ("/etc/passwd",), ("/",), ("with\0nul",), ("",)])
def test_a_program_that_cannot_be_started_is_an_outcome(argv: tuple[str, ...]) -> None:
    outcome = Runner().run(Command(argv))
    assert outcome.not_found and outcome.exit_code is None and not outcome.ok
    assert outcome.output
    assert "was not found or cannot be executed" in outcome.summary


def test_a_working_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    outcome = Runner().run(python("", tmp_path / "gone"))
    assert outcome.not_found
    assert outcome.output == f"the folder {tmp_path / 'gone'} is not there"


def peak_while(run: Command) -> tuple[Outcome, int]:
    """The outcome, and by how many MiB our own memory grew meanwhile."""
    me = psutil.Process()
    before = me.memory_info().rss
    peak = [before]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            peak[0] = max(peak[0], me.memory_info().rss)

    thread = threading.Thread(target=watch)
    thread.start()
    outcome = Runner().run(run)
    over.set()
    thread.join()
    return outcome, (peak[0] - before) >> 20


def test_half_a_gigabyte_of_output_stays_bounded_and_keeps_head_and_tail(tmp_path: Path) -> None:
    code = (
        "import os; b=b'x'*65535+b'\\n'; os.write(1,b'first\\n'); [os.write(1,b) for _ in range(8000)]; print('last')"
    )
    outcome, grown = peak_while(python(code, timeout=60))
    assert outcome.ok
    assert outcome.output.startswith("first\n") and outcome.output.endswith("last\n")
    assert "characters left out" in outcome.output
    assert len(outcome.output) < 1_000_000
    assert grown < 40


def test_a_line_without_end_stays_bounded_and_comes_in_pieces(tmp_path: Path) -> None:
    outcome, grown = peak_while(python("import sys; [sys.stdout.write('y'*100000) for _ in range(500)]"))
    assert outcome.ok
    assert len(outcome.output) < 1_000_000
    assert grown < 40


def test_the_transcript_is_bounded_too(tmp_path: Path) -> None:
    code = "import os; b=b'x'*65535+b'\\n'; [os.write(1,b) for _ in range(1500)]"
    Runner().run(python(code, timeout=60), transcript=tmp_path / "log")
    assert (tmp_path / "log").stat().st_size < 66 << 20


def test_bytes_that_are_no_text_are_replaced() -> None:
    code = (
        "import os,time; os.write(1, b'a\\xff\\xfeb\\n\\xe2\\x82'); time.sleep(0.1); os.write(1, b'\\xac\\n\\x00\\n')"
    )
    outcome = Runner().run(python(code))
    assert outcome.output == "a��b\n€\n\0\n"


def test_a_child_that_reads_gets_an_end_at_once() -> None:
    outcome = Runner().run(python("import sys; print(repr(sys.stdin.read()))", timeout=5))
    assert outcome.output == "''\n"


def test_the_environment_of_a_child_has_nothing_that_misleads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CONFIG_COUNT")
    for name in bad[2:] + bad[:1]:
        monkeypatch.setenv(name, "/somewhere")
    monkeypatch.setenv("OF_THE_USER", "kept")
    outcome = Runner().run(Command(("env",), env={"EXTRA": "given"}))
    names = {line.partition("=")[0] for line in outcome.output.splitlines()}
    assert not names & set(bad)
    assert {"OF_THE_USER", "EXTRA", "PATH", "HOME", "MITY_MARK", "CI"} <= names


@pytest.mark.parametrize("before", [0, 16_370, 16_380, 65_530])
def test_a_secret_in_an_over_long_line_is_hidden_wherever_the_line_is_cut(before: int) -> None:
    secret = "c0rrect-horse-battery"
    runner = Runner(Redactor({"MY_TOKEN": secret}))
    lines: list[str] = []
    first, second = f"'x' * {before} + {secret[:9]!r}", repr(secret[9:])
    code = f"import time; print({first}, end='', flush=True); time.sleep(0.2); print({second})"
    outcome = runner.run(python(code), lines.append)
    assert secret not in outcome.output and secret not in "".join(lines)
    assert "***" in outcome.output


def test_a_transcript_that_cannot_be_written_costs_only_the_transcript(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "log", Path("/dev/full")):
        outcome = Runner().run(python("print('x' * 20000); print('still here')"), transcript=place)
        assert outcome.ok
        assert "still here" in outcome.output
        assert "no transcript" in outcome.output


def test_a_listener_that_fails_does_not_stop_the_command() -> None:
    def fail(line: str) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    outcome = Runner().run(python("print('a'); print('b')"), fail)
    assert outcome.ok
    assert outcome.output == "a\nb\n"


def test_many_commands_leave_no_thread_and_no_open_file() -> None:
    runner = Runner()
    runner.run(Command(("true",)))
    files, threads = len(os.listdir("/proc/self/fd")), threading.active_count()  # noqa: PTH208
    for _ in range(30):
        runner.run(Command(("true",)))
    time.sleep(0.1)
    assert len(os.listdir("/proc/self/fd")) <= files  # noqa: PTH208
    assert threading.active_count() <= threads


WRAPPED = """
import os, signal, subprocess, sys, time
CHILD = '''
import os, signal, time
def heard(number, frame):
    open("heard", "a").write("x")
    time.sleep(0.5)
    os._exit(0)
signal.signal(signal.SIGTERM, heard)
open("ready", "w").close()
time.sleep(300)
'''
child = subprocess.Popen([sys.executable, "-c", CHILD])
while not os.path.exists("ready"): time.sleep(0.01)
child.wait()
"""


def test_what_ends_gracefully_behind_a_wrapper_hears_of_it_once(tmp_path: Path) -> None:
    outcome = Runner().run(python(WRAPPED, tmp_path, 2.0))
    assert outcome.timed_out
    assert (tmp_path / "heard").read_text() == "x"
