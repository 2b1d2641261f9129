"""Prefect: a flow of tasks, each of which runs `sh -c LINE`. Called `SCRIPT LINE…`."""

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
def commands(lines: list[str]) -> None:
    """Runs the lines one after another."""
    for line in lines:
        command(line)


if __name__ == "__main__":
    commands(sys.argv[1:])
