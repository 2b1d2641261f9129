"""Breaks a proven application, heals it, and prints where the time went: `healing.py APP LOG`.

Runs under the installed mity. Prints one JSON document: seconds of the healed station, of its commands, and of the
diagnosis of the log.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from mity.app import App
from mity.command import Command, Outcome
from mity.system.process import Runner

GONE = "import logging\n"


class Timed:
    """A runner that adds up how long commands took."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.spent: dict[str, float] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._runner, name)

    def run(self, command: Command, *rest: Any) -> Outcome:
        """Runs a command and notes its seconds by its place in the run."""
        outcome = self._runner.run(command, *rest)
        self.spent[f"{len(self.spent)} {command.line}"] = outcome.duration_s
        return outcome


def main() -> None:
    """Heals a missing import in the test station, then diagnoses the log."""
    project, log = Path(sys.argv[1]), Path(sys.argv[2])
    (source,) = project.glob("src/*/main.py")
    source.write_text(source.read_text(encoding="utf-8").replace(GONE, "", 1), encoding="utf-8")
    app = App(project)
    timed = Timed(app.runner)
    app.services.runner = timed  # type: ignore[assignment]
    done = app.heal(app.check_heal("", "test"))
    built = done.results["build"]
    build_commands = len(built.evidence["commands"])
    result = done.results["test"]
    text = log.read_bytes()
    began = time.perf_counter()
    app.agents.classify(text, exit_code=1)
    diagnosed = time.perf_counter() - began
    seconds = list(timed.spent.values())[build_commands:]
    kept = [attempt["rule"] for attempt in (result.healing or {}).get("attempts", []) if attempt["verdict"] == "kept"]
    facts = {"station_s": result.duration_s, "commands_s": sum(seconds), "diagnosed_s": diagnosed}
    print(json.dumps({**facts, "kept": kept, "green": result.success}))


if __name__ == "__main__":
    main()
