"""Standard streams that are closed, full or broken: the run goes on, and the exit code is its own."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pytest

from harness import LIGHT, Mity

CLOSED = ("<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "> /dev/full", "2> /dev/full", "1< /dev/null")


def shell(mity: Mity, words: str, streams: str) -> subprocess.CompletedProcess[str]:
    """mity started by a shell with such streams."""
    line = f"exec {shlex.quote(sys.executable)} -m mity {words} {streams}"
    return subprocess.run(
        ["/bin/sh", "-c", line], cwd=mity.workspace, env=mity.env, capture_output=True, text=True, timeout=100
    )


@pytest.mark.slow
@pytest.mark.parametrize("streams", CLOSED)
@pytest.mark.parametrize("words", ["", " --json", " --quiet"])
def test_an_honest_application_is_proven_whoever_listens(mity: Mity, streams: str, words: str) -> None:
    done = shell(mity, f"create-app demo --template {shlex.quote(str(LIGHT))} --trust{words}", streams)
    assert done.returncode == 0, done.stderr
    assert mity.log()["verdict"] == "proven"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "streams", "codes"),
    [
        pytest.param("stacks", ">&-", {0}, marks=pytest.mark.slow),
        pytest.param("runs show nothing --json", ">&- 2>&-", {2}, marks=pytest.mark.slow),
        pytest.param("nonsense --json", "> /dev/full", {2}, marks=pytest.mark.slow),
        pytest.param("stacks", "> /dev/full", {1}, marks=pytest.mark.slow),
    ],
)
def test_a_verb_whose_words_nobody_hears_keeps_its_exit_code(
    mity: Mity, words: str, streams: str, codes: set[int]
) -> None:
    done = shell(mity, words, streams)
    assert done.returncode in codes, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("words", ["stacks", "stacks --json", "runs show x --json", "--help", "agents"])
def test_a_reader_who_leaves_is_no_failure_of_mity(mity: Mity, words: str) -> None:
    done = shell(mity, words, "| true; true")
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
