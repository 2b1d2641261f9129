"""The floor: one fsynced JSON line a step, and a plain thread pool for steps that run together."""

from __future__ import annotations

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor

from benchmarks.peers.probe import WORKERS, Probe, nap, run

FRAME = len('{"step":"s1234","v":1234,"padding":""}')
PADDING = "x" * (int(os.environ.get("MITY_BENCH_LINE", "0")) - FRAME)


def chain(probe: Probe) -> None:
    """One line after each step; MITY_BENCH_LINE is its length in bytes, about."""
    handle = os.open(probe.folder / "floor.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    probe.start()
    for number in range(probe.count):
        row = {"step": f"s{number}", **probe.step(number), "padding": PADDING}
        os.write(handle, json.dumps(row, separators=(",", ":")).encode() + b"\n")
        os.fsync(handle)
    probe.stop()
    os.close(handle)


def parallel(probe: Probe) -> None:
    """Threads, and a line for each step that ends."""
    handle = os.open(probe.folder / "floor.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    lock = threading.Lock()

    def work(number: int) -> None:
        nap()
        with lock:
            os.write(handle, json.dumps({"step": number}).encode() + b"\n")
            os.fsync(handle)

    probe.start()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(probe.count)))
    probe.stop()
    os.close(handle)


if __name__ == "__main__":
    run({"chain": chain, "parallel": parallel})
