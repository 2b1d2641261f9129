"""One station of mity on a small real project: what a test's stack.yaml says is run, by real processes."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mity.engine.kinds.station import run_station
from mity.engine.registry import StationRegistry
from mity.engine.scope import RunScope
from mity.engine.step_scope import StepScope
from mity.healing.rules import AgentRegistry
from mity.projects.app_record import STACK_FILE
from mity.redaction import Redactor
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stacks.catalog import Catalogue
from mity.stations import register
from mity.system.dependency_cache import DependencyCache
from mity.system.runner import Runner
from mity.system.tools import Toolbox

Json = dict[str, Any]


def python(code: str, *words: str) -> Json:
    """A command of stack.yaml that runs `code`, started without `site` to be quick."""
    return {"argv": [sys.executable, "-I", "-S", "-c", code, *words], "timeout": 20}


def writes(path: str, text: str) -> Json:
    """A command that writes a file below the project."""
    code = "import sys; import os; os.makedirs(os.path.dirname(sys.argv[1]) or '.', exist_ok=True)"
    return python(f"{code}; open(sys.argv[1], 'w').write(sys.argv[2])", path, text)


def exits(code: int) -> Json:
    """A command that only ends, with this exit code."""
    return python(f"raise SystemExit({code})")


class StationBench:
    """A project with a stack of its own or of the folders `stacks`, and the stations of mity to try on it."""

    def __init__(self, workspace: Path, stack: Mapping[str, Any] | None = None, *, stacks: Sequence[Path] = ()) -> None:
        self.root = workspace / "app"
        self.root.mkdir(parents=True)
        self.scope = RunScope(Redactor({}))
        self.scope.transcripts = workspace / "transcripts"
        self.agents = AgentRegistry()
        toolbox = Toolbox(Runner(Redactor({})))
        cache = DependencyCache(workspace / "shared")
        self.services = Services(
            Catalogue(stacks), toolbox, lambda: self.agents, cache=cache, scope=StepScope(self.scope)
        )
        self.registry = StationRegistry()
        register(self.registry, self.services)
        self.context = WorkflowContext(workspace, "app", output_path=self.root)
        self.context.run_id = "0001-bench-abcd"
        if stack is not None:
            self.write(STACK_FILE, json.dumps({"id": "bench", "title": "A bench", "language": "python", **stack}))

    def write(self, path: str, text: str) -> Path:
        """Writes a file of the project."""
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text, encoding="utf-8")
        return full

    def run(self, station: str, **inputs: Any) -> StationResult:
        """The result of one execution of a station; what it sets reaches the next ones."""
        view = self.context.for_step(inputs)
        result = run_station(self.registry, station, view, StepScope(self.scope, station, station))
        self.context.merge_outputs(result.outputs)
        return result
