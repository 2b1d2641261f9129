"""What a run recommends: each by a rule over its log, and named with it; nothing is made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mity.runs.log import ExecutionLog
from mity.runs.result import CONTINUED
from mity.runs.state import RunState, Status, Verdict

Json = dict[str, Any]


def recommendations(log: ExecutionLog, tests: Mapping[str, Any] | None, findings: Mapping[str, Any]) -> list[Json]:
    """Each with the `rule` that it follows from and its `text`."""
    rules: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
        ("edited-log", lambda: _edited(log)),
        ("no-evidence", lambda: _no_evidence(log)),
        ("nothing-declared", lambda: _nothing_declared(log)),
        ("continued", lambda: _continued(log)),
        ("retried", lambda: _retried(log)),
        ("healed", lambda: _healed(log)),
        ("fewer-tests", lambda: _fewer(tests)),
        ("findings", lambda: _findings(findings)),
        ("taken-back", lambda: _taken_back(log)),
    )
    return [{"rule": rule, "text": text} for rule, texts in rules for text in texts()]


def _edited(log: ExecutionLog) -> Iterator[str]:
    if log.edited:
        yield "Run the workflow again: its log was edited, so nothing in it counts as proven."


def _no_evidence(log: ExecutionLog) -> Iterator[str]:
    for key, result in log.results.items():
        if result.status is Status.DONE and result.claims and not result.evidence:
            yield f"Let step '{key}' show evidence: it claims something that nothing in the run shows."


def _nothing_declared(log: ExecutionLog) -> Iterator[str]:
    if log.verdict is Verdict.PASSED:
        yield "Declare `evidence:` for a step: nothing in this run claims more than that commands ended with 0."


def _continued(log: ExecutionLog) -> Iterator[str]:
    for key, result in log.results.items():
        if result.reason == CONTINUED:
            yield f"Look at step '{key}': it failed and the run went on without it."


def _retried(log: ExecutionLog) -> Iterator[str]:
    for key, result in log.results.items():
        if result.success and result.attempts > 1:
            yield f"Find out why step '{key}' needed {result.attempts} attempts."


def _healed(log: ExecutionLog) -> Iterator[str]:
    for key, result in log.results.items():
        kept = [one for one in (result.healing or {}).get("attempts", ()) if one.get("verdict") == "kept"]
        if kept:
            fixes = ", ".join(str(one["fix"]) for one in kept)
            yield f"Review the {len(kept)} repairs that step '{key}' kept: {fixes}."


def _fewer(tests: Mapping[str, Any] | None) -> Iterator[str]:
    if tests and isinstance(tests.get("added"), int) and tests["added"] < 0:
        yield f"Look for {-tests['added']} tests: {tests['before']} were there before, {tests['collected']} at the end."


def _findings(findings: Mapping[str, Any]) -> Iterator[str]:
    for level, count in sorted(findings.items()):
        if count:
            yield f"Look at {count} findings of level {level}."


def _taken_back(log: ExecutionLog) -> Iterator[str]:
    if log.state is RunState.FAILED and log.progress.undone:
        count = len(log.progress.undone)
        told = "1 step was taken back and runs again" if count == 1 else f"{count} steps were taken back and run again"
        yield f"Resume the run when its cause is gone: {told}."
