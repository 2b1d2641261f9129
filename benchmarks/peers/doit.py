"""doit: tasks that run once, kept in its sqlite3 store."""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from doit.cmd_base import ModuleTaskLoader
from doit.doit_cmd import DoitMain
from doit.tools import run_once

from benchmarks.peers.probe import WORKERS, Probe, nap, run


def chain(probe: Probe) -> None:
    """Each task depends on the one before."""

    def task_s() -> Iterator[dict[str, Any]]:
        for number in range(probe.count):
            before = [f"s:{number - 1}"] if number else []
            action = (probe.step, [number])
            yield {"name": str(number), "actions": [action], "task_dep": before, "uptodate": [run_once]}

    _run(probe, {"task_s": task_s})


def parallel(probe: Probe) -> None:
    """Tasks without dependencies, in threads."""

    def task_s() -> Iterator[dict[str, Any]]:
        for number in range(probe.count):
            yield {"name": str(number), "actions": [(nap,)], "uptodate": [run_once]}

    _run(probe, {"task_s": task_s}, "-n", str(WORKERS), "-P", "thread")


def _run(probe: Probe, tasks: dict[str, Any], *words: str) -> None:
    store = ["--backend", "sqlite3", "--db-file", str(probe.folder / "doit.db")]
    main = DoitMain(ModuleTaskLoader(tasks))
    probe.start()
    code = main.run(["run", *store, "--reporter", "zero", *words])
    probe.stop()
    assert code == 0


if __name__ == "__main__":
    run({"chain": chain, "kill": chain, "resume": chain, "parallel": parallel})
