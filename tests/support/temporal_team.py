"""Workers of one queue of Temporal, and runs in it."""

from __future__ import annotations

import signal
import subprocess
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from temporal_serving import TemporalServer

from harness import Mity
from mity.engines.engine import Engine
from page import until

SLOW = """
name: slow
steps:
  - {name: one, command: "echo one >> TALLY"}
  - {name: two, command: "echo two >> TALLY; sleep 4"}
  - {name: three, command: "echo three >> TALLY; env | grep -c ^TEMPORAL_ > variables || true"}
"""


@dataclass
class Team:
    """A queue of Temporal that no other test has, and workers of it, each of a user of its own as far as files tell."""

    mity: Mity
    tmp_path: Path
    url: str
    temporal: TemporalServer
    queue: str = field(default_factory=lambda: f"q-{uuid.uuid4().hex[:8]}")
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kept = Engine(self.url)
        self.env = {"MITY_ENGINE": self.url}
        self.tally = self.tmp_path / "tally"

    def worker(self, *words: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
        """A worker, which works on the queue when this returns; with `env` another Temporal is meant."""
        name = f"worker-{len(self.workers)}"
        for folder in (self.tmp_path / name, self.tmp_path / f"{name}-home"):
            folder.mkdir()
        one = Mity(self.tmp_path / name, self.tmp_path / f"{name}-home")
        told = ("worker", "--queue", self.queue, "--folder", str(self.tmp_path / "places"), *words)
        process = one.start(*told, env={**self.env, **(self.temporal.env if env is None else env)})
        self.workers.append(process)
        assert "works on queue" in process.stderr.readline()  # type: ignore[union-attr]
        return process

    def handed_over(self, *more: str, text: str = SLOW) -> str:
        """A run in the queue, from a machine that knows nothing of Temporal; its id."""
        (self.mity.workspace / "flow.yaml").write_text(text.replace("TALLY", str(self.tally)))
        words = ("run", "flow.yaml", "--trust", "--json", "--queue", self.queue, "--detach", *more)
        return str(self.mity(*words, env=self.env).json["run_id"])

    def begun(self, id: str) -> None:
        """Waits until the first step of a run has ended, and the second is under way."""
        until(lambda: any(b'"one","result"' in line for _, line in self.kept.rows.events(id)), 60)
        time.sleep(0.7)  # the start of a step is recorded with its end

    def stopped(self, id: str) -> None:
        """Waits until a run has stopped."""
        until(lambda: self.kept.rows.status(id)[0] == "stopped", 90)

    def passed(self, id: str) -> list[str]:
        """Waits for a run that must pass, and has its files brought back; which steps were begun, in order."""
        self.stopped(id)
        done = self.mity("resume", id, "--json", env=self.env)
        assert (done.code, done.json["verdict"]) == (0, "passed"), done.text
        return self.tally.read_text().split()


def ended(process: subprocess.Popen[str]) -> str:
    """Drains a worker; what it said."""
    process.send_signal(signal.SIGTERM)
    said = str(process.communicate(timeout=60)[1])
    assert process.returncode == 0, said
    return said
