"""Nobody reads what mity prints: the run goes on, and its exit code stays what it is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

import pytest

from harness import LIGHT, Mity
from misbehaving_app import statuses


def blind(mity: Mity, argv: list[str], *, out: int, err: int, **env: str) -> int:
    """Runs mity with the given stdout and stderr and returns its exit code."""
    return subprocess.run(
        mity.argv(*argv), cwd=mity.workspace, env={**mity.env, **env}, stdin=subprocess.DEVNULL, stdout=out, stderr=err
    ).returncode


def closed_pipe() -> int:
    """The writing end of a pipe that nobody reads."""
    read, write = os.pipe()
    os.close(read)
    return write


def full() -> int:
    """A device that is always full."""
    return os.open("/dev/full", os.O_WRONLY)


CREATE = ["create-app", "demo", "--template", str(LIGHT), "--trust", "--verbose"]


@pytest.mark.parametrize("broken", [closed_pipe, full])
def test_a_proven_run_is_proven_though_nobody_reads(mity: Mity, broken: Callable[[], int]) -> None:
    handle = broken()
    assert blind(mity, CREATE, out=handle, err=handle) == 0
    os.close(handle)
    assert mity.log()["verdict"] == "proven"


@pytest.mark.parametrize("style", [[], ["--json"], ["--quiet"]])
def test_a_run_that_waits_says_so_by_its_exit_code_though_nobody_reads(asked: Mity, style: list[str]) -> None:
    handle = closed_pipe()
    assert blind(asked, ["resume", "--choose", "retry", *style], out=handle, err=handle) == 3
    os.close(handle)
    assert statuses(asked.log())["build"] == "needs_input"


def test_a_full_device_behind_stdout_is_told_in_a_sentence(mity: Mity) -> None:
    handle = full()
    done = subprocess.run(
        mity.argv("stations"), env=mity.env, cwd=mity.workspace, stdout=handle, stderr=subprocess.PIPE
    )
    os.close(handle)
    assert done.returncode == 1
    assert done.stderr.decode() == "mity: cannot write the output: No space left on device\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_unicode_is_no_bug(asked: Mity, encoding: str) -> None:
    env = {**asked.env, "PYTHONIOENCODING": encoding}
    for code, *argv in ((0, "runs", "show"), (0, "runs", "show", "--json"), (3, "resume", "--choose", "retry")):
        done = subprocess.run(asked.argv(*map(str, argv)), env=env, cwd=asked.workspace, capture_output=True)
        assert done.returncode == code, done.stdout + done.stderr
