"""mity's side of row 14: a plug-in with a trivial station, and runs put into a queue as `mity run --queue` does."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.peers.queue_names import MITY, STATION
from benchmarks.peers.queue_times import note
from mity import Station, StationRegistry, StationResult, WorkflowContext


class Trivial(Station):
    """A step that does nothing but say so."""

    name = STATION

    def execute(self, context: WorkflowContext) -> StationResult:
        note()
        return StationResult.done("ok", {"v": 1})


def register(registry: StationRegistry, services: object) -> None:
    """What the entry point of the plug-in names."""
    registry.register(Trivial())


def enqueue(folder: Path, runs: int) -> None:
    """Puts runs of the workflow in `folder` into the queue of MITY_ENGINE, in one process."""
    from mity.app import App
    from mity.cli.engine_place import Placing
    from mity.engines.address import engine_url
    from mity.operations.run_workflow import RunOptions

    app = App(folder, logs=Placing(engine_url(""), MITY).logs, asks_here=False)
    for _ in range(runs):
        operation = app.prepare_run("line.yaml", RunOptions())
        app.gate.consents.give(app.gate.consents.missing(app.beginning.untrusted(operation)), keep=False)
        app.beginning.hand_over(operation)


if __name__ == "__main__":
    enqueue(Path(sys.argv[2]), int(sys.argv[3]))
