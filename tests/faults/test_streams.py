"""Nobody reads what mity prints: the run goes on, and its exit code stays what it is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

import pytest
from moody import statuses, words

from harness import LIGHT, Mity


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
def test_a_run_that_waits_says_so_by_its_exit_code_though_nobody_reads(mity: Mity, style: list[str]) -> None:
    handle = closed_pipe()
    assert blind(mity, [*words(build="slack"), *style], out=handle, err=handle) == 3
    os.close(handle)
    assert statuses(mity.log())["build"] == "needs_input"


def test_a_full_device_behind_stdout_is_told_in_a_sentence(mity: Mity) -> None:
    handle = full()
    done = subprocess.run(
        mity.argv("stations"), env=mity.env, cwd=mity.workspace, stdout=handle, stderr=subprocess.PIPE
    )
    os.close(handle)
    assert done.returncode == 1
    assert done.stderr.decode() == "mity: cannot write the output: No space left on device\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_without_unicode_is_no_bug(mity: Mity, encoding: str) -> None:
    env = {**mity.env, "PYTHONIOENCODING": encoding}
    for argv in (CREATE, ["runs", "show"], ["runs", "show", "--json"], ["stacks"], ["--help"]):
        done = subprocess.run(mity.argv(*argv), env=env, cwd=mity.workspace, capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr
