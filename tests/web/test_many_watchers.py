"""Hundreds who watch one run: steady ones, slow ones, and ones that are cut off and come back."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import psutil
import pytest

from harness import Mity
from page import define, serving, until

pytestmark = pytest.mark.slow

WATCHERS = Path(__file__).parents[2] / "benchmarks" / "peers" / "watchers.py"
FLOW = """
name: flow
parameters: {all: {type: list}}
steps:
  - {name: many, for_each: '${{ parameters.all }}', as: one, command: 'true'}
"""
OF_ONE_SESSION = 50
MOST_BYTES_EACH = 300_000
"""Of the server's memory for a watcher: a batch of events, what the connection holds, and its two tasks."""
LONG = pytest.mark.rotation("many watchers", of=6)
SIZES = [
    pytest.param(120, 1000, "events", id="120"),
    pytest.param(60, 800, "live", id="60 pages"),
    pytest.param(500, 6000, "events", marks=LONG, id="500 for a minute"),
    pytest.param(500, 1500, "live", marks=LONG, id="500 pages"),
]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("count", "items", "path"), SIZES)
def test_nobody_loses_an_event_or_sees_one_twice(mity: Mity, count: int, items: int, path: str) -> None:
    define(mity, FLOW, "flow")
    with serving(mity) as page:
        cookies = [page.client().cookie for _ in range(count // OF_ONE_SESSION + 1)]
        server = psutil.Process(page.process.pid)
        alone = server.memory_info().rss
        run = mity.start("run", "flow", "--quiet", "--param", f"all={json.dumps(list(range(items)))}")
        logs = mity.workspace / ".mity" / "logs"
        journal = until(lambda: next(iter(logs.glob("*.journal.jsonl")), None), 60)
        name = journal.name.removesuffix(".journal.jsonl")
        told = {"port": page.port, "path": f"/runs/{name}/{path}", "cookies": cookies, "count": count}
        told |= {"slow": count // 10, "dying": count // 10}
        words = [sys.executable, str(WATCHERS), json.dumps(told)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(words, **pipes) as watchers:  # type: ignore[call-overload]
            assert watchers.stdout.readline() == "here\n"
            most = alone
            while run.poll() is None:
                most = max(most, server.memory_info().rss)
                time.sleep(0.1)
            run.communicate()
            assert run.returncode == 0
            watchers.stdin.write(json.dumps(events(logs, name)) + "\n")
            watchers.stdin.flush()
            seen = json.loads(watchers.stdout.readline())
    assert seen["wrong"] == 0, seen
    assert seen["back"] >= count // 10, "those that were cut off came back"
    assert most - alone < (64 << 20) + count * MOST_BYTES_EACH, (alone, most)


def events(logs: Path, name: str) -> dict[str, list[float]]:
    """The numbers of the durable events of a run that is over, and when each happened."""
    rows = [
        json.loads(line)
        for part in sorted(logs.glob(f"{name}.events-*.jsonl"))
        for line in part.read_text().splitlines()
    ]
    found = [row for row in rows if "document" not in row]
    times = [datetime.fromisoformat(row["time"].replace("Z", "+00:00")).timestamp() for row in found]
    assert len(found) > 50
    return {"seqs": [row["seq"] for row in found], "times": times}
