"""Which processes a run may end: those it recorded or that carry its mark, and nobody else's."""

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

from mity.system.child_environment import MARK, child_environment
from mity.system.process_registry import ProcessRegistry
from mity.system.process_tree import marked, marks

Start = Callable[[str], subprocess.Popen[bytes]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a process that waits and carries a mark; what is left of them is ended after the test."""
    made: list[subprocess.Popen[bytes]] = []

    def begin(mark: str) -> subprocess.Popen[bytes]:
        code = "import sys; print(flush=True); sys.stdin.read()"
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", code],
            env={**os.environ, MARK: mark},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        made.append(process)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    yield begin
    for process in made:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("carried", ["{0}", "{0}:ab12", "outer:1,{0}:ab12", "{0}:1,inner:2"])
def test_a_process_is_known_by_its_mark_or_one_below_it(start: Start, tmp_path: Path, carried: str) -> None:
    mark = f"0001-make@{tmp_path.name}"
    process = start(carried.format(mark))
    assert [one.pid for one in marked(mark)] == [process.pid]


@pytest.mark.parametrize("carried", ["{0}0:ab12", "{0}0", "x{0}:ab12", "outer:{0}", ""])
def test_a_mark_that_only_resembles_it_is_another_runs(start: Start, tmp_path: Path, carried: str) -> None:
    mark = f"0001-make@{tmp_path.name}"
    start(carried.format(mark))
    assert marked(mark) == []


def test_a_child_carries_the_mark_of_its_run_below_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MARK, raising=False)
    assert child_environment({}, "b:2")[MARK] == "b:2"
    monkeypatch.setenv(MARK, "a:1")
    assert child_environment({MARK: "x"}, "b:2")[MARK] == "a:1,b:2"


def test_what_a_killed_run_left_is_ended_and_nothing_else(start: Start, tmp_path: Path) -> None:
    registry = ProcessRegistry(tmp_path, "0001-make-abcd")
    ours, recorded, strange = start(f"{registry.mark}:ab12"), start("no mark of ours"), start("of somebody else")
    registry.note(recorded.pid)
    assert sorted(registry.reap()) == sorted([ours.pid, recorded.pid])
    assert [one.poll() is None for one in (ours, recorded, strange)] == [False, False, True]
    assert registry.reap() == []


def test_an_application_that_is_kept_is_spared(start: Start, tmp_path: Path) -> None:
    registry = ProcessRegistry(tmp_path, "0001-make-abcd")
    kept = start(f"{registry.mark}:ab12")
    assert registry.reap([kept.pid]) == []
    assert kept.poll() is None


def test_a_pid_that_the_system_gave_to_another_process_is_left_alone(start: Start, tmp_path: Path) -> None:
    registry = ProcessRegistry(tmp_path, "0001-make-abcd")
    later = start("of somebody else")
    file = tmp_path / ".mity" / "locks" / "0001-make-abcd.processes"
    file.parent.mkdir(parents=True)
    row = {"mark": registry.mark, "pid": later.pid, "started": psutil.Process(later.pid).create_time() - 1}
    file.write_text(json.dumps(row) + "\nno json\n", encoding="utf-8")
    assert registry.reap() == []
    assert later.poll() is None
    assert not file.exists()


def test_a_copy_of_a_workspace_has_no_claim_on_the_processes_of_the_original(start: Start, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    original = ProcessRegistry(tmp_path / "a", "0001-make-abcd")
    process = start("no mark of ours")
    original.note(process.pid)
    copied = tmp_path / "b" / ".mity" / "locks"
    copied.mkdir(parents=True)
    notes = (tmp_path / "a" / ".mity" / "locks" / "0001-make-abcd.processes").read_bytes()
    (copied / "0001-make-abcd.processes").write_bytes(notes)
    assert ProcessRegistry(tmp_path / "b", "0001-make-abcd").reap() == []
    assert process.poll() is None


def test_a_process_that_becomes_another_program_is_known_all_the_while(tmp_path: Path) -> None:
    mark = f"0001-make@{tmp_path.name}"
    script = tmp_path / "again"
    script.write_text(f'#!/bin/sh\n[ -e {tmp_path}/begun ] || : > {tmp_path}/begun\nexec "$0"\n')
    script.chmod(0o755)
    process = subprocess.Popen([str(script)], env={**os.environ, MARK: mark})
    try:
        while not (tmp_path / "begun").exists():
            pass
        assert {marks(process.pid) for _ in range(3_000)} == {mark}
    finally:
        process.kill()
        process.wait()


def test_a_process_without_an_environment_is_not_waited_for() -> None:
    process = subprocess.Popen(["sleep", "100"], env={})
    try:
        marks(process.pid)  # by now it has become `sleep`
        begun = time.monotonic()
        assert [marks(process.pid) for _ in range(20)] == [""] * 20
        assert time.monotonic() - begun < 1
    finally:
        process.kill()
        process.wait()
