"""Prefect: a flow of N tasks, each of which runs `sh -c LINE`. Called `SCRIPT N LINE`."""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import subprocess
import sys

from prefect import flow, task


@task
def command(line: str) -> None:
    """Runs one line in a shell. Raises CalledProcessError."""
    subprocess.run(["sh", "-c", line], check=True)


@flow
def commands(count: int, line: str) -> None:
    """Runs the line so many times, one after another."""
    for _ in range(count):
        command(line)


if __name__ == "__main__":
    commands(int(sys.argv[1]), sys.argv[2])
