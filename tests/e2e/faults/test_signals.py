"""A request to stop is heard wherever it falls."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

LOST = """
import os, signal, sys, time
from mity.cli import entry, main

class Falls:
    def __del__(self):
        os.kill(os.getpid(), signal.{name})
        time.sleep(0.1)

class Verb:
    @staticmethod
    def main(**kwargs):
        Falls()
        time.sleep(20)
        return 0

entry.mity = Verb
sys.exit(main(["stations"]))
"""

LIBRARY = """
import os, signal, time
try:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.2)
except KeyboardInterrupt:
    raise ValueError("error building a model: KeyboardInterrupt") from None
raise SystemExit("the import went on to its end")
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_that_falls_into_a_destructor_is_not_lost(name: str) -> None:
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", LOST.format(name=name)], capture_output=True, text=True, timeout=60)
    assert done.returncode in (130, -signal.SIGINT), done.stderr
    assert done.stderr == "mity: interrupted; `mity resume` goes on with a run that was under way\n"
    assert time.monotonic() - began < 15


def test_a_signal_that_falls_into_the_import_of_a_library_stays_one(tmp_path: Path) -> None:
    """Compiled libraries turn the interrupt that reaches them into an error of their own."""
    (tmp_path / "git.py").write_text(LIBRARY)
    code = "import sys; from mity.cli import main; sys.exit(main(['stations']))"
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr.strip()) == (
        130,
        "mity: interrupted; `mity resume` goes on with a run that was under way",
    )


@pytest.mark.parametrize("after", [0.02, 0.05, 0.1, 0.15, 0.2, 0.3])
def test_a_signal_at_any_time_of_the_start_shows_no_traceback(after: float) -> None:
    """What Python itself prints before it has read a line of ours is not ours to change."""
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "mity", "stations"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while "mity.cli\n" not in (line := process.stderr.readline()):
        assert line, "mity ended before it began"
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err, err[-2000:]
    assert process.returncode in (0, 130, -signal.SIGINT)
