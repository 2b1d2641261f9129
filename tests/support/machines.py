"""Workers of one queue on machines of different kinds, as far as labels, homes and variables tell them apart."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from harness import Mity
from mity.engines.engine import Engine
from page import until


class Machines:
    """Workers, each with a `PLACE` that its steps see, a home and a label of its own, which are its name.

    The queue `q` is that of runs. A driver that knows no labels has a queue for each label.
    """

    def __init__(self, mity: Mity, url: str, tmp_path: Path, more: dict[str, str] | None = None) -> None:
        self.mity, self.tmp_path = mity, tmp_path
        self.engine = Engine(url)
        self.env = {"MITY_ENGINE": url, **(more or {})}
        self._labels = url.startswith("postgresql")
        self._workers: list[subprocess.Popen[str]] = []

    def machine(self, name: str, *words: str) -> subprocess.Popen[str]:
        """Starts a worker; one that is called `home` has no label that a step asks for."""
        home = self.tmp_path / f"{name}-{len(self._workers)}"
        home.mkdir()
        one = Mity(home, home)
        kind = ("--labels", name) if self._labels else ()
        queue = "q" if self._labels or name == "home" else f"q.{name}"
        line = ("worker", "--queue", queue, *kind, "--folder", str(home / "places"), *words)
        self._workers.append(one.start(*line, env={**self.env, "PLACE": name}))
        return self._workers[-1]

    def handed_over(self, text: str, of: str = "home") -> str:
        """The id of a run that waits in the queue for the worker of a name."""
        (self.mity.workspace / "flow.yaml").write_text(text)
        kind = ("--labels", of) if self._labels else ()
        done = self.mity("run", "flow.yaml:flow", "--trust", "--json", "--queue", "q", "--detach", *kind, env=self.env)
        return str(done.json["run_id"])

    def ended(self, id: str, seconds: float = 90) -> Any:
        """Waits for a run, has its files brought to the workspace, and gives its document."""
        until(lambda: self.engine.rows.status(id)[0] == "stopped", seconds)
        self.mity("resume", id, "--json", env=self.env)
        return json.loads(self.engine.rows.row(id).document)

    def parts(self) -> list[tuple[str, str]]:
        """The steps that were runs of their own, oldest first: how each stands, and which step of which run it is."""
        text = "SELECT status, part FROM mity.runs WHERE part <> '' ORDER BY run_id"
        return self.engine.database.run(lambda connection: connection.execute(text).fetchall())

    def recorded(self, id: str) -> list[str]:
        """The steps whose ends are recorded, in order."""
        events = [json.loads(line) for _, line in self.engine.rows.events(id)]
        return [str(event["station"]) for event in events if event["kind"] == "step.finished"]

    def close(self) -> None:
        """Ends all workers, whatever state they are in, and tells what came of their runs."""
        for run_id, *_ in self.engine.rows.summaries():
            for row in json.loads(self.engine.rows.row(run_id).document)["results"]:
                print(run_id, row["station"], row["result"]["status"], row["result"]["message"])
        for one in self._workers:
            if one.poll() is None:
                one.terminate()
        for one in self._workers:
            print(*one.communicate(timeout=60), sep="")  # shown where a test fails
