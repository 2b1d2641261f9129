"""Runs in the queues of an engine, and what telemetry says of these."""

from __future__ import annotations

from typing import Any

from harness import Mity
from otlp import Received

FLOW = """
name: flow
parameters: {go: {type: string}}
steps:
  - {name: wait, command: 'until test -e "$GO"; do sleep 0.05; done', env: {GO: "${{ parameters.go }}"}}
"""


def handed_over(mity: Mity, engine: str, queue: str, *words: str) -> str:
    """A run in a queue; it ends when the file `go` of the workspace is there."""
    (mity.workspace / "flow.yaml").write_text(FLOW)
    go = f"go={mity.workspace / 'go'}"
    told = ("run", "flow.yaml", "--trust", "--json", "--queue", queue, "--detach", "--param", go, *words)
    return str(mity(*told, env={"MITY_ENGINE": engine}).json["run_id"])


def told_of(found: Received) -> dict[tuple[str, str], int]:
    """The newest number of each gauge and queue."""
    numbers: dict[tuple[str, str], int] = {}
    for kind in ("waiting", "leased"):
        rows: list[dict[str, Any]] = found.metrics.get(f"mity.queue.{kind}", [])
        for row in rows:
            numbers[kind, row["mity.queue.name"]] = int(row["point"]["asInt"])
    return numbers
