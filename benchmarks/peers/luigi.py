"""Luigi: a file for each task, its local scheduler."""

# mypy: disable-error-code="import-not-found", disallow-subclassing-any=False

from __future__ import annotations

import logging
import os
from pathlib import Path

import luigi

from benchmarks.peers.probe import WORKERS, Probe, nap, run

logging.getLogger("luigi").setLevel(logging.ERROR)
logging.getLogger("luigi-interface").setLevel(logging.ERROR)


def chain(probe: Probe) -> None:
    """Each task requires the one before."""

    class Step(luigi.Task):
        number = luigi.IntParameter()

        def requires(self) -> list[luigi.Task]:
            return [Step(self.number - 1)] if self.number else []

        def output(self) -> luigi.LocalTarget:
            return luigi.LocalTarget(str(probe.folder / f"{self.number}.out"))

        def run(self) -> None:
            with self.output().open("w") as handle:
                handle.write(str(probe.step(self.number)["v"]))

    _build(probe, [Step(probe.count - 1)], workers=1)


def parallel(probe: Probe) -> None:
    """Tasks without dependencies, in processes."""

    class Nap(luigi.Task):
        number = luigi.IntParameter()

        def output(self) -> luigi.LocalTarget:
            return luigi.LocalTarget(str(probe.folder / f"{self.number}.out"))

        def run(self) -> None:
            nap()
            Path(self.output().path).touch()

    _build(probe, [Nap(number) for number in range(probe.count)], workers=WORKERS)


def _build(probe: Probe, tasks: list[luigi.Task], workers: int) -> None:
    os.chdir(probe.folder)
    probe.start()
    good = luigi.build(tasks, local_scheduler=True, workers=workers, log_level="ERROR")
    probe.stop()
    assert good


if __name__ == "__main__":
    run({"chain": chain, "kill": chain, "resume": chain, "parallel": parallel})
