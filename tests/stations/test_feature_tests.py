"""New tests without their feature: whether they fail is told by the exit code, and not running is told apart."""

from __future__ import annotations

import sys
from pathlib import Path

from bench_station import StationBench
from mity.command import Command
from mity.stacks.resolve import ResolvedCommands
from mity.stations.feature_tests import verify_tests_fail, verify_tests_pass
from rows import each


def command(tmp_path: Path, code: int) -> Command:
    return Command((sys.executable, "-I", "-S", "-c", f"raise SystemExit({code})"), tmp_path, timeout=20)


@each(
    ("codes", "exit_code", "said"),
    [
        ((1,), 1, "its tests fail without it"),
        ((0, 5), 5, "its tests fail without it"),
        ((5, 0), 5, "its tests fail without it"),
        ((0,), 0, "its tests pass without it"),
        ((0, 0), 0, "its tests pass without it"),
    ],
)
def test_the_exit_code_tells(tmp_path: Path, codes: tuple[int, ...], exit_code: int, said: str) -> None:
    commands = tuple(command(tmp_path, code) for code in codes)
    found = verify_tests_fail(StationBench(tmp_path).services, ResolvedCommands(commands))
    assert (found["exit_code"], found["said"]) == (exit_code, said)
    assert f"SystemExit({exit_code})" in found["command"]


@each(
    ("resolved", "reason"),
    [
        (ResolvedCommands(missing="'test' needs the tool go"), "'test' needs the tool go"),
        (ResolvedCommands(), "there is no command for it"),
        (ResolvedCommands((Command(("/no/such/program",)),)), "`/no/such/program` was not found or cannot be executed"),
    ],
    ids=["tool", "command", "program"],
)
def test_tests_that_were_not_run_have_no_exit_code(tmp_path: Path, resolved: ResolvedCommands, reason: str) -> None:
    found = verify_tests_fail(StationBench(tmp_path).services, resolved)
    assert found == {"said": f"its tests were not run without it: {reason}"}


@each(("codes", "said"), [((0,), ""), ((0, 0), ""), ((0, 5), "do not pass with it"), ((1, 0), "1")])
def test_with_their_feature_they_must_pass(tmp_path: Path, codes: tuple[int, ...], said: str) -> None:
    commands = tuple(command(tmp_path, code) for code in codes)
    found = verify_tests_pass(StationBench(tmp_path).services, ResolvedCommands(commands))
    assert (bool(found), said in found) == (bool(said), True)
