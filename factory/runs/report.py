"""The end of a run as data: what `--json` prints and the report on the terminal shows."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from mity.errors import EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED, EXIT_UNPROVEN, EXIT_WAITING
from mity.runs.asking import asking
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState, Verdict
from mity.runs.storage import ENGINE


def exit_code(log: ExecutionLog) -> int:
    """The exit code that a run's end stands for."""
    if log.state is RunState.COMPLETED:
        return EXIT_DONE if log.verdict in (Verdict.PROVEN, Verdict.PASSED) else EXIT_UNPROVEN
    waiting = (RunState.WAITING_FOR_INPUT, RunState.WAITING_FOR_CHECKPOINT)
    if log.state in waiting:
        return EXIT_WAITING
    return EXIT_INTERRUPTED if log.state is RunState.PAUSED else EXIT_FAILED


def next_command(log: ExecutionLog) -> str:
    """The command a person would type next, or nothing when the run is at its end. A shell takes it as it is."""
    if not log.can_resume():
        return ""
    line = f"mity resume {log.run_id}"
    if log.context.metadata.get(ENGINE):
        line += " --engine URL"
    elif not _here(log.context.workspace):
        line += f" --output {shlex.quote(str(log.context.workspace))}"
    failed = log.failed_station()
    question = log.results[failed].question if failed else None
    if question is not None and question.options:
        word = question.options[0].choice
        others = [key for key in asking(log) if key != failed]
        line += f" --step {shlex.quote(str(failed))}" if others else ""
        line += f" --choose {word}"
    return line


def _here(folder: Path) -> bool:
    try:
        return Path.cwd() == folder.resolve()
    except OSError:
        return False


def kept_patch(log: ExecutionLog) -> Path:
    """Where a healing that ended in a question or a failure leaves what had helped on the way."""
    return log.context.workspace / ".mity" / "exports" / log.run_id / "kept.patch"


def report(log: ExecutionLog, log_path: Path) -> dict[str, Any]:
    """The whole report: verdict, evidence per station, where the log is, what to do next."""
    verdict = log.verdict
    failed = log.failed_station()
    question = log.results[failed].question if failed else None
    return {
        "run_id": log.run_id,
        "workflow_id": log.workflow.id,
        "state": log.state.value,
        "verdict": verdict.value if verdict else None,
        "doubts": log.doubts() if verdict is Verdict.UNPROVEN else [],
        "exit_code": exit_code(log),
        "app": {
            "name": log.context.app_name,
            "path": str(log.context.output_path),
            "stack": log.context.get_output("stack") or log.context.stack,
            "running": log.context.get_output("running"),
        },
        "log": str(log_path),
        "patch": str(kept_patch(log)) if kept_patch(log).is_file() else None,
        "error": log.error,
        "results": log.to_json()["results"],
        "needs_input": {"station": failed, **question.to_json()} if question else None,
        "next": next_command(log),
    }
