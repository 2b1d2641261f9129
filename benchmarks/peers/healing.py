"""Breaks a proven application, heals it, and prints where the time went: `healing.py APP LOG`.

Runs under the installed mity. Prints one JSON document: seconds of the healed station, of its commands, and of the
diagnosis of the log.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any, ClassVar

from mity.app import App
from mity.command import Command, Outcome
from mity.engine import scope
from mity.runs.events import STEP_STARTED, Event
from mity.system.runner import Runner

GONE = "import logging\n"


class Timed(Runner):
    """A runner that notes how long each command took, in seconds."""

    spent: ClassVar[list[float]] = []

    def run(self, command: Command, *rest: Any) -> Outcome:
        """Runs a command and notes its seconds."""
        outcome = super().run(command, *rest)
        self.spent.append(outcome.duration_s)
        return outcome


def hear(event: Event) -> None:
    """Forgets what was run before the station that is to be healed."""
    if event.kind == STEP_STARTED and event.key == "test":
        Timed.spent.clear()


def main() -> None:
    """Heals a missing import in the test station, then diagnoses the log."""
    project, log = Path(sys.argv[1]), Path(sys.argv[2])
    (source,) = project.glob("src/*/main.py")
    source.write_text(source.read_text(encoding="utf-8").replace(GONE, "", 1), encoding="utf-8")
    scope.Runner = Timed  # type: ignore[misc]
    app = App(project, hear)
    done = app.run(app.prepare_heal("", "test"))
    result = done.results["test"]
    seconds = sum(Timed.spent)
    text = log.read_bytes()
    began = time.perf_counter()
    app.agents.classify(text, exit_code=1)
    diagnosed = time.perf_counter() - began
    kept = [attempt["rule"] for attempt in (result.healing or {}).get("attempts", []) if attempt["verdict"] == "kept"]
    facts = {"station_s": result.duration_s, "commands_s": seconds, "diagnosed_s": diagnosed}
    print(json.dumps({**facts, "kept": kept, "green": result.success}))


if __name__ == "__main__":
    main()
