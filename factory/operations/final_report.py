"""The final report of a run as plain data: how it ended, what each step did, what changed, what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mity.changes.changed_files import changed_files
from mity.engine.checkpoints import WAITING
from mity.errors import LogError
from mity.evidence.found import metrics_of
from mity.operations.answers import asked
from mity.operations.problems import problems
from mity.operations.recommendations import recommendations
from mity.runs.asking import ASKS
from mity.runs.events import ANSWERED, read_time
from mity.runs.kept_events import KeptEvents
from mity.runs.keys import HOOKS, NESTED
from mity.runs.log import ExecutionLog
from mity.runs.report import exit_code, next_command
from mity.runs.result import StationResult
from mity.runs.state import RunState

Json = dict[str, Any]
AT_THE_END = "at the end"
_BASELINE = "tests_before"


def final_report(log: ExecutionLog, path: Path) -> Json:
    """The report of the run whose document is `path`."""
    kinds = changed_files(log.context.output_path, log.changes)
    files = {kind: [name for name, one in kinds.items() if one == kind] for kind in ("created", "changed", "deleted")}
    measured = _measured(log)
    verdict = log.verdict
    return {
        "run_id": log.run_id,
        "workflow": log.workflow.id,
        "title": log.workflow.name,
        "project": str(log.context.output_path),
        "state": log.state.value,
        "verdict": verdict.value if verdict else None,
        "exit_code": exit_code(log),
        "doubts": log.doubts() if log.state is RunState.COMPLETED else [],
        "error": log.error,
        "started_at": log.started_at,
        "completed_at": log.completed_at,
        "duration_s": _duration(log),
        "stages": _stages(log),
        "files": files,
        **measured,
        "agents": _agents(log),
        "evidence": _evidence(log),
        "problems": problems(log),
        "questions": _questions(log, path),
        "recommendations": recommendations(log, measured["tests"], measured["findings"]),
        "next": _next(log, bool(kinds)),
        "log": str(path),
    }


def _duration(log: ExecutionLog) -> float:
    """Seconds from the beginning of the run to its end, waits within it included; without an end, of its steps."""
    try:
        return round((read_time(log.completed_at) - read_time(log.started_at)).total_seconds(), 3)
    except ValueError:
        own = (result for key, result in log.results.items() if NESTED not in key and not key.endswith("]"))
        return round(sum(result.duration_s for result in own), 3)


def _stages(log: ExecutionLog) -> list[Json]:
    names = {step.id: stage.name or step.id for stage in log.workflow.stages for step in stage.steps}
    found: dict[str, list[Json]] = {}
    for key in dict.fromkeys((*log.stations, *log.results)):
        id = key.partition(NESTED)[0].partition("[")[0].partition("#")[0]
        stage = AT_THE_END if key.startswith(HOOKS) else names.get(id, id)
        found.setdefault(stage, []).append(_step(key, log.results.get(key)))
    return [{"name": name, "steps": steps} for name, steps in found.items()]


def _step(key: str, result: StationResult | None) -> Json:
    if result is None:
        return {
            "step": key,
            "status": None,
            "message": "did not run",
            "duration_s": 0.0,
            "attempts": 0,
            "proven": False,
        }
    return {
        "step": key,
        "status": result.status.value,
        "message": result.message,
        "duration_s": round(result.duration_s, 3),
        "attempts": result.attempts,
        "proven": result.proven and result.claims,
    }


def _measured(log: ExecutionLog) -> Json:
    """What steps measured: tests against the first measure or the baseline, the newest coverage, all findings."""
    counts: list[int] = []
    newest: Json | None = None
    coverage: Any = None
    findings: Json = {}
    for _, result in _ended(log):
        metrics = metrics_of(result.evidence)
        if isinstance(tests := metrics.get("tests"), dict) and isinstance(tests.get("collected"), int):
            counts.append(tests["collected"])
            newest = tests
        coverage = metrics.get("coverage", coverage)
        found = metrics.get("findings")
        for level, count in found.items() if isinstance(found, dict) else ():
            findings[level] = findings.get(level, 0) + count
    before = log.context.get_output(_BASELINE)
    first = before if isinstance(before, int) else counts[0] if len(counts) > 1 else None
    tests = {**newest, "before": first, "added": None if first is None else counts[-1] - first} if newest else None
    return {"tests": tests, "coverage": coverage, "findings": findings}


def _ended(log: ExecutionLog) -> Iterator[tuple[str, StationResult]]:
    """The results in the order of the definition."""
    yield from ((key, log.results[key]) for key in log.stations if key in log.results)


def _agents(log: ExecutionLog) -> list[Json]:
    """What coding agents used, one row for each time that one was asked: in steps, and in repairs."""
    rows: list[Json] = []
    for key, result in log.results.items():
        told = result.evidence.get("agent")
        asked = [one.get("agent") for one in (result.healing or {}).get("attempts", ())]
        rows += [{"step": key, **_used(one)} for one in (told, *asked) if isinstance(one, dict) and one.get("name")]
    return rows


def _used(record: Json) -> Json:
    names = ("name", "model", "turns", "input_tokens", "output_tokens", "cost_usd", "seconds", "ended")
    return {name: record.get(name) for name in names}


def _evidence(log: ExecutionLog) -> list[Json]:
    return [
        {"step": key, "evidence": dict(result.evidence)}
        for key, result in _ended(log)
        if result.evidence and "approved" not in result.evidence
    ]


def _questions(log: ExecutionLog, path: Path) -> list[Json]:
    """What persons were asked, and what they answered, as far as the log and the events know."""
    answers: dict[str, list[Json]] = {}
    try:
        for event in KeptEvents(path).new():
            if event["kind"] == ANSWERED:
                answers.setdefault(str(event.get("station", "")), []).append(event)
    except LogError:
        answers = {}
    rows = [*log.history, *({"station": key, "result": one.to_json()} for key, one in log.results.items())]
    found = []
    for row in rows:
        seen, question = row["result"].get("evidence") or {}, row["result"].get("needs_input")
        if "approved" in seen and "message" in seen:
            one = {"step": row["station"], "question": seen["message"], "answer": row["result"]["message"]}
            found.append({**one, "asked": list(seen.get("questions") or ())})
        elif question and WAITING not in seen:
            answered = answers.get(row["station"], [])
            told = answered.pop(0) if answered else {}
            said = " ".join(str(told[name]) for name in ("choice", "text", "by") if told.get(name))
            found.append(
                {"step": row["station"], "question": question["question"], "answer": said or None, "asked": []}
            )
        elif question and row not in log.history:
            waiting = str(seen.get(ASKS, row["station"]))
            one = {"step": row["station"], "question": seen.get("message", ""), "answer": None}
            found.append({**one, "asked": asked(log, waiting)})
    return found


def _next(log: ExecutionLog, changed: bool) -> list[str]:
    found = [next_command(log)] if log.can_resume() else []
    if log.state is RunState.WAITING_FOR_CHECKPOINT:
        found = [f"mity approve {log.run_id}", f"mity reject {log.run_id} --reason TEXT", *found]
    return [*found, f"mity rollback {log.run_id}"] if changed else found
