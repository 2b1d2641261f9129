"""The keys of definitions and the contexts of expressions: those that there are, and those that come later."""

from __future__ import annotations

from collections.abc import Mapping

WORKFLOW = frozenset(
    {"name", "title", "description", "version", "abstract", "extends", "parameters", "env", "defaults", "common_steps"}
    | {"stages", "steps"}
)
STAGE = frozenset(
    {"name", "description", "condition", "if", "steps", "parallel", "max_parallel", "atomic", "on_failure", "env"}
)
STEP = frozenset(
    {"name", "id", "description", "station", "command", "workflow", "use", "uses", "condition", "if", "env"}
    | {"timeout", "inputs", "heal", "on_failure", "max_retries", "retry_count", "backoff"}
)
DEFAULTS = frozenset({"timeout", "max_retries", "on_failure", "backoff", "env", "heal", "max_parallel"})
PARAMETER = frozenset({"type", "default", "description", "required", "values"})
BACKOFF = frozenset({"initial", "factor", "max"})
LATER = frozenset(
    {"states", "parallel_groups", "conditions", "error_handlers", "rollback", "on_success", "success_actions"}
    | {"finally", "triggers", "mode", "gates", "proof", "concurrency", "for_each", "as", "fail_fast", "agent", "type"}
    | {"verify", "outputs", "risky", "undo", "once", "done_if", "evidence", "ensure", "cwd", "message"}
    | {"on_failure", "timeout", "parallel", "max_parallel", "jitter"}
)
"""Keys of the language that this version of mity does not run, at least not everywhere."""
TYPES = ("string", "boolean", "number", "integer", "list", "object")
BODIES = ("station", "command", "workflow")
"""What a step can run."""
ALIKE = (
    frozenset({*BODIES, "use", "uses"}),
    *map(frozenset, (("condition", "if"), ("name", "id"), ("max_retries", "retry_count"), ("stages", "steps"))),
)
"""Keys of which one takes the place of the others when a definition changes what it shares."""

CONTEXTS: Mapping[str, frozenset[str]] = {
    "parameters": frozenset(),
    "env": frozenset(),
    "outputs": frozenset(),
    "project": frozenset(),
    "steps": frozenset({"status", "outputs", "evidence", "attempts", "duration", "error"}),
    "run": frozenset({"id", "started_at"}),
}
"""What expressions can read; its members where they are the same in every workflow, for `steps` those of each step."""
LATER_CONTEXTS = frozenset({"spec", "stages", "item", "index", "checkpoint", "checkpoints", "metrics", "error"}) | {
    "failed_stage",
    "failed_step",
}
LATER_FUNCTIONS = frozenset({"failure", "always", "cancelled"})
