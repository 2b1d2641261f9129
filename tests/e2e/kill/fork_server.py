"""Runs of light stations in processes that kill themselves at a chosen moment, and what they leave."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from light_stations import executed

from mity import ExecutionLog, WorkflowExecutor
from mity.system.trees import tree_digests

HERE = Path(__file__).parent


class ForkServer:
    """The process that forks a fresh one for every run, which makes a kill cost milliseconds."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "fork_server_main.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def ask(self, **request: Any) -> dict[str, Any]:
        """Runs one request to its end, which may be its death."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request, default=str) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert isinstance(answer, dict)
        assert "error" not in answer, answer
        return answer


@dataclass(frozen=True)
class Result:
    """What must be the same with and without kills."""

    state: str
    verdict: str | None
    stations: list[str]
    statuses: dict[str, str]
    evidence: dict[str, Any]
    outputs: dict[str, Any]
    digests: dict[str, str]


def result_of(log: ExecutionLog) -> Result:
    """The result of a run at its end."""
    return Result(
        log.state.value,
        log.verdict.value if log.verdict else None,
        log.stations,
        {name: log.results[name].status.value for name in log.stations if name in log.results},
        {name: dict(log.results[name].evidence) for name in log.stations if name in log.results},
        log.context.outputs,
        tree_digests(log.context.output_path),
    )


def document_of(workspace: Path) -> Path | None:
    """The one log of the workspace; None when the run was killed before it had one."""
    found = [path for path in (workspace / ".mity" / "logs").glob("*.json") if not path.name.startswith(".")]
    assert len(found) <= 1, found
    return found[0] if found else None


def load(path: Path) -> ExecutionLog:
    """The log with its journal joined in."""
    return WorkflowExecutor(_no_stations()).load_log(path)


def _no_stations() -> Any:
    from mity import StationRegistry

    return StationRegistry()


def litter(workspace: Path) -> list[str]:
    """Files that only a kill leaves: half-written ones, journals, staging folders."""
    found = [path for path in workspace.rglob("*") if path.suffix == ".tmp" or path.name.startswith(".mity-staging")]
    found += workspace.rglob("*.journal.jsonl")
    return sorted(str(path.relative_to(workspace)) for path in found)


class Story:
    """One run with its kills: who was logged done at each, and who was executed after it."""

    def __init__(self, fork_server: ForkServer, workspace: Path) -> None:
        workspace.mkdir(parents=True)
        self.fork_server = fork_server
        self.workspace = workspace
        self.kills = 0

    def begin(self, workflow: str, kill_at: int) -> bool:
        """Runs from the start; True when it was killed."""
        return self._judge(self.fork_server.ask(workspace=self.workspace, workflow=workflow, kill_at=kill_at))

    def ended(self) -> bool:
        """True when the kill came after the end of the run was logged: nothing is left to resume."""
        path = document_of(self.workspace)
        return path is not None and not load(path).can_resume()

    def go_on(self, kill_at: int = 0) -> bool:
        """Resumes; True when it was killed again. No station that was logged done may run again."""
        path = document_of(self.workspace)
        assert path is not None
        done = set(load(path).results)
        before = len(executed(self.workspace))
        killed = self._judge(self.fork_server.ask(workspace=self.workspace, resume=path, kill_at=kill_at))
        again = done & set(executed(self.workspace)[before:])
        assert not again, f"logged done and executed again: {again}"
        return killed

    def _judge(self, answer: dict[str, Any]) -> bool:
        self.kills += bool(answer["killed"])
        path = document_of(self.workspace)
        if path is not None:
            json.loads(path.read_bytes())
            load(path)
        return bool(answer["killed"])
