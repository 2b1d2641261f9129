"""A project whose commands are what a test says, and mity's own stations at work on it within this process."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity import Choice, ExecutionLog, StationResult
from mity.app import App
from mity.operations.operation import Operation
from mity.operations.run_workflow import RunOptions
from mity.trust.consents import Consents
from mity.trust.project import stack_item

Commands = Mapping[str, str]


def shell(script: str) -> dict[str, Any]:
    """A command of a stack that runs a script of the shell; `$0` is the Python of the tests."""
    return {"argv": ["sh", "-c", script.replace("$", "$$"), sys.executable], "timeout": 30}


class SmallProject:
    """A folder with a stack of its own. `commands` maps verbs to scripts of the shell, `stack` adds to stack.yaml."""

    def __init__(self, root: Path, commands: Commands, **stack: Any) -> None:
        self.root = root
        self.home = root / ".mity"
        self.home.mkdir(parents=True)
        self._stack = {"schema": 1, "id": "small", "title": "Small", "language": "text", **stack}
        self.script(**commands)

    def script(self, **commands: str) -> None:
        """Gives verbs other scripts."""
        self._stack["commands"] = {**self._stack.get("commands", {}), **{k: shell(v) for k, v in commands.items()}}
        (self.home / "stack.yaml").write_text(json.dumps(self._stack), encoding="utf-8")
        if made := stack_item(self.root):
            Consents().give([made])

    def write(self, path: str, text: str) -> Path:
        """Writes a file of the project."""
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text, encoding="utf-8")
        return full

    def run(self, *stations: str, heal: bool = False, known: Mapping[str, Any] | None = None) -> ExecutionLog:
        """Runs stations one after the other; `known` is what they find in their context."""
        steps = [{"station": name} for name in stations]
        definition = {"name": "trial", "stages": [{"name": "all", "steps": steps}]}
        path = self.write(".mity/trial.json", json.dumps(definition))
        app = self.app(heal=heal)
        operation = app.prepare_run(str(path), RunOptions())
        for name, value in (known or {}).items():
            operation.context.with_metadata(name, value)
        self.trust(app, operation)
        return app.run(operation)

    def trust(self, app: App, operation: Operation) -> None:
        """Consents to what the project's `.mity/` names, as `--trust` does."""
        app.gate.consents.give(app.beginning.untrusted(operation))

    def resume(self, log: ExecutionLog, choice: str = "", *, heal: bool = False) -> ExecutionLog:
        """Continues a run from its file, as another process would."""
        app = self.app(heal=heal)
        found = app.store.load(app.store.path(log.run_id))
        app.gate.consents.give(app.gate.for_resume(found))
        return app.resume(found, Choice(choice) if choice else None)

    def app(self, *, heal: bool = False) -> App:
        """mity in this project."""
        return App(self.root, limits={"enabled": heal})

    def result(self, station: str, *, heal: bool = False) -> StationResult:
        """How one station ends, after the build that most of them need."""
        stations = dict.fromkeys((*(["build"] if "build" in self._stack["commands"] else []), station))
        return self.run(*stations, heal=heal).results[station]
