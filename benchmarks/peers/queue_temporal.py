"""Workflows of trivial steps written for Temporal alone: `enqueue` starts them, `work` is one worker of their queue."""

# mypy: disable-error-code="import-not-found", disallow-untyped-decorators=False

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from benchmarks.peers.queue_names import BARE as QUEUE
from benchmarks.peers.queue_times import note

_AT_ONCE = 50  # workflows that are started at the same time


@activity.defn(name="body")
async def body(number: int) -> dict[str, int]:
    """A step that does nothing but tell when."""
    note()
    return {"v": number}


@workflow.defn(name="line")
class Line:
    """So many steps, one after the other."""

    @workflow.run
    async def run(self, count: int) -> int:
        limit = timedelta(seconds=60)
        total = 0
        for number in range(count):
            made: dict[str, int] = await workflow.execute_activity(body, number, start_to_close_timeout=limit)
            total += made["v"]
        return total


async def enqueue(round_: str, runs: int, steps: int) -> None:
    """Starts `runs` workflows of so many steps; no worker has begun yet."""
    client = await _client()
    for at in range(0, runs, _AT_ONCE):
        some = range(at, min(at + _AT_ONCE, runs))
        await asyncio.gather(
            *(client.start_workflow("line", steps, id=f"{round_}-{one}", task_queue=QUEUE) for one in some)
        )


async def work(most: int) -> None:
    """Works until it is ended."""
    runner: Any = UnsandboxedWorkflowRunner()
    await Worker(
        await _client(),
        task_queue=QUEUE,
        workflows=[Line],
        activities=[body],
        workflow_runner=runner,
        max_concurrent_activities=most,
    ).run()


async def _client() -> Client:
    return await Client.connect(os.environ["TEMPORAL_ADDRESS"])


if __name__ == "__main__":
    if sys.argv[1] == "enqueue":
        asyncio.run(enqueue(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
    else:
        asyncio.run(work(int(sys.argv[2])))
