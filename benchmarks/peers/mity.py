"""mity's own engine, by its public names."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

from benchmarks.peers.probe import WORKERS, Probe, nap, run
from mity import ExecutionLog, Station, StationRegistry, StationResult, Workflow, WorkflowContext, WorkflowExecutor


class Trivial(Station):
    """A step that does nothing but say so."""

    def __init__(self, number: int, probe: Probe) -> None:
        self.name = f"s{number}"
        self._number = number
        self._probe = probe

    def execute(self, context: WorkflowContext) -> StationResult:
        value = self._probe.step(self._number)
        if self._probe.mode == "load" and self._number == self._probe.count - 1:
            shutil.copytree(context.workspace, context.workspace.with_name("killed"), dirs_exist_ok=True)
        return StationResult.done("ok", value)


class Sleeper(Station):
    """A step that waits a tenth of a second."""

    def __init__(self, number: int) -> None:
        self.name = f"s{number}"

    def execute(self, context: WorkflowContext) -> StationResult:
        nap()
        return StationResult.done("ok", {"v": 1})


def engine(probe: Probe) -> tuple[WorkflowExecutor, Workflow]:
    """An executor with N trivial stations, and the workflow that runs them in order."""
    registry, workflow = StationRegistry(), Workflow("bench", "Bench")
    for number in range(probe.count):
        registry.register(Trivial(number, probe))
        workflow.station(f"s{number}")
    return WorkflowExecutor(registry), workflow


def chain(probe: Probe) -> None:
    """N trivial stations, each durable before the next."""
    executor, workflow = engine(probe)
    probe.start()
    log = executor.execute(workflow, WorkflowContext(probe.folder / "live", "app"))
    probe.stop()
    assert log.state.value == "completed", log.error


def load(probe: Probe) -> None:
    """As chain; then what a kill in the last station would have left is read, and gone on with."""
    chain(probe)
    executor, _ = engine(probe)
    killed = document(probe.folder / "killed")
    probe.more["parse_s"] = _parsing(killed.with_suffix(".journal.jsonl"))
    began = time.perf_counter()
    log: ExecutionLog = executor.load_log(killed)
    probe.more["load_s"] = time.perf_counter() - began
    before = len(probe.stamps)
    probe.mode = "chain"
    executor.resume(log)
    probe.more["resume_s"] = probe.stamps[before] - began
    del probe.stamps[before:]


def resume(probe: Probe) -> None:
    """Goes on with the run that `kill` left."""
    executor, _ = engine(probe)
    log = executor.load_log(document(probe.folder / "live"))
    probe.start()
    log = executor.resume(log)
    probe.stop()
    assert log.state.value == "completed", log.error


def parallel(probe: Probe) -> None:
    """N sleeping stations in one stage."""
    registry, workflow = StationRegistry(), Workflow("bench", "Bench")
    for number in range(probe.count):
        registry.register(Sleeper(number))
    workflow.parallel(*(f"s{number}" for number in range(probe.count)), max_parallel=WORKERS)
    executor = WorkflowExecutor(registry)
    probe.start()
    executor.execute(workflow, WorkflowContext(probe.folder / "live", "app"))
    probe.stop()


def document(workspace: Path) -> Path:
    """The one log of a workspace."""
    return next(path for path in (workspace / ".mity" / "logs").glob("*.json"))


def _parsing(journal: Path) -> float:
    """The seconds that reading the station lines of a journal takes, when nothing is done with them."""
    began = time.perf_counter()
    with journal.open("rb") as handle:
        next(handle)
        rows = [json.loads(line) for line in handle]
    took = time.perf_counter() - began
    assert rows
    return took


if __name__ == "__main__":
    run({"chain": chain, "kill": chain, "resume": resume, "parallel": parallel, "load": load})
