"""One run of a queue and its workers in folders and homes of their own, for tests of what comes between them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from forked_mity import start

from harness import Mity
from mity.engines.engine import Engine

FLOW = """
name: flow
steps:
  - {name: one, command: 'echo one >> seen; echo one >> "$(cat ledger)"'}
  - {name: two, command: 'echo two >> seen; echo two >> "$(cat ledger)"; sleep 3'}
  - {name: three, command: 'echo three >> seen; echo three >> "$(cat ledger)"'}
"""


class OneRun:
    """A run that was handed over; `url` is that of its database without anything in between."""

    def __init__(self, mity: Mity, url: str, text: str = FLOW) -> None:
        self.mity, self.url, self.engine = mity, url, Engine(url)
        self.ledger = mity.home / "ledger"
        self.said = mity.home / "said"
        self.said.touch()
        (mity.workspace / "flow.yaml").write_text(text)
        (mity.workspace / "ledger").write_text(f"{self.ledger}\n")
        words = ("run", "flow.yaml:flow", "--trust", "--json", "--queue", "q", "--detach")
        self.id = str(mity(*words, env={"MITY_ENGINE": url}).json["run_id"])
        self._workers: list[ForkServerProcess] = []
        self._others: list[subprocess.Popen[bytes]] = []

    def worker(self, url: str = "", *words: str) -> ForkServerProcess:
        """Starts a worker that reaches the database by a URL."""
        name = f"places-{len(self._workers)}"
        line = ("worker", "--queue", "q", "--folder", str(self.mity.home / name), *words)
        made = start(line, self.mity.home, {**self.mity.env, "MITY_ENGINE": url or self.url}, self.said)
        self._workers.append(made)
        return made

    def skewed(self, offset: str) -> subprocess.Popen[bytes]:
        """Starts a worker whose clock goes as well as others', but by an offset such as `+3h`."""
        (library,) = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")  # the program would be a process between
        return self.another({"LD_PRELOAD": str(library), "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"})

    def another(self, variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Starts a worker by a Python of its own, with these variables."""
        place = self.mity.home / f"other-places-{len(self._others)}"
        line = self.mity.argv("worker", "--queue", "q", "--folder", str(place))
        env = {**self.mity.env, "MITY_ENGINE": self.url, **variables}
        with self.said.open("ab") as said:
            made = subprocess.Popen(line, cwd=self.mity.home, env=env, stdout=said, stderr=said)
        self._others.append(made)
        return made

    def steps(self) -> list[str]:
        """The steps whose ends are recorded, in order."""
        events = [json.loads(line) for _, line in self.engine.rows.events(self.id)]
        return [str(event["station"]) for event in events if event["kind"] == "step.finished"]

    def over(self) -> bool:
        """Whether nobody works on it and nobody is to."""
        return self.engine.rows.status(self.id)[0] == "stopped"

    def executed(self, step: str) -> int:
        """How often a step began, as its own command tells."""
        return self.ledger.read_text().split().count(step) if self.ledger.exists() else 0

    def shown(self) -> Any:
        """The document of the run."""
        return json.loads(self.engine.rows.row(self.id).document)

    def well(self, most_of_two: int) -> None:
        """Asserts that it came to its right end, each step recorded once, the second executed at most so often."""
        said = self.said.read_text(errors="replace")
        assert (self.shown()["state"], self.steps()) == ("completed", ["one", "two", "three"]), said
        assert (self.executed("one"), self.executed("three")) == (1, 1), said
        assert 1 <= self.executed("two") <= most_of_two, said
        assert "Traceback" not in said, said

    def end(self) -> None:
        """Drains its workers."""
        for worker in self._workers:
            worker.terminate()
        for other in self._others:
            other.terminate()
        for worker in self._workers:
            worker.join(timeout=120)
        for other in self._others:
            other.wait(timeout=120)
