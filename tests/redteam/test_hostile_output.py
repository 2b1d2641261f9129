"""Commands whose output and behaviour are hostile: bounded in memory and time, and ended when mity says so."""

from __future__ import annotations

import os
import resource
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from mity.command import Command, Outcome
from mity.redaction import Redactor
from mity.system.runner import Runner
from rows import each

pytestmark = pytest.mark.slow

MEBIBYTE = 1 << 20
_MOST_KEPT = 2 * MEBIBYTE
HEAD = "import os, signal, sys, time\nout = sys.stdout.buffer\nT = time.monotonic() + 1.5\n"
FLOODS = {
    "no line end": "while time.monotonic() < T: out.write(b'x' * 65536)",
    "line ends alone": "while time.monotonic() < T: out.write(b'\\n' * 65536)",
    "carriage returns": "while time.monotonic() < T: out.write(b'progress\\r' * 8192)",
    "NUL": "while time.monotonic() < T: out.write(b'\\0' * 65536)",
    "half letters": "while time.monotonic() < T: out.write(b'\\xf0\\x9f' * 32768)",
    "escape sequences": "while time.monotonic() < T: out.write(b'\\x1b[31m' * 8192)",
    "titles without end": "while time.monotonic() < T: out.write(b'\\x1b]0;' * 16384)",
    "the beginning of a key": "while time.monotonic() < T: out.write(b'-----BEGIN PRIVATE KEY-----\\n' * 2048)",
    "the beginning of a secret": "while time.monotonic() < T: out.write(b'Xk7pQ2vR9mZt4Lw' * 4096)",
    "assignments": "while time.monotonic() < T: out.write(b'password=' * 8192)",
    "tokens": "while time.monotonic() < T: out.write(b'eyJhbGciOi.' * 8192)",
    "one byte at a time": "while time.monotonic() < T: os.write(1, b'x')",
    "both streams": "while time.monotonic() < T: os.write(1, b'a' * 4096); os.write(2, b'b' * 4096)",
}
HOLDS_ON = {
    "ignores TERM": "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)",
    "stops itself": "os.kill(os.getpid(), signal.SIGSTOP)\ntime.sleep(60)",
    "closes its streams": "os.close(1); os.close(2)\ntime.sleep(60)",
    "leaves a child with the pipe": "if os.fork() == 0: time.sleep(60)",
    "starts anew when it is ended": (
        "def again(*_):\n if os.fork() == 0: signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)\n"
        "signal.signal(signal.SIGTERM, again)\nwhile True: time.sleep(1)"
    ),
    "forks on and on": (
        "for _ in range(150):\n if os.fork() == 0: signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)\n"
        "time.sleep(60)"
    ),
    "a chain of forks": "for _ in range(400):\n if os.fork(): os._exit(0)\n time.sleep(0.01)\ntime.sleep(60)",
    "another name": "open('/proc/self/comm', 'w').write('kworker/0:1')\ntime.sleep(60)",
    "floods after TERM": "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: os.write(1, b'x' * 65536)",
}


def run(folder: Path, code: str, limit_s: float) -> Outcome:
    script = folder / "hostile.py"
    script.write_text(HEAD + textwrap.dedent(code))
    runner = Runner(Redactor({"API_TOKEN": "Xk7pQ2vR9mZt4LwB"}))
    runner.grace_s = 0.5
    command = Command((sys.executable, "-I", "-S", str(script)), folder, timeout=limit_s)
    return runner.run(command, transcript=folder / "transcript.log")


@each("kind", FLOODS)
def test_a_flood_is_bounded_in_memory_on_disk_and_in_time(tmp_path: Path, kind: str) -> None:
    peak, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    outcome = run(tmp_path, FLOODS[kind], 10.0)
    assert time.monotonic() - began < 20
    assert len(outcome.output) < _MOST_KEPT
    assert (tmp_path / "transcript.log").stat().st_size < 66 * MEBIBYTE
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 200 * 1024, "kibibytes"


@each("kind", HOLDS_ON)
def test_nothing_outlives_its_time(tmp_path: Path, kind: str) -> None:
    began = time.monotonic()
    outcome = run(tmp_path, HOLDS_ON[kind], 2.0)
    assert time.monotonic() - began < 15
    assert outcome.timed_out or not outcome.ok or "leaves" in kind or kind == "a chain of forks"
    end = time.monotonic() + 5
    while (left := living(tmp_path)) and time.monotonic() < end:
        time.sleep(0.1)
    assert left == []


def living(folder: Path) -> list[int]:
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        words = process.info["cmdline"] or []
        if any(str(folder) in word for word in words) and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process.pid)
    return [pid for pid in found if pid != os.getpid()]
