"""Whose processes are ended: those of the run with just this mark, of the recorded pid and start time, and no other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from mity.system.child_environment import MARK
from mity.system.process_registry import ProcessRegistry
from mity.system.process_tree import end_all, marked, wait_for
from processes import runs

Sleeper = Callable[[str], int]


@pytest.fixture
def sleeper() -> Iterator[Sleeper]:
    """Starts a process that carries a mark; returns its pid."""
    begun: list[subprocess.Popen[bytes]] = []

    def start(mark: str) -> int:
        code = "import sys, time; print(flush=True); time.sleep(60)"
        env = {**os.environ, MARK: mark}
        begun.append(subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE))
        assert begun[-1].stdout is not None
        begun[-1].stdout.readline()
        return begun[-1].pid

    yield start
    for process in begun:
        process.kill()
        process.communicate()


def test_a_mark_that_begins_another_one_is_not_its_own(sleeper: Sleeper) -> None:
    mine, below, chained = sleeper("0001-a@1.2"), sleeper("0001-a@1.2:step"), sleeper("other,0001-a@1.2")
    longer, other = sleeper("0001-a@1.23"), sleeper("x0001-a@1.2")
    found = {process.pid for process in marked("0001-a@1.2")}
    assert {mine, below, chained} <= found
    assert not found & {longer, other}


def test_only_what_the_run_recorded_or_marked_is_ended(tmp_path: Path, sleeper: Sleeper) -> None:
    registry = ProcessRegistry(tmp_path, "0001-flow-abcd")
    copy = ProcessRegistry(tmp_path / "copy", "0001-flow-abcd")
    recorded, recycled, spared, marked_one = sleeper(""), sleeper(""), sleeper(""), sleeper(registry.mark)
    of_copy = sleeper(copy.mark)
    for pid in (recorded, spared):
        registry.note(pid)
    notes = tmp_path / ".mity/locks/0001-flow-abcd.processes"
    stale = {"mark": registry.mark, "pid": recycled, "started": psutil.Process(recycled).create_time() - 1}
    foreign = {"mark": copy.mark, "pid": of_copy, "started": psutil.Process(of_copy).create_time()}
    notes.write_text("".join([notes.read_text(), *(f"{json.dumps(row)}\n" for row in (stale, foreign)), "torn {"]))
    assert set(registry.reap([spared])) == {recorded, marked_one}
    assert [runs(pid) for pid in (recorded, marked_one)] == [False, False]
    assert [runs(pid) for pid in (recycled, spared, of_copy)] == [True, True, True]
    assert not notes.exists()


CARELESS = """
import subprocess, sys
code = "import time; print(flush=True); time.sleep(60)"
child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""


def test_what_has_ended_is_gone_though_its_parent_takes_no_note() -> None:
    with subprocess.Popen([sys.executable, "-c", CARELESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        assert wait_for([child], 0.05) == [child]
        begun = time.monotonic()
        end_all([child])
        took = time.monotonic() - begun
        assert wait_for([child], 0) == []
        assert child.status() == psutil.STATUS_ZOMBIE, "otherwise this test shows nothing"
    assert took < 3
