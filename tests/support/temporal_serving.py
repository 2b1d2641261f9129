"""A Temporal server of the tests' own, which can be stopped and started again, and what its own tools say of it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import build_temporal
from postgres import free_port

_UP_S = 60
SETTINGS = ("enableFairness=true", "numTaskqueueReadPartitions=1", "numTaskqueueWritePartitions=1")
"""Priorities are heeded, and strictly: a queue has one part."""
_ENDED = ("COMPLETED", "FAILED", "TERMINATED", "CANCELED", "TIMED_OUT")


class TemporalServer:
    """A server whose data lie below `folder`; `address` is where it listens, `env` what leads there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"127.0.0.1:{free_port()}"
        self.env = {"TEMPORAL_ADDRESS": self.address}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it answers."""
        port = self.address.rpartition(":")[2]
        place = ("--headless", "--ip", "127.0.0.1", "--port", port, "--log-level", "error")
        settings = [word for one in SETTINGS for word in ("--dynamic-config-value", f"matching.{one}")]
        words = ("server", "start-dev", *place, *settings)
        with (self.folder / "out.log").open("ab") as log:
            self._process = subprocess.Popen(
                [build_temporal.binary(), *words, "--db-filename", self.folder / "temporal.db"],
                stdout=log,
                stderr=log,
                env=self._env(),
            )
        deadline = time.monotonic() + _UP_S
        while self._run("operator", "cluster", "health").returncode or self._run("workflow", "count").returncode:
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise AssertionError((self.folder / "out.log").read_text()[-2_000:])
            time.sleep(0.1)

    def stop(self) -> None:
        """Kills it, as a machine that fails does; what it has written stays."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)
            self._process = None

    def tool(self, *words: str) -> str:
        """What Temporal's own program says to a command that must succeed."""
        done = self._run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def state(self, workflow: str) -> str:
        """How a workflow stands: RUNNING, COMPLETED, TERMINATED …; empty when there is none of that id."""
        told = self.described(workflow)
        info: Any = json.loads(told)["workflowExecutionInfo"] if told else {"status": ""}
        return str(info["status"]).removeprefix("WORKFLOW_EXECUTION_STATUS_")

    def described(self, workflow: str) -> str:
        """What Temporal tells of a workflow, as JSON; empty when there is none of that id."""
        done = self._run("workflow", "describe", "-w", workflow, "-o", "json")
        if done.returncode:
            assert "not found" in done.stdout + done.stderr, done.stdout + done.stderr
            return ""
        return done.stdout

    def has_ended(self, workflow: str) -> bool:
        """Whether a workflow is there and over."""
        return self.state(workflow) in _ENDED

    def execution(self, workflow: str) -> str:
        """The id that Temporal gives to the newest execution of a workflow."""
        return str(json.loads(self.described(workflow))["workflowExecutionInfo"]["execution"]["runId"])

    def history(self, workflow: str) -> str:
        """All that Temporal keeps of a workflow, as its program shows it."""
        return self.tool("workflow", "show", "-w", workflow, "-o", "json")

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [build_temporal.binary(), *words, "--address", self.address],
            env=self._env(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def _env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
        return {**kept, "HOME": str(self.folder)}
