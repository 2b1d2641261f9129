"""One step of a workflow in a small real project: its body is run by real processes, without a driver around it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mity.command import Overrides
from mity.engine.kinds.command import run_command
from mity.engine.scope import RunScope
from mity.engine.step_scope import StepScope
from mity.redaction import Redactor
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.workflow.core import Step

RUN = "0001-bench-abcd"
PASSED = '<testsuite tests="2"><testcase name="one"/><testcase name="two"/></testsuite>'
FAILED = '<testsuite tests="2"><testcase name="one"/><testcase name="two"><failure/></testcase></testsuite>'


def short(value: object) -> str:
    """The name of a parameter of a test: the beginning of a text."""
    return str(value)[:30]


class _Scope(RunScope):
    """A run whose notes are kept."""

    def __init__(self) -> None:
        super().__init__(Redactor({}))
        self.heard: list[str] = []

    def emit(self, kind: str, address: str = "", key: str = "", **data: Any) -> None:
        if kind == "note":
            self.heard.append(str(data["text"]))


class StepBench:
    """A project that is its own workspace, and commands to run in it as steps."""

    def __init__(self, root: Path) -> None:
        self.root = root / "project"
        self.root.mkdir(parents=True)
        self.run_scope = _Scope()
        self.run_scope.transcripts = root / "transcripts"
        self.context = WorkflowContext(self.root, "project", output_path=self.root)
        self.context.run_id = RUN

    @property
    def notes(self) -> list[str]:
        """What was told of the run."""
        return self.run_scope.heard

    def write(self, path: str, text: str | bytes) -> Path:
        """Writes a file of the project."""
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(text if isinstance(text, bytes) else text.encode())
        return full

    def scope(self, key: str = "one", **about: Any) -> StepScope:
        """The execution of a step."""
        return StepScope(self.run_scope, key, f"main/{key}", Overrides(), **about)

    def run(
        self,
        command: str | tuple[str, ...],
        inputs: dict[str, Any] | None = None,
        env: dict[str, str] | None = None,
        scope: StepScope | None = None,
        **step: Any,
    ) -> StationResult:
        """The result of a command as a step; `step` has more of its members."""
        made = Step("one", command=command, **step)
        result = run_command(made, self.context.for_step(inputs or {}), env or {}, scope or self.scope())
        json.dumps(result.to_json(), allow_nan=False)
        return result
