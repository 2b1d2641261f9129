"""What expressions can read, and what of it is the same in every workflow."""

from __future__ import annotations

from collections.abc import Mapping

CONTEXTS: Mapping[str, str] = {
    "parameters": "what the run was given",
    "env": "the variables of the run and of the workflow's own `env`",
    "spec": "what `--spec` named",
    "event": "what started the run by itself, else null",
    "project": "the verbs of the stack, such as `project.test_command`, and `[project]` of the settings",
    "steps": "each step of the workflow by name",
    "stages": "each stage by name",
    "outputs": "the newest output of a name in sight",
    "item": "in a loop: the item, by the name that `as` gives it",
    "index": "in a loop: the number of the item, from 0",
    "checkpoint": "the newest answer in sight",
    "checkpoints": "each checkpoint by name",
    "failed_stage": "the stage that failed, else null",
    "failed_step": "the step that failed, else null",
    "error": "why it failed, else null",
    "run": "the run itself",
    "metrics": "what evidence measured",
}
KNOWN_BEFORE = ("parameters", "env", "spec", "event")
"""What is known before a run begins."""
_ANSWER = (
    *("approved", "approved_with_changes", "changes", "rejected", "reason", "questions", "inputs"),
    *("by", "at", "expired"),
)
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "event": ("type", "name", "subject", "id", "time", "depth", "data"),
    "run": ("id", "version", "started_at", "mode", "attempt"),
    "checkpoint": _ANSWER,
    "metrics": ("coverage", "tests", "findings"),
}
"""The members of a context, where they are always the same."""
EACH: Mapping[str, tuple[str, ...]] = {
    "steps": (
        *("status", "outcome", "outputs", "attempts", "duration", "error", "evidence"),
        *("items", "success", "failed", "total"),
    ),
    "stages": ("status", "outputs", "success", "failed", "total"),
    "checkpoints": _ANSWER,
}
"""The members of each step, stage and checkpoint."""
METRICS: Mapping[str, str] = {
    "coverage": "coverage",
    **{f"tests.{name}": "junit" for name in ("collected", "passed", "failed", "skipped")},
    **{f"findings.{name}": "sarif" for name in ("error", "warning")},
}
"""What evidence measures, and which kind of it."""
