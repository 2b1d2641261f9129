"""Workflows of trivial steps written for DBOS alone: `enqueue` puts them into a queue, `work` is one worker of it."""

# mypy: disable-error-code="import-not-found", disallow-untyped-decorators=False

from __future__ import annotations

import sys
import time
from typing import Any

from dbos import DBOS, DBOSClient

from benchmarks.peers.queue_names import BARE as QUEUE

VERSION, APPLICATION = "1", "bare"


def enqueue(url: str, runs: int, steps: int) -> None:
    """Puts `runs` workflows of so many steps into the queue."""
    client = DBOSClient(system_database_url=url, application_name=APPLICATION)
    for _ in range(runs):
        options: Any = {"workflow_name": "line", "queue_name": QUEUE, "app_version": VERSION}
        client.enqueue(options, steps)
    client.destroy()


def work(url: str, name: str, most: int) -> None:
    """Works until it is ended."""
    config: Any = {
        "name": APPLICATION,
        "system_database_url": url,
        "application_version": VERSION,
        "executor_id": name,
        "run_migrations": False,
        "sys_db_pool_size": most,
        "log_level": "ERROR",
    }
    DBOS(config=config)
    DBOS.listen_queues([QUEUE])

    @DBOS.step()
    def body(number: int) -> dict[str, int]:
        return {"v": number}

    @DBOS.workflow(name="line")
    def line(count: int) -> int:
        return sum(body(number)["v"] for number in range(count))

    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=most, polling_interval_sec=0.1, on_conflict="always_update")
    print("ready", flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    if sys.argv[1] == "enqueue":
        enqueue(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        work(sys.argv[2], sys.argv[3], int(sys.argv[4]))
